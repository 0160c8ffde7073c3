"""A client's plan pages: the plan with its reasons, nothing while it is paused, nobody else's ever."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.test import Client as Browser
from pytest_django import DjangoAssertNumQueries

from assessments.models import Client
from programs.models import Exercise, Plan
from programs.models.dose import MOST_LINES
from tests.assessments.standing import CHEST_PAIN, DIZZY, send_intake
from tests.makers import make_signed_in_client
from tests.programs.makers import assigned_plan, make_ready, make_template

PLAN, TODAY = "/me/plan/", "/me/plan/today/"


def shown(browser: Browser, path: str = PLAN) -> str:
    response = browser.get(path)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    return response.content.decode()


def test_the_whole_plan_is_shown_by_part(phone: Browser, plan: Plan) -> None:
    page = shown(phone)
    assert page.count("<h1>") == 1
    for item in plan.items.all():
        assert item.name in page
        assert item.dose in page
    assert "weeks 4–6" in page
    assert "Week 1 of 6" in page
    assert "0 of 3 sessions done this week." in page


def test_todays_page_holds_this_weeks_exercises_with_how_to_do_them(phone: Browser, plan: Plan) -> None:
    page = shown(phone, TODAY)
    bridge = Exercise.objects.get(slug="glute-bridge")
    assert all(text in page for text in (bridge.setup, bridge.steps[0], bridge.cues[0]))
    assert "Emphasises gluteus maximus, with the hip extended. Also at work: Hamstrings." in page
    assert page.count('name="sets_') == sum(item.sets for item in plan.items.of_week(1))
    assert "Weighted hip flexor raise" not in page


def test_without_a_plan_the_page_says_what_comes(phone: Browser) -> None:
    assert "Your plan comes after your visit" in shown(phone)
    assert phone.get(TODAY)["Location"] == PLAN


def test_a_stopped_client_sees_no_exercise(phone: Browser, plan: Plan, now: datetime) -> None:
    send_intake(plan.client, CHEST_PAIN, now=now)
    for path in (PLAN, TODAY):
        page = shown(phone, path)
        assert "is paused for now" in page
        assert "Glute bridge" not in page


def test_a_review_to_come_leaves_the_plan_open(phone: Browser, plan: Plan, now: datetime) -> None:
    send_intake(plan.client, DIZZY, now=now)
    assert "Glute bridge" in shown(phone)


def test_a_withdrawn_consent_hides_the_plan(phone: Browser, plan: Plan, now: datetime) -> None:
    plan.client.consents.update(withdrawn_at=now - timedelta(minutes=1))
    assert "Glute bridge" not in shown(phone)


@pytest.mark.parametrize(
    ("day", "words"),
    [(date(2026, 12, 7), "It starts on Monday 7 December"), (date(2026, 11, 30), "Week 1 of 6")],
    ids=str,
)
def test_the_start_is_named(phone: Browser, ready: Client, now: datetime, day: date, words: str) -> None:
    assigned_plan(ready, now=now, starts_on=day)
    assert words in shown(phone)


def test_the_end_asks_for_a_new_test(phone: Browser, plan: Plan, now: datetime) -> None:
    with time_machine.travel(now + timedelta(days=42), tick=False):
        phone.force_login(plan.client.user)  # After so long, an old sign-in shows nothing of health.
        assert "Time to test again" in shown(phone)


def test_everybody_sees_their_own_plan_only(phone: Browser, plan: Plan, now: datetime) -> None:
    other = make_signed_in_client(trainer=plan.client.trainer)
    make_ready(other, now=now)
    assigned_plan(other, now=now, template=make_template(exercises=["dead-bug"], name="Theirs"))
    assert "Theirs" not in shown(phone)


def test_visitors_and_trainers_have_no_plan(client: Browser, plan: Plan, clock: None) -> None:
    for path in (PLAN, TODAY):
        assert "/accounts/login/" in client.get(path)["Location"]
        assert client.post(path).status_code in (302, 405)
    client.force_login(plan.client.trainer.user)
    assert {client.get(path).status_code for path in (PLAN, TODAY)} == {404}


@pytest.mark.parametrize("path", [PLAN, TODAY])
def test_a_long_plan_costs_as_many_queries_as_a_short_one(
    phone: Browser,
    ready: Client,
    now: datetime,
    path: str,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    slugs = list(Exercise.objects.exclude(slug="glute-bridge").values_list("slug", flat=True))
    assigned_plan(ready, now=now, template=make_template(exercises=slugs[:3], slug="short"))
    with django_assert_max_num_queries(30) as short:
        shown(phone, path)
    # A dozen leave stand-ins to look through; the whole library leaves none.
    for name, lines in (("dozen", slugs[::3]), ("long", (slugs * 2)[:MOST_LINES])):
        assigned_plan(ready, now=now, template=make_template(exercises=lines, slug=name))
        with django_assert_max_num_queries(len(short)):
            assert name.title() in shown(phone, path)
