"""The schedule: visits and blocked time of a week or a day, in the trainer's zone."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from assessments.models import Appointment, BusyBlock, Client, Service
from tests.makers import make_appointment, make_client, make_service, make_trainer

TUESDAY = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def desk(service: Service) -> Browser:
    browser = Browser()
    browser.force_login(service.trainer.user)
    return browser


def text_of(desk: Browser, **query: str) -> str:
    answer = desk.get(reverse("schedule"), query)
    assert answer.status_code == 200
    return answer.content.decode()


def this_week(text: str) -> list[str]:
    return re.findall(r"day-\d{4}-\d\d-\d\d", text)


def test_a_visit_stands_on_its_local_day_and_leads_to_its_page(
    desk: Browser, service: Service, client_record: Client
) -> None:
    late = make_appointment(
        client=client_record, service=service, start=datetime(2026, 12, 1, 23, 30, tzinfo=UTC)
    )
    assert late.get_absolute_url() not in text_of(desk, day="2026-12-01")
    wednesday = text_of(desk, day="2026-12-02")
    assert late.get_absolute_url() in wednesday
    assert "00:30" in wednesday
    assert late.get_absolute_url() in text_of(desk, week="2026-W49")


def test_blocked_time_is_cut_at_midnight(desk: Browser, service: Service) -> None:
    BusyBlock.objects.create(
        trainer=service.trainer, start=TUESDAY, end=TUESDAY + timedelta(days=2), label="Course"
    )
    tuesday = text_of(desk, day="2026-12-01")
    assert "all day" not in tuesday
    assert "until 00:00" in tuesday
    assert "all day" in text_of(desk, day="2026-12-02")
    assert "until 10:00" in text_of(desk, day="2026-12-03")
    assert "Course" not in text_of(desk, day="2026-12-04")


def test_cancelled_visits_and_those_of_others_are_left_out(
    desk: Browser, service: Service, client_record: Client
) -> None:
    cancelled = make_appointment(
        client=client_record, service=service, start=TUESDAY, status=Appointment.Status.CANCELLED
    )
    other = make_service(trainer=make_trainer())
    theirs = make_appointment(
        client=make_client(trainer=other.trainer, name="Not Mine"), service=other, start=TUESDAY
    )
    text = text_of(desk, week="2026-W49")
    assert cancelled.get_absolute_url() not in text
    assert theirs.get_absolute_url() not in text


def test_neighbouring_weeks_follow_each_other_across_the_year(desk: Browser) -> None:
    text = text_of(desk, week="2026-W53")
    assert "?week=2026-W52" in text
    assert "?week=2027-W01" in text


@pytest.mark.parametrize(
    "query",
    [
        *(
            {"week": week}
            for week in ("2026-W00", "2026-W54", "2026-49", "0000-W01", "9999-W52", "\0", "٢٠٢٦-W01")
        ),
        *({"day": day} for day in ("", "2026-02-30", "9999-12-31", "today", "\0", "1" * 10_000)),
    ],
)
def test_what_cannot_be_read_shows_this_week(desk: Browser, query: dict[str, str]) -> None:
    assert this_week(text_of(desk, **query)) == this_week(text_of(desk))


@pytest.mark.parametrize(
    "query", [{"day": "1970-01-01"}, {"day": "9998-12-31"}, {"week": "1971-W01"}, {"week": "9997-W52"}]
)
def test_the_ends_of_the_calendar_have_a_page(desk: Browser, query: dict[str, str]) -> None:
    text_of(desk, **query)


def test_a_full_week_costs_as_many_queries_as_one_visit(
    desk: Browser, service: Service, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_appointment(client=make_client(trainer=service.trainer), service=service, start=TUESDAY)
    url, queries = f"{reverse('schedule')}?week=2026-W49", 9
    with django_assert_num_queries(queries):
        desk.get(url)
    for hours in range(2, 20, 2):
        client = make_client(trainer=service.trainer)
        make_appointment(client=client, service=service, start=TUESDAY + timedelta(hours=hours))
        BusyBlock.objects.create(trainer=service.trainer, start=TUESDAY, end=TUESDAY + timedelta(hours=hours))
    with django_assert_num_queries(queries):
        desk.get(url)
