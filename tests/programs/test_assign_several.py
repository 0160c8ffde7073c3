"""One template for several clients: every rule for each, a report, and nothing twice."""

from datetime import datetime, timedelta

import pytest
from django.test import Client as Browser
from pytest_django import DjangoAssertNumQueries

from assessments.models import Client, Service
from hipcoach.privacy.models import AuditEntry
from programs.models import Plan
from tests.assessments.standing import CHEST_PAIN, send_intake
from tests.makers import make_client, make_signed_in_client, make_trainer
from tests.programs.makers import assigned_plan, make_assessment, make_ready, make_template, shared_template


@pytest.fixture
def two(ready: Client, now: datetime) -> tuple[Client, Client]:
    other = make_signed_in_client(trainer=ready.trainer, name="Bo Client")
    make_ready(other, now=now)
    return ready, other


def give(desk: Browser, *clients: Client, status: int = 200, **differing: str) -> str:
    data = {"clients": [client.pk for client in clients], "starts_on": "2026-12-07", "note": "Enjoy."}
    response = desk.post(url(), data | differing)
    assert response.status_code == status
    return response.content.decode()


def url() -> str:
    return f"/desk/templates/{shared_template().pk}/assign/"


def test_each_gets_a_plan_of_their_own_by_their_last_test(
    desk: Browser, two: tuple[Client, Client], service: Service, now: datetime
) -> None:
    test = make_assessment(client=two[0], service=service, at=now - timedelta(days=1))
    page = give(desk, *two)
    assert "2 clients have it" in page
    plans = [client.plans.current().get() for client in two]
    assert [(plan.note, plan.assessment) for plan in plans] == [("Enjoy.", test), ("Enjoy.", None)]


def test_what_it_trains_is_shown_before_and_what_each_lacks_after(
    desk: Browser, two: tuple[Client, Client], now: datetime
) -> None:
    make_ready(two[0], now=now + timedelta(days=7), equipment=["chair", "wall"])
    assert "Where each muscle is trained" in desk.get(url()).content.decode()
    page = give(desk, *two)
    assert "Left out: Half-kneeling hip flexor stretch" in page
    assert "nothing strengthens sartorius with the hip extended" in page
    assert page.count("stand in for others") == 1


def test_sent_twice_each_has_the_one_plan(desk: Browser, two: tuple[Client, Client]) -> None:
    give(desk, *two)
    assert "2 clients have it" in give(desk, *two)
    assert Plan.objects.count() == 2


def test_a_refusal_stops_nobody_else_and_says_why(
    desk: Browser, two: tuple[Client, Client], now: datetime
) -> None:
    send_intake(two[0], CHEST_PAIN, now=now)
    unasked = make_client(trainer=two[0].trainer, name="Cleo Client")
    page = give(desk, *two, unasked)
    assert "1 client has it" in page
    assert "2 clients don't" in page
    assert "The screen is closed" in page
    assert [plan.client for plan in Plan.objects.all()] == [two[1]]


def test_the_page_says_beforehand_who_cannot_and_what_would_be_archived(
    desk: Browser, two: tuple[Client, Client], now: datetime
) -> None:
    assigned_plan(two[0], now=now, template=make_template(exercises=["dead-bug"], slug="bugs"))
    send_intake(two[1], CHEST_PAIN, now=now)
    page = desk.get(url()).content.decode()
    assert "Bugs would be archived" in page
    assert "1 client can't get a plan now" in page
    assert f'value="{two[1].pk}"' not in page


@pytest.mark.parametrize(
    ("differing", "words"),
    [({"starts_on": "2020-01-01"}, "Choose a day from today on"), ({"starts_on": ""}, "required")],
    ids=str,
)
def test_a_bad_day_keeps_what_was_typed(
    desk: Browser, two: tuple[Client, Client], differing: dict[str, str], words: str
) -> None:
    page = give(desk, two[0], status=422, **differing)
    assert words in page
    assert "Enjoy." in page
    assert f'value="{two[0].pk}" checked' in page
    assert not Plan.objects.exists()


def test_nobody_chosen_or_somebody_elses_client(desk: Browser, two: tuple[Client, Client]) -> None:
    assert "Choose at least one client." in give(desk, status=422)
    stranger = make_client(trainer=make_trainer())
    assert "One of these isn&#x27;t your client." in give(desk, two[0], stranger, status=422)
    assert not Plan.objects.exists()


def test_whom_another_suits_better_waits_for_a_reason(
    desk: Browser, two: tuple[Client, Client], service: Service, now: datetime
) -> None:
    make_assessment(client=two[0], service=service, at=now - timedelta(days=1), left=30, right=30)
    page = give(desk, *two)
    assert "1 client has it" in page
    assert "1 client waits for your reason" in page
    assert "Suits better: " in page
    assert shared_template("keep-the-balance").name in page
    assert [plan.client for plan in Plan.objects.all()] == [two[1]]
    read = AuditEntry.objects.get(client_ref=two[0].pk, fields=["finding", "intake"])
    assert read.act == AuditEntry.Act.READ

    unwritten = "Please write why, or take the tick away."
    assert unwritten not in page
    assert unwritten in give(desk, two[0], status=422, **{f"why_{two[0].pk}": "  "})

    reason = {f"why_{two[0].pk}": "She asked for it."}
    assert "1 client has it" in give(desk, two[0], **reason)
    give(desk, two[0], **reason)
    assert two[0].plans.get().inputs["why"] == "She asked for it."
    assert "why" not in two[1].plans.get().inputs


def test_a_reason_too_long_is_told_and_kept(desk: Browser, two: tuple[Client, Client]) -> None:
    page = give(desk, two[0], status=422, **{f"why_{two[0].pk}": "So. " * 200})
    assert "at most 500 characters" in page
    assert "So. So." in page
    assert not Plan.objects.exists()


def test_many_clients_cost_as_many_queries_as_few(
    desk: Browser,
    two: tuple[Client, Client],
    now: datetime,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_max_num_queries(25) as few:
        desk.get(url())
    for _number in range(5):
        make_ready(make_signed_in_client(trainer=two[0].trainer), now=now)
    with django_assert_max_num_queries(len(few)):
        desk.get(url())
