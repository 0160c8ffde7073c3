"""Pages of programs with few lines and with many: the builder, the desk's plan, and the client's own pages.

They want somebody signed in, so each is asked for with the cookie of a session. Run inside
`manage.py shell` on PostgreSQL.
"""

import json
import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.models import Client, Service, Trainer
from programs import library
from programs.models import Exercise, Plan
from tests.makers import make_client, make_user
from tests.programs.building import make_built
from tests.programs.makers import assigned_plan, make_assessment, make_ready

FEW, MANY = 5, 50


def make() -> None:
    """Fill the database, and write each page with its cookie and its queries as JSON."""
    library.load(now=timezone.now())
    service = Service.objects.select_related("trainer__user").order_by("pk")[0]
    json.dump([page for lines in (FEW, MANY) for page in _pages(service, lines)], sys.stdout)


def _pages(service: Service, lines: int) -> Iterator[dict[str, Any]]:
    plan = _plan(service, lines)
    desk, phone = _browser(service.trainer), _browser(plan.client)
    for name, browser, path in (
        ("the template builder", desk, reverse("template_edit", args=[plan.template_id])),
        ("the plan on the desk", desk, reverse("plan", args=[plan.pk])),
        ("the client's plan", phone, reverse("my_plan")),
        ("the client's session", phone, reverse("my_today")),
    ):
        cookie = f"{settings.SESSION_COOKIE_NAME}={browser.cookies[settings.SESSION_COOKIE_NAME].value}"
        yield {
            "name": name,
            "lines": lines,
            "path": path,
            "cookie": cookie,
            "queries": _queries(browser, path),
        }


def _plan(service: Service, lines: int) -> Plan:
    """The whole library again and again, until there are so many lines."""
    now = timezone.now()
    slugs = list(Exercise.objects.shared().order_by("number").values_list("slug", flat=True))
    client = make_client(
        trainer=service.trainer,
        user=make_user(email=f"with-{lines}@example.com"),
        email=f"with-{lines}@example.com",
    )
    make_ready(client, now=now)
    make_assessment(client=client, service=service, at=now - timedelta(days=200 + lines))
    template = make_built(service.trainer, (slugs * 2)[:lines], name=f"{lines} lines")
    return assigned_plan(client, now=now, template=template)


def _browser(person: Trainer | Client) -> Browser:
    assert person.user
    browser = Browser(headers={"host": "localhost", "x-forwarded-proto": "https"})
    browser.force_login(person.user)
    return browser


def _queries(browser: Browser, path: str) -> int:
    """Of the second time: the first writes down who looked."""
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            response = browser.get(path)
        if response.status_code != 200:
            raise RuntimeError(f"{path} answered {response.status_code}.")
    return len(captured)
