"""What one public address offers: a service of one trainer, or of whichever trainer of a practice is free."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeVar

from django.db.models import QuerySet

from assessments.models import Service, Trainer
from assessments.models.trainers import ANY_TRAINER
from assessments.schedules import TERMS, Terms
from hipcoach.common.compiled import Compiled, CompiledModels

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One service, or the same (see `_alike`) of several trainers; never empty."""

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
    def what_to_wear(self) -> str:
        """Where all of them say the same."""
        said = {service.what_to_wear for service in self.services}
        return said.pop() if len(said) == 1 else ""

    @property
    def is_confirmed_first(self) -> bool:
        return any(service.trainer.confirm_first for service in self.services)

    @property
    def terms_shown(self) -> str:
        """Names what a visitor who books agrees to: another one where length, price or place has changed."""
        service = self.service
        said = repr((service.duration, service.price, service.is_online, service.trainer.place))
        return sha256(said.encode()).hexdigest()[:16]

    @property
    def trainer_slug(self) -> str:
        """The trainer as addresses name them."""
        return ANY_TRAINER if self.is_any else self.trainer.slug


def find_offer(trainer: str, service: str, *, practice: int | None = None) -> Offer | None:
    """What `/t/<trainer>/<service>/` offers, or None. One query.

    For any trainer: of the practice asked for, else of the oldest one that offers it.
    """
    is_any = trainer == ANY_TRAINER
    found = _services.found(None if is_any else trainer, service, practice if is_any else None)
    if is_any:
        found = _alike(found, of=lambda each: (each.trainer.practice_id, each.duration, each.is_online))
    return Offer(services=tuple(found), is_any=is_any) if found else None


def find_terms(trainer: str, service: str, *, practice: int | None = None) -> list[Terms]:
    """The terms of what `find_offer` finds, maybe none. One query, and no model is built from a row."""
    is_any = trainer == ANY_TRAINER
    rows = _terms.rows(None if is_any else trainer, service, practice if is_any else None)
    if is_any:
        duration = 2 + Terms._fields.index("duration")
        rows = _alike(rows, of=lambda row: (row[0], row[duration], bool(row[1])))
    return [Terms(*row[2:]) for row in rows]


def listed(trainer: str | None = None) -> QuerySet[Service]:
    """What can be booked, of one trainer or of all; those of a practice and of a trainer come together."""
    offered = Service.objects.bookable().select_related("trainer__practice")
    if trainer is not None:
        offered = offered.filter(trainer__slug=trainer)
    return offered.order_by(
        "trainer__practice__name", "trainer__practice_id", "trainer__name", "trainer", "pk"
    )


def shared(services: Iterable[Service]) -> list[Offer]:
    """Of the services of one practice, those that several of its trainers offer. See also find_offer."""
    by_slug: dict[str, list[Service]] = {}
    for service in sorted(services, key=lambda each: each.pk):
        by_slug.setdefault(service.slug, []).append(service)
    alike = (
        _alike(each, of=lambda service: (service.duration, service.is_online)) for each in by_slug.values()
    )
    return [Offer(services=tuple(each), is_any=True) for each in alike if len(each) > 1]


def _offered(trainer: str | None, service: str, practice: int | None) -> QuerySet[Service]:
    offered = Service.objects.bookable().filter(slug=service)
    if trainer is not None:
        return offered.filter(trainer__slug=trainer)
    if practice is not None:
        offered = offered.filter(trainer__practice_id=practice)
    return offered.order_by("trainer__practice_id", "pk")


def _alike(found: list[T], *, of: Callable[[T], Hashable]) -> list[T]:
    """Those that have in common with the first what `of` names: practice, length, and where it happens."""
    return [each for each in found if of(each) == of(found[0])]


_terms = Compiled(lambda *asked: _offered(*asked).values_list("trainer__practice_id", "video_url", *TERMS))
_services = CompiledModels(Service, _offered, along=["trainer"])
