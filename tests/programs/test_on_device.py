"""What a device is given: an app, a worker for the client's own pages, a key that only its client gets."""

import json
import re
from datetime import datetime
from typing import Any

import pytest
from django.test import Client as Browser

from assessments.models import Client
from programs.models import Plan
from tests.assessments.standing import CHEST_PAIN, send_intake
from tests.makers import make_signed_in_client
from tests.programs.makers import assigned_plan, make_ready

PLAN, TODAY = "/me/plan/", "/me/plan/today/"
CONFIG = re.compile(r'<script id="device-config" type="application/json">(.*?)</script>')


def config(browser: Browser, path: str = PLAN) -> dict[str, Any]:
    found = CONFIG.search(browser.get(path).content.decode())
    assert found
    content: dict[str, Any] = json.loads(found[1])
    return content


@pytest.mark.django_db
def test_the_site_can_be_kept_among_the_apps(client: Browser) -> None:
    answer = client.get("/manifest.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    content = json.loads(answer.content)
    assert (content["start_url"], content["display"]) == (PLAN, "standalone")
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in content["icons"]}


@pytest.mark.django_db
def test_the_worker_and_the_offline_page_hold_nobodys_data(client: Browser) -> None:
    worker = client.get("/sw.js")
    assert worker["Content-Type"].startswith("text/javascript")
    assert "no-store" in worker["Cache-Control"]
    assert "importScripts" in worker.content.decode()
    assert "No connection" in client.get("/me/offline/").content.decode()


def test_it_speaks_for_a_clients_pages_and_leaves_the_live_screen_alone(phone: Browser, plan: Plan) -> None:
    assert config(phone)["urls"]["scope"] == "/me/"


def test_the_key_is_the_clients_own_and_the_same_on_each_page(
    phone: Browser, plan: Plan, now: datetime
) -> None:
    own = config(phone)
    assert config(phone, TODAY)["seal"] == own["seal"]
    other = make_signed_in_client(trainer=plan.client.trainer)
    make_ready(other, now=now)
    assigned_plan(other, now=now)
    browser = Browser()
    browser.force_login(other.user)
    theirs = config(browser)
    assert theirs["seal"] != own["seal"]
    assert theirs["visit"] != own["visit"]


def test_the_next_week_is_named(phone: Browser, plan: Plan) -> None:
    assert config(phone)["days"] == ["2026-12-07"]


def test_a_paused_plan_replaces_what_was_kept(
    phone: Browser, ready: Client, plan: Plan, now: datetime
) -> None:
    assert config(phone)["plan"] == plan.pk
    send_intake(ready, CHEST_PAIN, now=now)
    assert config(phone)["plan"] == config(phone, TODAY)["plan"] == 0


def test_no_page_of_the_plan_is_kept_by_http(phone: Browser, plan: Plan) -> None:
    for path in (PLAN, TODAY, "/me/plan/print/", "/me/plan/sessions/"):
        assert "no-store" in phone.get(path)["Cache-Control"]


def test_the_paper_holds_every_line_its_dose_and_a_box_for_each_session(phone: Browser, plan: Plan) -> None:
    page = phone.get("/me/plan/print/").content.decode()
    weeks = sum(item.to_week - item.from_week + 1 for item in plan.items.all())
    assert page.count("paper-box") == weeks * plan.sessions_per_week
    for item in plan.items.all():
        assert item.name in page
        assert item.dose in page
