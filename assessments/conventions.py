"""The verb of a trainer's conventions for the test. Tests begun before keep theirs."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from assessments.models import Trainer

COLUMNS = ("pain_limit", "limited_below", "full_from", "hold_cap", "retest_weeks")


@dataclass(frozen=True, slots=True, kw_only=True)
class Conventions:
    """Seconds, and pain 1-10, in order: limited < full <= cap; see also trainer_thresholds_in_order."""

    pain_limit: int
    limited_below: Decimal
    full_from: Decimal
    hold_cap: Decimal
    retest_weeks: int


def save(*, trainer: Trainer, conventions: Conventions) -> None:
    with transaction.atomic():
        locked = Trainer.objects.select_for_update(no_key=True).get(pk=trainer.pk)
        for name in COLUMNS:
            setattr(locked, name, getattr(conventions, name))
        locked.save(update_fields=COLUMNS)
