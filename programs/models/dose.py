"""What one line of a program asks for: shared by templates and plans."""

from dataclasses import dataclass

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from programs.dosing import Work
from programs.words import Range, dose_in_words, kg_in_words, set_in_words

MAX_SETS = 10
# As many lines as a program holds, a template or a plan.
MOST_LINES = 60
MAX_LOAD_KG = 500


class Block(models.TextChoices):
    WARM_UP = "warm-up", _("Warm-up")
    STRENGTH = "strength", _("Strength")
    CORE = "core", _("Core")
    STRETCH = "stretch", _("Stretch")


# Seconds between two sets, where a line doesn't say.
REST = {Block.WARM_UP: 30, Block.STRENGTH: 60, Block.CORE: 45, Block.STRETCH: 15}


class Growth(models.TextChoices):
    """What a line adds as the weeks go by."""

    SETS = "sets", _("sets")
    REPS = "reps", _("repetitions")
    HOLD = "hold", _("seconds of holding")


@dataclass(frozen=True, slots=True, kw_only=True)
class Amounts:
    """Sets, and the range of repetitions and of seconds held; a range of None is not asked for."""

    sets: int
    reps: Range
    hold: Range

    def __str__(self) -> str:
        """For example "3 x 10-12", "2 x 30 s" or "3 x 5, each held 3 s"."""
        return dose_in_words(sets=self.sets, reps=self.reps, hold=self.hold)

    @property
    def of_a_set(self) -> str:
        return set_in_words(reps=self.reps, hold=self.hold)


class Dose(models.Model):
    """Sets of repetitions, of holds, or of repetitions that are held. Holds and rests are seconds.

    The numbers are those of the line's first week; every `grows_every` weeks it may grow by `grows_by` sets,
    repetitions or seconds.
    """

    block = models.CharField(_("part"), max_length=8, choices=Block)
    order = models.PositiveSmallIntegerField(_("order"))
    sets = models.PositiveSmallIntegerField(_("sets"))
    reps_low = models.PositiveSmallIntegerField(_("repetitions from"), null=True, blank=True)
    reps_high = models.PositiveSmallIntegerField(_("repetitions to"), null=True, blank=True)
    hold_low = models.PositiveSmallIntegerField(_("hold from (s)"), null=True, blank=True)
    hold_high = models.PositiveSmallIntegerField(_("hold to (s)"), null=True, blank=True)
    rest = models.PositiveSmallIntegerField(_("rest (s)"), default=60)
    load_kg = models.DecimalField(_("load (kg)"), max_digits=5, decimal_places=2, null=True, blank=True)
    # Seconds down, still and up, such as "3-1-2".
    tempo = models.CharField(_("tempo"), max_length=20, blank=True)
    from_week = models.PositiveSmallIntegerField(_("from week"), default=1)
    to_week = models.PositiveSmallIntegerField(_("to week"))
    grows_in = models.CharField(_("grows in"), max_length=4, choices=Growth, blank=True)
    grows_by = models.PositiveSmallIntegerField(_("grows by"), default=0)
    grows_every = models.PositiveSmallIntegerField(_("every so many weeks"), default=1)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        abstract = True

    @classmethod
    def dose_constraints(cls, prefix: str) -> list[models.BaseConstraint]:
        """The database's share: no range upside down, something to do, and at least one set."""
        return [
            models.CheckConstraint(
                condition=(
                    Q(reps_low__isnull=True, reps_high__isnull=True)
                    | Q(reps_low__gte=1, reps_high__gte=F("reps_low"))
                )
                & (
                    Q(hold_low__isnull=True, hold_high__isnull=True)
                    | Q(hold_low__gte=1, hold_high__gte=F("hold_low"))
                ),
                name=f"{prefix}_ranges_forward",
            ),
            models.CheckConstraint(
                condition=Q(reps_low__isnull=False) | Q(hold_low__isnull=False), name=f"{prefix}_has_dose"
            ),
            models.CheckConstraint(
                condition=Q(sets__gte=1, sets__lte=MAX_SETS, from_week__gte=1, to_week__gte=F("from_week")),
                name=f"{prefix}_sets_and_weeks",
            ),
            models.CheckConstraint(
                condition=Q(grows_in="", grows_by=0)
                | (
                    Q(grows_in__in=Growth.values, grows_by__gte=1, grows_every__gte=1)
                    & (~Q(grows_in=Growth.REPS) | Q(reps_low__isnull=False))
                    & (~Q(grows_in=Growth.HOLD) | Q(hold_low__isnull=False))
                ),
                name=f"{prefix}_growth_possible",
            ),
            models.CheckConstraint(
                condition=Q(load_kg__isnull=True) | Q(load_kg__gt=0, load_kg__lte=MAX_LOAD_KG),
                name=f"{prefix}_load_possible",
            ),
        ]

    def in_week(self, week: int) -> Amounts:
        """What this line asks for in a week of the plan, counted from 1; never more than MAX_SETS sets."""
        steps = max(week - self.from_week, 0) // self.grows_every
        more = {self.grows_in: self.grows_by * steps}
        return Amounts(
            sets=min(self.sets + more.get(Growth.SETS, 0), MAX_SETS),
            reps=_raised(self.reps_low, self.reps_high, by=more.get(Growth.REPS, 0)),
            hold=_raised(self.hold_low, self.hold_high, by=more.get(Growth.HOLD, 0)),
        )

    @property
    def work(self) -> Work:
        """What the line asks for, as the rules of dose and progression want it."""
        return Work(
            sets=self.sets,
            reps=(self.reps_low, self.reps_high),
            hold=(self.hold_low, self.hold_high),
            load=self.load_kg,
            grows_in=self.grows_in,
        )

    @property
    def dose(self) -> str:
        """What the line asks for in its first week, in words."""
        return str(self.in_week(self.from_week))

    @property
    def load(self) -> str:
        """Kilograms without empty decimals, or nothing."""
        return kg_in_words(self.load_kg)

    @property
    def block_name(self) -> str:
        return str(Block(self.block).label)


def _raised(low: int | None, high: int | None, *, by: int) -> Range:
    return (low, high) if low is None or high is None else (low + by, high + by)
