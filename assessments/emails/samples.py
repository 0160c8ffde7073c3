"""An example of each mail, for a trainer who wants to see what their clients get."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

from django.utils.translation import gettext as _

from assessments.models import Appointment, Client, Service, Trainer
from hipcoach.mail.kinds import Letter

Sample = Callable[[Trainer, datetime], Letter]

_samples: dict[str, Sample] = {}
_places: dict[str, int] = {}
TO_TRAINER = 100


def register(kind: str, sample: Sample, *, place: int) -> None:
    """`place` is where it stands on a client's way; from TO_TRAINER on it goes to the trainer."""
    _samples[kind], _places[kind] = sample, place


def kinds() -> list[str]:
    """The kinds of mail that have an example, in their places."""
    return sorted(_samples, key=_places.__getitem__)


def is_to_trainer(kind: str) -> bool:
    return _places[kind] >= TO_TRAINER


def sample(kind: str, *, trainer: Trainer, now: datetime) -> Letter:
    """Raises KeyError for a kind without an example."""
    return _samples[kind](trainer, now)


def sample_visit(trainer: Trainer, now: datetime) -> Appointment:
    """A visit of nobody, the day after tomorrow at ten, with the trainer's own service."""
    day = now.astimezone(trainer.tz).date() + timedelta(days=2)
    service = trainer.services.filter(is_active=True).order_by("pk").first() or Service(
        trainer=trainer, name=_("Movement assessment"), slug="sample"
    )
    service.trainer = trainer
    client = Client(pk=0, trainer=trainer, name=_("Alex Example"), email="alex@example.com")
    visit = Appointment(
        pk=0,
        trainer=trainer,
        service=service,
        client=client,
        contact_name=client.name,
        contact_email=client.email,
        contact_zone=trainer.zone,
        booked_at=now,
        hold_until=now + timedelta(minutes=30),
        cancelled_by=Appointment.By.CLIENT,
    )
    visit.set_time(datetime.combine(day, time(10), tzinfo=trainer.tz))
    return visit
