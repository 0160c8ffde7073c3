"""Visits of a story: booked ahead of time at a free hour, then moved, cancelled or missed."""

from datetime import datetime, timedelta

from assessments import booking, changing, free_hours, scheduling
from assessments.booking import Contact
from assessments.models import Appointment, Client, Service
from hipcoach.pages.demo.people import Ending, Person, Visit
from hipcoach.pages.demo.scene import Scene, let_time_pass

SEARCHED = timedelta(days=14)
NEARBY = 9  # Hours to choose from.
# Longer than any gap in a trainer's hours: the hour found lies after the booking and the intake.
AHEAD = range(7, 13)  # Days.
PHONES = {
    "Europe/Berlin": "+49 30 23125",
    "America/New_York": "+1 212 555 0",
}  # Kept free for invented people.


def book(scene: Scene, person: Person, visit: Visit) -> Appointment:
    """Book it some days ahead; a past visit takes a free hour before its time, one to come an hour after."""
    at = scene.in_days(visit.days)
    booked_at = scene.at_latest_now(at) - timedelta(
        days=scene.chance.choice(AHEAD), minutes=scene.chance.randrange(600)
    )
    return booking.book(
        service=scene.services[visit.service],
        start=_free_hour(scene, visit, at=at, booked_at=booked_at),
        contact=Contact(
            name=person.name,
            email=person.email,
            phone=a_phone(scene),
            zone=person.zone or scene.trainer.zone,
            note=visit.note,
        ),
        now=booked_at,
    )


def end(scene: Scene, appointment: Appointment, ending: Ending) -> None:
    """What becomes of a visit without a test."""
    match ending:
        case Ending.MOVED:
            _move(scene, appointment)
        case Ending.NO_SHOW:
            scheduling.mark_no_show(appointment=appointment, now=appointment.start + timedelta(minutes=25))
        case Ending.CANCELLED:
            _cancel(appointment, by=Appointment.By.CLIENT, at=appointment.booked_at + timedelta(days=2))
        case Ending.CANCELLED_BY_TRAINER:
            _cancel(appointment, by=Appointment.By.TRAINER, at=appointment.start - timedelta(days=1, hours=3))
        case Ending.CANCELLED_LATE:
            _cancel(appointment, by=Appointment.By.CLIENT, at=appointment.start - timedelta(hours=3))
        case _:
            return


def share_address(scene: Scene, person: Person) -> None:
    """The trainer's explicit act for people with one address between them: a record of their own."""
    Client.objects.create(
        trainer=scene.trainer,
        name=person.name,
        email=person.email,
        shares_email=True,
        phone=a_phone(scene),
        time_zone=scene.trainer.zone,
    )


def a_phone(scene: Scene) -> str:
    return f"{PHONES[scene.trainer.zone]}{scene.chance.randrange(100, 200)}"


def _free_hour(scene: Scene, visit: Visit, *, at: datetime, booked_at: datetime) -> datetime:
    is_past = visit.days < 0
    slots = free_hours.free_slots(
        [_as_it_is(scene.services[visit.service])],
        since=at - SEARCHED if is_past else at,
        until=at if is_past else at + SEARCHED,
        now=booked_at,
    )
    # Further away it may be any hour nearby, so that days differ.
    choices = 1 if abs(visit.days) < 1 else NEARBY
    near = slots[-choices:] if is_past else slots[:choices]
    return free_hours.as_datetime(scene.chance.choice(near).start)


def _move(scene: Scene, appointment: Appointment) -> None:
    now = appointment.booked_at + timedelta(days=1)
    let_time_pass(appointment.trainer, until=now)
    later = appointment.start + timedelta(hours=20)
    slots = free_hours.free_slots(
        [_as_it_is(appointment.service)], since=later, until=later + SEARCHED, now=now
    )
    changing.reschedule(
        appointment=appointment, start=free_hours.as_datetime(slots[0].start), now=scene.at_latest_now(now)
    )


def _as_it_is(service: Service) -> Service:
    """Free hours are kept under the version of the moment, which each visit of the story raises."""
    return Service.objects.select_related("trainer").get(pk=service.pk)


def _cancel(appointment: Appointment, *, by: Appointment.By, at: datetime) -> None:
    let_time_pass(appointment.trainer, until=at)
    changing.cancel(appointment=appointment, by=by, now=at)
