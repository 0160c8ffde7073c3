"""Saving today's session from the phone: once, for the day it was opened, with nothing typed lost."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client as Browser

from programs.models import ItemLog, Plan, SessionLog
from tests.assessments.standing import CHEST_PAIN, send_intake
from tests.makers import make_signed_in_client
from tests.programs.makers import assigned_plan, make_ready, shared_template

TODAY = "/me/plan/today/"


def filled(own: Plan, **changes: Any) -> dict[str, Any]:
    line = own.items.all()[0]
    return {
        "key": str(uuid4()),
        "plan": own.pk,
        "day": "2026-11-30",
        f"sets_{line.pk}": ["1", "2", "3"],
        "effort": "right",
        "pain": "0",
        "note": "Went well.",
    } | changes


def rejected(browser: Browser, sending: dict[str, Any]) -> str:
    response = browser.post(TODAY, sending)
    assert response.status_code == 422
    assert not SessionLog.objects.exists()
    return response.content.decode()


def test_a_saved_session_leads_back_to_the_plan_with_a_warm_word(phone: Browser, plan: Plan) -> None:
    response: HttpResponse = phone.post(TODAY, filled(plan), follow=True)
    assert "Well done" in response.content.decode()
    assert "1 of 3 sessions done this week." in response.content.decode()
    log = SessionLog.objects.get()
    assert (log.effort, log.pain, log.note) == ("right", 0, "Went well.")
    assert sum(item.sets_done for item in log.items.all()) == 3


def test_a_doubled_submit_is_one_session(phone: Browser, plan: Plan) -> None:
    sending = filled(plan)
    assert [phone.post(TODAY, sending).status_code for _time in range(2)] == [302, 302]
    assert SessionLog.objects.count() == 1


def test_no_tick_or_choice_takes_a_template_of_its_own(phone: Browser, plan: Plan) -> None:
    """There are a thousand of them on a long session."""
    names = {each.name for each in phone.get(TODAY).templates if each.name}
    assert {name for name in names if name.startswith("django/forms/widgets/")} <= {
        "django/forms/widgets/textarea.html",
        "django/forms/widgets/attrs.html",
    }


def test_every_showing_of_the_page_brings_its_own_key(phone: Browser, plan: Plan) -> None:
    keys = {phone.get(TODAY).context["key"] for _time in range(2)}
    assert len(keys) == 2


@pytest.mark.parametrize("where", ["pain", "the line"])
def test_pain_gets_another_word(phone: Browser, plan: Plan, where: str) -> None:
    field = "pain" if where == "pain" else f"pain_{plan.items.all()[0].pk}"
    (word,) = phone.post(TODAY, filled(plan, **{field: "6"}), follow=True).context["messages"]
    assert "You noted some pain" in str(word)


def test_the_word_about_pain_travels_in_no_cookie(phone: Browser, plan: Plan) -> None:
    """A cookie of messages is signed only: whoever reads the browser's cookies would read it."""
    answer = phone.post(TODAY, filled(plan, pain="6"))
    assert set(answer.cookies) <= {"sessionid", "csrftoken"}


def test_a_page_opened_before_midnight_counts_for_its_day(phone: Browser, plan: Plan, now: datetime) -> None:
    with time_machine.travel(now + timedelta(days=1), tick=False):
        assert phone.post(TODAY, filled(plan)).status_code == 302
    assert f"{SessionLog.objects.get().day}" == "2026-11-30"


@pytest.mark.parametrize(
    "odd",
    [
        {"sets": "1000"},
        {"sets": "0"},
        {"sets": "-1"},
        {"sets": "1\x00"},
        {"pain": "11"},
        {"effort": "heroic"},
        {"key": "no-uuid"},
        {"plan": "1e9"},
        {"day": "2026-12-01"},
        {"day": "9999-12-31"},
        {"day": "yesterday"},
        {"note": "nul \x00"},
        {"note": "x" * 10_000},
    ],
    ids=lambda odd: f"{odd}"[:30],
)
def test_what_cannot_be_is_rejected_and_nothing_typed_is_lost(
    phone: Browser, plan: Plan, odd: dict[str, str]
) -> None:
    line = f"sets_{plan.items.all()[0].pk}"
    page = rejected(
        phone, filled(plan, **{line if key == "sets" else key: value for key, value in odd.items()})
    )
    assert "Please look at this again" in page
    assert "note" in odd or "Went well." in page
    assert "sets" in odd or page.count("checked") >= 3


def test_the_same_box_sent_many_times_is_one_set(phone: Browser, plan: Plan) -> None:
    line = plan.items.all()[0]
    phone.post(TODAY, filled(plan, **{f"sets_{line.pk}": ["1"] * 400}))
    assert ItemLog.objects.get(plan_item=line).sets_done == 1


def test_an_old_page_meets_the_new_plan_and_keeps_the_note(phone: Browser, plan: Plan, now: datetime) -> None:
    new = assigned_plan(plan.client, template=shared_template("first-lift"), now=now)
    page = rejected(phone, filled(plan))
    assert "Your plan has changed" in page
    assert "Went well." in page
    assert f'name="plan" value="{new.pk}"' in page


def test_another_clients_plan_is_not_found(phone: Browser, plan: Plan, now: datetime) -> None:
    other = make_signed_in_client(trainer=plan.client.trainer)
    make_ready(other, now=now)
    theirs = assigned_plan(other, now=now)
    assert phone.post(TODAY, filled(plan, plan=theirs.pk)).status_code == 404
    assert phone.post(TODAY, filled(plan, plan=10**25)).status_code == 404
    assert not SessionLog.objects.exists()


def test_a_paused_plan_saves_nothing(phone: Browser, plan: Plan, now: datetime) -> None:
    send_intake(plan.client, CHEST_PAIN, now=now)
    assert "is paused for now" in rejected(phone, filled(plan))


def test_without_a_plan_there_is_nothing_to_save(phone: Browser) -> None:
    assert phone.post(TODAY, {"day": "2026-11-30"}).status_code == 302
