"""A second look is suggested some weeks after the plan; the day can be chosen, and one click leads there."""

import re
from datetime import date, datetime, timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from assessments import retests
from assessments.models import Client, Service, Trainer, WeeklyHours
from assessments.promising import promise_retests
from hipcoach.mail.delivery import sweep
from hipcoach.mail.models import OutgoingEmail
from programs import library
from tests.assessments.results.finished import make_finished
from tests.assessments.shared_results import make_result
from tests.assessments.standing import send_intake
from tests.makers import make_appointment, make_signed_in_client
from tests.programs.makers import assigned_plan, make_ready

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


def day_of(client: Client) -> date | None:
    return Client.objects.get(pk=client.pk).retest_on


def test_it_counts_from_the_test_and_then_from_the_plan(
    service: Service, client_record: Client, now: datetime
) -> None:
    library.load(now=now)
    make_ready(client_record, now=now)
    make_finished(client=client_record, service=service, now=now)
    assert day_of(client_record) == now.date() + 6 * WEEK
    assigned_plan(client_record, now=now + 3 * DAY)
    assert day_of(client_record) == (now + 3 * DAY).date() + 6 * WEEK


def test_the_weeks_are_the_trainers(service: Service, client_record: Client, now: datetime) -> None:
    Trainer.objects.update(retest_weeks=4)
    make_finished(client=Client.objects.get(), service=service, now=now)
    assert day_of(client_record) == now.date() + 4 * WEEK


def test_after_a_pain_stop_nothing_is_suggested(
    service: Service, client_record: Client, now: datetime
) -> None:
    make_finished(client=client_record, service=service, now=now, pain=8)
    assert day_of(client_record) is None


def test_a_day_that_was_chosen_outlasts_a_plan_and_ends_with_the_next_test(
    service: Service, client_record: Client, now: datetime
) -> None:
    library.load(now=now)
    make_ready(client_record, now=now)
    chosen = now.date() + 3 * WEEK
    retests.choose(client=client_record, on=chosen, trainer=service.trainer, now=now)
    assigned_plan(client_record, now=now)
    assert day_of(client_record) == chosen
    make_finished(client=client_record, service=service, now=now + WEEK)
    assert day_of(client_record) == now.date() + 7 * WEEK


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ("", 302),
        ("tomorrow", 422),
        ("1999-01-01", 422),
        ("9999-12-31", 422),
        ("2026-02-30", 422),
        ("\0", 422),
    ],
)
def test_the_trainer_may_choose_none_but_no_impossible_day(
    desk: Browser, client_record: Client, sent: str, status: int
) -> None:
    page = reverse("retest", args=[client_record.pk])
    in_three_weeks = timezone.localdate() + 3 * WEEK
    assert desk.post(page, {"on": str(in_three_weeks)}).status_code == 302
    assert day_of(client_record) == in_three_weeks
    assert desk.post(page, {"on": sent}).status_code == status
    assert day_of(client_record) == (None if status == 302 else in_three_weeks)


def noon_yesterday() -> datetime:
    """By day: after a visit at midnight, the nearest open hour can lie on the day before."""
    return (timezone.now() - DAY).replace(hour=12, minute=0, second=0, microsecond=0)


@pytest.fixture
def ada(trainer: Trainer) -> Client:
    return make_signed_in_client(trainer=trainer)


def results_of(ada: Client) -> str:
    browser = Browser()
    assert ada.user
    browser.force_login(ada.user)
    return browser.get(reverse("my_results")).content.decode()


def test_one_click_leads_to_the_same_service_on_that_day(ada: Client, service: Service) -> None:
    make_result(client=ada, service=service, at=timezone.now(), left=9, right=9)
    day = day_of(ada)
    assert day
    address = f"{service.get_absolute_url()}?month={day:%Y-%m}&amp;day={day}"
    assert address in results_of(ada)
    assert Browser().get(address.replace("&amp;", "&")).status_code == 200


def pressed(ada: Client) -> tuple[str, dict[str, str]]:
    """Where the page's one button leads, and what it sends."""
    (shown,) = re.findall(r'<form method="post" action="(/t/[^"]+)"(.+?)</form>', results_of(ada), re.S)
    fields = re.findall(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?', shown[1])
    return shown[0], {name: unescape(value) for name, value in fields if name != "csrfmiddlewaretoken"}


def test_the_client_books_it_by_one_click(ada: Client, service: Service) -> None:
    make_result(client=ada, service=service, at=noon_yesterday(), left=9, right=9)
    address, sent = pressed(ada)
    browser = Browser()
    assert [browser.post(address, sent).status_code for _ in range(2)] == [302, 302]
    visit = ada.appointments.upcoming(timezone.now()).get()
    assert visit.service == service
    assert visit.start.astimezone(service.trainer.tz).date() == day_of(ada)
    assert Client.objects.count() == 1


def test_once_the_day_is_past_the_click_books_the_soonest_hour(ada: Client, service: Service) -> None:
    make_result(client=ada, service=service, at=timezone.now() - 7 * WEEK, left=9, right=9)
    address, sent = pressed(ada)
    assert Browser().post(address, sent).status_code == 302
    assert ada.appointments.upcoming(timezone.now()).get().start < timezone.now() + 3 * DAY


@pytest.mark.parametrize("hours", ["none free", "no address"])
def test_where_one_click_cannot_do_it_the_page_leads_to_the_hours(
    ada: Client, service: Service, hours: str
) -> None:
    make_result(client=ada, service=service, at=timezone.now(), left=9, right=9)
    if hours == "none free":
        WeeklyHours.objects.all().delete()
    else:
        Client.objects.update(email="")
    text = results_of(ada)
    assert "Book the second look" in text
    assert "Choose another hour" not in text


def test_a_service_that_is_gone_leads_to_what_the_trainer_offers(
    ada: Client, service: Service, trainer: Trainer
) -> None:
    make_result(client=ada, service=service, at=timezone.now(), left=9, right=9)
    Service.objects.update(is_active=False)
    text = results_of(ada)
    assert service.get_absolute_url() not in text
    assert f'href="{trainer.get_absolute_url()}"' in text


def test_a_visit_that_is_booked_is_what_comes_next(ada: Client, service: Service) -> None:
    make_result(client=ada, service=service, at=timezone.now(), left=9, right=9)
    make_appointment(client=ada, service=service, start=timezone.now() + WEEK)
    text = results_of(ada)
    assert "You see" in text
    assert "Book the second look" not in text


@pytest.fixture
def nudged(ada: Client, service: Service, now: datetime) -> Client:
    make_result(client=ada, service=service, at=now, left=9, right=9)
    send_intake(ada, {"nudges": True}, now=now)
    return ada


def test_the_mail_leads_to_the_same_service_on_that_day(
    nudged: Client, service: Service, now: datetime
) -> None:
    due = now + 6 * WEEK
    promise_retests(due)
    sweep(due + DAY)
    (message,) = mail.outbox
    assert f"{service.get_absolute_url()}?month=2027-01&day=2027-01-11" in message.body
    assert "weeks" in message.body
    assert nudged.name not in message.subject


def test_another_day_is_another_mail_and_the_first_one_stays_away(
    nudged: Client, service: Service, now: datetime
) -> None:
    due = now + 6 * WEEK
    promise_retests(due)
    retests.choose(client=nudged, on=due.date() + WEEK, trainer=service.trainer, now=due)
    sweep(due + DAY)
    assert mail.outbox == []
    assert OutgoingEmail.objects.get(kind="retest-due").reason == "Another day is suggested by now."
    assert promise_retests(due + WEEK) == 1
    sweep(due + WEEK + DAY)
    assert len(mail.outbox) == 1


def test_no_day_is_no_mail(nudged: Client, service: Service, now: datetime) -> None:
    retests.choose(client=nudged, on=None, trainer=service.trainer, now=now)
    assert promise_retests(now + 6 * WEEK) == 0


def test_the_trainer_books_it_by_one_tap(desk: Browser, ada: Client, service: Service) -> None:
    visit = make_result(client=ada, service=service, at=noon_yesterday(), left=9, right=9).appointment
    page = desk.get(reverse("next_visit", args=[ada.pk]), {"visit": visit.pk})
    hour = page.context["retest"]
    assert hour.start.date() == day_of(ada)
    assert "For the retest" in page.content.decode()
    sent = {"service": service.pk, "client": ada.pk, "start": hour.instant, "submission": uuid4()}
    assert desk.post(reverse("desk_book"), sent).status_code == 302
    assert ada.appointments.upcoming(timezone.now()).get().service == service
