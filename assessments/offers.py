"""What one public address offers: a service of one trainer, or of whichever trainer of a practice is free."""

from collections.abc import Iterable
from dataclasses import dataclass

from assessments.models import Service, Trainer
from assessments.models.trainers import ANY_TRAINER


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One service, or the same service (address and length) of several trainers; never empty."""

    services: tuple[Service, ...]
    is_any: bool

    @property
    def service(self) -> Service:
        """The service itself, or the first of them, which speaks for all."""
        return self.services[0]

    @property
    def trainer(self) -> Trainer:
        return self.service.trainer

    @property
    def trainer_slug(self) -> str:
        """The trainer as addresses name them."""
        return ANY_TRAINER if self.is_any else self.trainer.slug


def find_offer(trainer: str, service: str, *, practice: int | None = None) -> Offer | None:
    """What `/t/<trainer>/<service>/` offers, or None. One query.

    For any trainer: of the practice asked for, else of the oldest one that offers it.
    """
    if trainer != ANY_TRAINER:
        found = Service.objects.bookable().filter(trainer__slug=trainer, slug=service).first()
        return Offer(services=(found,), is_any=False) if found else None
    offered = Service.objects.bookable().filter(slug=service).order_by("trainer__practice_id", "pk")
    if practice is not None:
        offered = offered.filter(trainer__practice_id=practice)
    alike = tuple(_alike(offered))
    return Offer(services=alike, is_any=True) if alike else None


def _alike(services: Iterable[Service]) -> list[Service]:
    """Those of the first one's practice that last as long as it does."""
    found = list(services)
    return [
        each
        for each in found
        if each.duration == found[0].duration and each.trainer.practice_id == found[0].trainer.practice_id
    ]
