"""The mail ledger shows every promise of one's own clients, and why one was not kept."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import timezone

from assessments import booking, changing
from assessments.models import Appointment, Service
from hipcoach.mail.models import OutgoingEmail
from tests.makers import make_service, make_trainer


def book(service: Service, *, now: datetime, email: str = "ada@example.com") -> Appointment:
    contact = booking.Contact(name="Ada", email=email, zone="Europe/Berlin")
    return booking.book(service=service, start=now + timedelta(days=2), contact=contact, now=now)


def test_promises_and_reasons_are_listed(desk: Browser, service: Service, now: datetime) -> None:
    changing.cancel(appointment=book(service, now=now), by=Appointment.By.CLIENT, now=now)
    page = desk.get("/desk/mail/").content.decode()
    assert "Reminder" in page
    assert "The visit was cancelled." in page
    assert "ada@example.com" in page


@pytest.mark.parametrize(("late_by", "said"), [(0, "On time."), (2, "On time."), (3, "Was due Wed 24 Jun")])
def test_a_mail_that_was_late_says_since_when_it_was_due(
    desk: Browser, service: Service, late_by: int, said: str
) -> None:
    due = datetime(2026, 6, 24, 9, tzinfo=UTC)
    OutgoingEmail.objects.create(
        key="a",
        kind="appointment-reminder",
        trainer_ref=service.trainer_id,
        promised_at=due,
        due_at=due,
        settled_at=due + timedelta(minutes=late_by),
        state=OutgoingEmail.State.SENT,
    )
    assert said in desk.get("/desk/mail/").content.decode()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"due_at": 5}, "Goes out then."),
        ({"due_at": -300}, "It waits to be sent."),
        ({"due_at": -300, "lease_until": 5, "reason": "Away."}, "Away. Next try"),
        ({"due_at": -300, "lease_until": 5, "reason": "Away.", "attempts": 2}, "Away. Tried 2 times; next"),
        ({"due_at": -300, "lease_until": -5, "reason": "Away."}, "Away. It waits to be sent."),
    ],
)
def test_what_is_not_sent_yet_says_what_it_waits_for(
    desk: Browser, service: Service, row: dict[str, Any], said: str
) -> None:
    """Moments are in minutes from now."""
    now = timezone.now()
    moments = {name: now + timedelta(minutes=row[name]) for name in ("due_at", "lease_until") if name in row}
    OutgoingEmail.objects.create(
        key="a",
        kind="appointment-reminder",
        trainer_ref=service.trainer_id,
        promised_at=now,
        **row | moments,
    )
    text = " ".join(desk.get("/desk/mail/?state=promised").content.decode().split())
    assert said in text


def test_one_state_can_be_picked(desk: Browser, service: Service, now: datetime) -> None:
    changing.cancel(appointment=book(service, now=now), by=Appointment.By.CLIENT, now=now)
    leaf = desk.get("/desk/mail/?state=skipped").context["leaf"]
    assert {mail.state for mail in leaf.mails} == {"skipped"}


def test_what_is_to_come_stands_on_a_list_of_its_own_the_soonest_first(
    desk: Browser, service: Service, now: datetime
) -> None:
    book(service, now=now)
    so_far, to_come = (desk.get(f"/desk/mail/?state={state}").context["leaf"] for state in ("", "promised"))
    assert {mail.due_at for mail in so_far.mails} == {now}
    dues = [mail.due_at for mail in to_come.mails]
    assert dues == sorted(dues)
    assert dues[-1] > now


def test_another_trainers_mails_are_not_listed(desk: Browser, now: datetime) -> None:
    book(make_service(trainer=make_trainer()), now=now, email="else@example.com")
    assert "else@example.com" not in desk.get("/desk/mail/").content.decode()


@pytest.mark.parametrize(
    "query",
    [
        *("state=nonsense", "state=%00", "after=-1", "after=x%00", "after=", "before=1-", "after=²-1"),
        *(f"before={'9' * 400}-1", f"before={'9' * 18}-1"),
    ],
)
def test_an_odd_address_shows_the_list(desk: Browser, service: Service, now: datetime, query: str) -> None:
    book(service, now=now)
    page = desk.get(f"/desk/mail/?{query}")
    assert page.status_code == 200
    assert "ada@example.com" in page.content.decode()
