"""What a trainer's page still lacks before anybody can book it."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from django.db.models import Exists, OuterRef

from assessments.models import DateOverride, Service, Trainer, WeeklyHours


class Lack(StrEnum):
    """In the order in which it is best set up."""

    ZONE = "zone"
    HOURS = "hours"
    SERVICE = "service"
    PLACE = "place"
    CLOSED = "closed"


def missing_for_booking(trainer: Trainer, *, today: date) -> Sequence[Lack]:
    """One query. Special days ahead count as hours; whoever meets online only needs no place."""
    offered = Service.objects.filter(trainer=OuterRef("pk"), is_active=True)
    weekly = WeeklyHours.objects.filter(trainer=OuterRef("pk"))
    special = DateOverride.objects.filter(trainer=OuterRef("pk"), day__gte=today, opens__isnull=False)
    on_site = offered.filter(video_url="")
    has_week, has_days, has_service, meets_on_site = (
        Trainer.objects.filter(pk=trainer.pk)
        .values_list(Exists(weekly), Exists(special), Exists(offered), Exists(on_site))
        .get()
    )
    lacks = {
        Lack.ZONE: trainer.zone_is_lost,
        Lack.HOURS: not (has_week or has_days),
        Lack.SERVICE: not has_service,
        Lack.PLACE: meets_on_site and not trainer.place,
        Lack.CLOSED: not trainer.is_listed,
    }
    return [lack for lack, is_missing in lacks.items() if is_missing]
