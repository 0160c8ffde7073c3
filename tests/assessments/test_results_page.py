"""Clients read what their trainer shared with them, and nothing else."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from assessments.models import Client, Service, Trainer
from assessments.summary import draft
from tests.assessments.shared_results import make_result
from tests.makers import make_signed_in_client

PAGE = "/me/results/"
WEEK = timedelta(days=7)


@pytest.fixture
def ada(trainer: Trainer, client: Browser) -> Client:
    ada = make_signed_in_client(trainer=trainer)
    assert ada.user
    client.force_login(ada.user)
    return ada


def test_before_the_first_result_the_page_says_what_comes(ada: Client, client: Browser) -> None:
    page = client.get(PAGE)
    assert page.context["cards"] == []
    assert "Nothing to see yet" in page.content.decode()


def test_a_shared_result_is_told_in_plain_words(
    ada: Client, service: Service, client: Browser, now: datetime
) -> None:
    make_result(
        client=ada, service=service, at=now, left=12.4, right=6.5, summary="Well done, Ada.", notes="secret"
    )
    text = client.get(PAGE).content.decode()
    for words in ("12.4 s", "6.5 s", "On its way", "Room to grow", "Well done, Ada.", "coaching convention"):
        assert words in text
    assert "Your right hold is 48 % shorter than your left." in text
    assert "not a diagnosis" in text
    assert "secret" not in text


def test_a_draft_nobody_rewrote_is_not_told_twice(
    ada: Client, service: Service, client: Browser, now: datetime
) -> None:
    result = make_result(client=ada, service=service, at=now, left=12, right=12)
    heading = f"From {service.trainer.name}"
    result.summary = draft(result.finding.reading)
    result.save()
    assert heading not in client.get(PAGE).content.decode()
    result.summary += " Well done."
    result.save()
    assert heading in client.get(PAGE).content.decode()


def test_what_is_not_shared_stays_with_the_trainer(
    ada: Client, service: Service, client: Browser, now: datetime
) -> None:
    make_result(client=ada, service=service, at=now, left=12, right=12, shared=False)
    assert client.get(PAGE).context["cards"] == []


def test_somebody_elses_result_is_not_here(
    ada: Client, service: Service, client: Browser, now: datetime, client_record: Client
) -> None:
    make_result(client=client_record, service=service, at=now, left=12, right=12)
    assert client.get(PAGE).context["cards"] == []


def test_each_side_is_set_against_the_shared_visit_before(
    ada: Client, service: Service, client: Browser, now: datetime
) -> None:
    make_result(client=ada, service=service, at=now, left=8, right=12)
    make_result(client=ada, service=service, at=now + WEEK, left=25, right=25, shared=False)
    make_result(client=ada, service=service, at=now + 2 * WEEK, left=14, right=13)
    newest, oldest = client.get(PAGE).context["cards"]
    assert newest.left.change == "6.0 s longer than last time."
    assert newest.right.change == "No change since last time beyond the likely error."
    assert oldest.left.change == ""


def test_a_stopped_clock_is_said(ada: Client, service: Service, client: Browser, now: datetime) -> None:
    make_result(client=ada, service=service, at=now, left=30, right=30)
    text = client.get(PAGE).content.decode()
    assert "On the left we stopped the clock" in text
    assert "Both sides held until we stopped the clock." in text


def test_many_results_cost_as_few_queries_as_two(
    ada: Client,
    service: Service,
    client: Browser,
    now: datetime,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    """With two there is a trend already."""
    for week in range(2):
        make_result(client=ada, service=service, at=now + week * WEEK, left=8 + week, right=8)
    with CaptureQueriesContext(connection) as of_two:
        assert len(client.get(PAGE).context["cards"]) == 2
    for week in range(2, 6):
        make_result(client=ada, service=service, at=now + week * WEEK, left=8 + week, right=8)
    with django_assert_num_queries(len(of_two)):
        assert len(client.get(PAGE).context["cards"]) == 6


def test_nobody_else_reads_it(trainer: Trainer, client: Browser) -> None:
    assert client.get(PAGE).headers["Location"].startswith("/accounts/login/")
    client.force_login(trainer.user)
    assert client.get(PAGE).status_code == 404


def test_looking_is_all_one_can_do(ada: Client, client: Browser) -> None:
    assert client.post(PAGE).status_code == 405
    page = client.get(PAGE)
    assert "no-store" in page.headers["Cache-Control"]
    assert "<title>Results · HipCoach</title>" in page.content.decode()
