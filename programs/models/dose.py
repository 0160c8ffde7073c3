"""What one line of a program asks for: shared by templates and plans."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from programs.words import dose_in_words


class Block(models.TextChoices):
    WARM_UP = "warm-up", _("Warm-up")
    STRENGTH = "strength", _("Strength")
    CORE = "core", _("Core")
    STRETCH = "stretch", _("Stretch")


class Dose(models.Model):
    """Sets of repetitions, of holds, or of repetitions that are held. Holds and rests are seconds."""

    block = models.CharField(_("part"), max_length=8, choices=Block)
    order = models.PositiveSmallIntegerField(_("order"))
    sets = models.PositiveSmallIntegerField(_("sets"))
    reps_low = models.PositiveSmallIntegerField(_("repetitions from"), null=True, blank=True)
    reps_high = models.PositiveSmallIntegerField(_("repetitions to"), null=True, blank=True)
    hold_low = models.PositiveSmallIntegerField(_("hold from (s)"), null=True, blank=True)
    hold_high = models.PositiveSmallIntegerField(_("hold to (s)"), null=True, blank=True)
    rest = models.PositiveSmallIntegerField(_("rest (s)"), default=60)
    from_week = models.PositiveSmallIntegerField(_("from week"), default=1)
    to_week = models.PositiveSmallIntegerField(_("to week"))
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
                condition=Q(sets__gte=1, sets__lte=10, from_week__gte=1, to_week__gte=F("from_week")),
                name=f"{prefix}_sets_and_weeks",
            ),
        ]

    @property
    def dose(self) -> str:
        """For example "3 x 10-12", "2 x 30 s" or "3 x 5, each held 3 s"."""
        return dose_in_words(
            sets=self.sets,
            reps=(self.reps_low, self.reps_high),
            hold=(self.hold_low, self.hold_high),
        )

    @property
    def block_name(self) -> str:
        return str(Block(self.block).label)
