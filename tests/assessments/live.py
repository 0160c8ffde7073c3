"""What the live screen's script sends, and what it starts from."""

import json
import re
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.test import Client as Browser
from django.urls import reverse

from assessments.models import Assessment
from tests.assessments.under_way import trial_sent

JSON = "application/json"


def send_trial(desk: Browser, test: Assessment, **fields: str) -> Any:
    link = reverse("trial", args=[test.appointment_id])
    return desk.post(link, trial_sent(**fields), headers={"Accept": JSON})


def take_back(desk: Browser, test: Assessment, key: str | UUID) -> Any:
    return desk.post(reverse("trial_take_back", args=[test.appointment_id]), {"key": str(key)})


def send_passive(desk: Browser, test: Assessment, side: str = "left", **fields: str) -> Any:
    sent = {"passive": "above", "pain": "0"} | fields
    return desk.post(
        reverse("assess_passive", args=[test.appointment_id, side]), sent, headers={"Accept": JSON}
    )


def data_of(page: HttpResponse, name: str) -> dict[str, Any]:
    """What the page gives its script under this id."""
    found = re.search(rf'<script id="{name}" type="application/json">(.*?)</script>', page.content.decode())
    assert found, page.content.decode()
    content: dict[str, Any] = json.loads(found[1])
    return content
