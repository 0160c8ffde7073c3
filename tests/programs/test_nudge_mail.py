"""A nudge when a week of the plan begins, for those who want it, while the plan is theirs to follow."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from pytest_django import DjangoAssertNumQueries

from assessments.mail_choices import choose_for_client, end_nudges
from assessments.models import Client
from hipcoach.mail.delivery import sweep
from hipcoach.mail.models import OutgoingEmail
from programs.assigning import archive
from programs.models import Plan
from programs.nudging import promise_nudges
from tests.assessments.standing import CHEST_PAIN, send_intake
from tests.makers import make_signed_in_client
from tests.programs.makers import assigned_plan, make_ready

WEEK, DAY, HOUR = timedelta(weeks=1), timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def nudged(plan: Plan, now: datetime) -> Plan:
    """The plan from today on, of a client who wants nudges; the mail about the plan itself is sent."""
    choose_for_client(client=plan.client, reminders_off=[], nudges=True, now=now)
    sweep(now)
    mail.outbox.clear()
    return plan


def nudge() -> OutgoingEmail:
    return OutgoingEmail.objects.get(kind="plan-week")


def eight(day: date, zone: str = "Europe/Berlin") -> datetime:
    return datetime.combine(day, time(8), tzinfo=ZoneInfo(zone))


def test_it_comes_at_eight_in_the_clients_morning_of_each_new_week(nudged: Plan, now: datetime) -> None:
    for hours in range(0, 24 * 7 * (nudged.weeks + 2), 6):
        promise_nudges(now + hours * HOUR)
    due = OutgoingEmail.objects.filter(kind="plan-week").order_by("due_at").values_list("due_at", flat=True)
    assert list(due) == [eight(nudged.starts_on + week * WEEK) for week in range(1, nudged.weeks)]


@pytest.mark.parametrize(
    ("day", "zone"),
    [
        (date(2027, 3, 28), "Europe/Berlin"),
        (date(2026, 10, 25), "Europe/Berlin"),
        (date(2027, 3, 14), "America/New_York"),
        (date(2026, 11, 1), "America/New_York"),
    ],
)
def test_eight_is_eight_when_clocks_change(ready: Client, day: date, zone: str) -> None:
    Client.objects.update(time_zone=zone)
    ready.refresh_from_db()
    assigned = eight(day - WEEK, zone)
    send_intake(ready, {"nudges": True}, now=assigned)
    assigned_plan(ready, now=assigned, starts_on=day - WEEK)
    promise_nudges(eight(day, zone) - 20 * HOUR)
    local = nudge().due_at.astimezone(ZoneInfo(zone))
    assert (local.date(), local.time()) == (day, time(8))


def test_it_says_nothing_of_the_plan_and_ends_by_one_click(nudged: Plan, now: datetime) -> None:
    promise_nudges(now + WEEK - DAY)
    sweep(nudge().due_at)
    (message,) = mail.outbox
    assert (message.to, message.subject) == ([nudged.client.email], "A new week begins")
    assert message.message()["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    told = [nudged.name, *nudged.items.values_list("name", flat=True)]
    assert [name for name in told if name.lower() in message.body.lower()] == []


def test_asking_again_promises_nothing_new(nudged: Plan, now: datetime) -> None:
    assert [promise_nudges(now + WEEK - DAY) for _ in range(3)] == [1, 0, 0]


def test_without_consent_there_is_none(plan: Plan, now: datetime) -> None:
    assert promise_nudges(now + WEEK - DAY) == 0


def test_a_consent_given_at_noon_does_not_bring_the_mornings_nudge(plan: Plan, now: datetime) -> None:
    noon = eight(plan.starts_on + WEEK) + 4 * HOUR
    choose_for_client(client=plan.client, reminders_off=[], nudges=True, now=noon)
    assert promise_nudges(noon) == 0


@pytest.mark.parametrize(("late", "promised"), [(5 * HOUR, 1), (DAY + HOUR, 0)])
def test_a_standstill_is_caught_up_with_for_a_day(nudged: Plan, late: timedelta, promised: int) -> None:
    assert promise_nudges(eight(nudged.starts_on + WEEK) + late) == promised


@pytest.mark.parametrize(
    ("case", "reason"),
    [
        ("withdrawn", "The client wants no nudges."),
        ("archived", "The plan was archived."),
        ("stopped", "The plan is paused."),
        ("erased", "There is no address any more."),
    ],
)
def test_what_changed_meanwhile_is_seen(nudged: Plan, now: datetime, case: str, reason: str) -> None:
    promise_nudges(now + WEEK - DAY)
    match case:
        case "withdrawn":
            end_nudges(client=nudged.client, now=now + DAY)
        case "archived":
            archive(plan=nudged, trainer=nudged.client.trainer, now=now + DAY)
        case "stopped":
            send_intake(nudged.client, {**CHEST_PAIN, "nudges": True}, now=now + DAY)
        case "erased":
            Client.objects.update(email="")
    sweep(eight(nudged.starts_on + WEEK))
    to_the_client = [message for message in mail.outbox if message.to == [nudged.client.email]]
    assert (to_the_client, nudge().state, nudge().reason) == ([], "skipped", reason)


def test_one_not_sent_by_the_evening_is_missed(nudged: Plan, now: datetime) -> None:
    promise_nudges(now + WEEK - DAY)
    sweep(eight(nudged.starts_on + WEEK) + 15 * HOUR)
    assert nudge().state == "missed"


def test_many_plans_cost_as_many_queries_as_one(
    nudged: Plan, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(2):
        for _ in range(3 * number):
            client = make_signed_in_client(trainer=nudged.client.trainer)
            make_ready(client, now=now, nudges=True)
            assigned_plan(client, now=now)
        OutgoingEmail.objects.filter(kind="plan-week").delete()
        with django_assert_num_queries(4):
            assert promise_nudges(now + WEEK - DAY) == 1 + 3 * number
