"""What a trainer's day asks for: the one thing that comes next, whose answers wait, who is due."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from assessments.emails.reading import places_to_read
from assessments.models import Appointment, Assessment, Client, Screen, Trainer
from assessments.screening import Outcome
from assessments.screens import CurrentScreen

FEW = 5
# To spare: what was read since, or is hidden by consent taken back, falls away.
LOOKED_AT = 4 * FEW


@dataclass(frozen=True, slots=True, kw_only=True)
class ToRead:
    client: Client
    screen: CurrentScreen
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """One of them is there: a test to go on with, a visit to come today, or answers to read."""

    test: Assessment | None = None
    visit: Appointment | None = None
    to_read: ToRead | None = None


def next_of(
    *,
    visits: Sequence[Appointment],
    open_tests: Sequence[Assessment],
    to_read: Sequence[ToRead],
    begins: datetime,
    now: datetime,
) -> Next | None:
    """A test begun today comes first, then today's next visit, then what waits to be read."""
    if test := next((each for each in open_tests if each.started_at >= begins), None):
        return Next(test=test)
    ahead = (each for each in visits if each.status == Appointment.Status.CONFIRMED and each.end > now)
    if visit := min(ahead, key=lambda each: each.start, default=None):
        return Next(visit=visit)
    return Next(to_read=to_read[0]) if to_read else None


def may_wait_to_be_read(trainer: Trainer) -> list[Client]:
    """Clients with a screen that nobody decided upon, the newest first; see also `waiting_to_be_read`."""
    screens = Screen.objects.filter(
        client__trainer=trainer, outcome__in=(Outcome.REVIEW, Outcome.STOP), clearances=None
    )
    found = screens.select_related("client").order_by("-made_at", "-pk")[:LOOKED_AT]
    return list(dict.fromkeys(screen.client for screen in found))


def waiting_to_be_read(
    clients: Sequence[Client], screens: Mapping[int, CurrentScreen], *, now: datetime
) -> list[ToRead]:
    waiting = [each for each in clients if screens[each.pk].waits_to_be_read][:FEW]
    places = places_to_read(waiting, now)
    return [ToRead(client=each, screen=screens[each.pk], url=places[each.pk]) for each in waiting]


def due_for_a_retest(trainer: Trainer, *, today: date, begins: datetime) -> list[Client]:
    """Who longest ago first; whoever has an hour today or later isn't asked for."""
    here = (Appointment.Status.CONFIRMED, Appointment.Status.ATTENDED)
    booked = trainer.appointments.filter(client__isnull=False, start__gte=begins, status__in=here)
    due = trainer.clients.filter(retest_on__lte=today).exclude(pk__in=booked.values("client"))
    return list(due.order_by("retest_on", "pk")[:LOOKED_AT])
