"""Where a trainer wants addresses confirmed first, a booking is kept for half an hour only."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from assessments.availability import Refusal
from assessments.booking import CONFIRM_WITHIN, book, confirm, hold
from assessments.changing import cancel, reschedule
from assessments.models import Appointment, Client, Service
from assessments.refusals import NotBookable, TooEarly
from assessments.scheduling import book_for, move
from hipcoach.mail.delivery import sweep
from hipcoach.mail.kinds import Letter, compose
from hipcoach.mail.models import OutgoingEmail
from tests.assessments.visits import TUESDAY_TEN, booked, contact
from tests.makers import make_appointment, make_client, make_user

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def asked(service: Service, now: datetime) -> Appointment:
    service.trainer.confirm_first = True
    service.trainer.save()
    return book(service=service, start=TUESDAY_TEN, contact=contact(note="The lift?"), now=now)


def kinds() -> list[str]:
    return sorted(OutgoingEmail.objects.values_list("kind", flat=True))


def test_it_waits_without_touching_a_client_record(asked: Appointment, now: datetime) -> None:
    assert asked.awaits_confirmation
    assert asked.hold_until == now + CONFIRM_WITHIN
    assert not Client.objects.exists()
    assert kinds() == ["appointment-confirmation"]


def test_confirmed_it_is_a_visit_like_any_other(asked: Appointment, now: datetime) -> None:
    for _ in range(2):
        visit = confirm(appointment=asked, now=now + timedelta(minutes=5))
    assert (visit.pk, visit.is_confirmed, visit.hold_until) == (asked.pk, True, None)
    assert visit.client == Client.objects.get()
    promised = ["appointment-booked", "appointment-confirmation", "appointment-reminder", "trainer-booked"]
    assert kinds() == promised


def test_the_hour_is_kept_until_it_lapses(asked: Appointment, service: Service, now: datetime) -> None:
    other = contact(email="ben@example.com")
    with pytest.raises(NotBookable):
        book(service=service, start=TUESDAY_TEN, contact=other, now=now + CONFIRM_WITHIN - SECOND)
    book(service=service, start=TUESDAY_TEN, contact=other, now=now + CONFIRM_WITHIN)
    assert [row.contact_email for row in Appointment.objects.all()] == ["ben@example.com"]


@pytest.mark.parametrize("days", [0, 1], ids=["the same hour", "another day"])
@pytest.mark.parametrize(
    "come",
    [
        lambda known, at, now: hold(service=known.service, start=at, holder="ben", now=now),
        lambda known, at, now: book(
            service=known.service, start=at, contact=contact(email="ben@example.com"), holder="ben", now=now
        ),
        lambda known, at, now: reschedule(appointment=known, start=at, now=now),
        lambda known, at, now: move(appointment=known, start=at, now=now),
        lambda known, at, now: book_for(client=known.client, service=known.service, start=at, now=now),
    ],
    ids=["keeps", "books", "moves", "is moved", "is booked for"],
)
def test_lapsed_it_makes_way_for_who_needs_its_hour_and_for_nobody_else(
    asked: Appointment, come: Callable[[Appointment, datetime, datetime], Appointment], days: int
) -> None:
    """Whoever comes keeps, books, or has a visit moved or booked."""
    other = make_client(trainer=asked.trainer)
    known = make_appointment(client=other, service=asked.service, start=TUESDAY_TEN + timedelta(days=9))
    now = asked.booked_at + CONFIRM_WITHIN
    come(known, TUESDAY_TEN + timedelta(days=days), now)
    if days:
        assert confirm(appointment=asked, now=now).is_confirmed
    else:
        assert not Appointment.objects.filter(pk=asked.pk).exists()


def test_late_but_still_free_is_confirmed(asked: Appointment, now: datetime) -> None:
    assert confirm(appointment=asked, now=now + 3 * CONFIRM_WITHIN).is_confirmed


def test_too_late_for_the_trainers_notice_is_refused(asked: Appointment, now: datetime) -> None:
    with pytest.raises(NotBookable) as refused:
        confirm(appointment=asked, now=TUESDAY_TEN - timedelta(minutes=30))
    assert refused.value.reason == Refusal.NOTICE


def test_it_can_neither_move_nor_be_cancelled_before(asked: Appointment, now: datetime) -> None:
    with pytest.raises(NotBookable) as moved:
        reschedule(appointment=asked, start=TUESDAY_TEN + timedelta(hours=1), now=now)
    with pytest.raises(NotBookable) as cancelled:
        cancel(appointment=asked, by=Appointment.By.CLIENT, now=now)
    assert {moved.value.reason, cancelled.value.reason} == {TooEarly.UNCONFIRMED}


def test_a_proven_address_needs_no_confirmation(asked: Appointment, service: Service, now: datetime) -> None:
    user = make_user()
    make_client(trainer=service.trainer, user=user)
    visit = book(
        service=service,
        start=TUESDAY_TEN + timedelta(hours=2),
        contact=contact(email=user.email),
        user=user,
        now=now,
    )
    assert visit.is_confirmed


@pytest.mark.parametrize("proven_to", [False, True])
def test_somebody_elses_address_does(
    asked: Appointment, service: Service, now: datetime, *, proven_to: bool
) -> None:
    user = make_user(proven=proven_to)
    given = contact(email="somebody@example.com" if proven_to else user.email)
    start = TUESDAY_TEN + timedelta(hours=2)
    assert book(service=service, start=start, contact=given, user=user, now=now).awaits_confirmation


def test_the_mail_asks_and_carries_the_link(asked: Appointment, now: datetime) -> None:
    row = OutgoingEmail.objects.get()
    assert row.urgent
    assert row.useful_until == asked.hold_until
    sweep(now)
    row.refresh_from_db()
    assert row.state == "sent"


@pytest.mark.parametrize(("before", "until"), [(120, "17:30"), (20, "19:00")])
def test_the_mail_says_until_when_in_their_zone(service: Service, before: int, until: str) -> None:
    """Not for how long: the mail may be late, and the visit may begin before half an hour is over."""
    at = TUESDAY_TEN - timedelta(minutes=before)
    service.trainer.confirm_first, service.notice = True, 0
    service.trainer.save()
    service.save()
    booked(service=service, given=contact(zone="Asia/Tokyo"), now=at)
    letter = compose(OutgoingEmail.objects.get(), at + timedelta(minutes=5))
    assert isinstance(letter, Letter)
    assert f"until {until}." in letter.paragraphs[0]


def test_once_confirmed_the_mail_is_no_longer_sent(asked: Appointment, now: datetime) -> None:
    confirm(appointment=asked, now=now)
    sweep(now)
    assert OutgoingEmail.objects.get(kind="appointment-confirmation").state == "skipped"
