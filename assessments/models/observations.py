"""What else the hour showed. Angles are degrees, times are seconds."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models.results import Assessment
from assessments.words import THOMAS_KNEE_WORDS, THOMAS_THIGH_WORDS, choices
from hipcoach.privacy.fields import EncryptedTextField


def _degrees(label: str) -> "models.PositiveSmallIntegerField[int | None, int | None]":
    return models.PositiveSmallIntegerField(label, null=True, blank=True)


def _seconds() -> "models.DecimalField[Decimal | None, Decimal | None]":
    return models.DecimalField(_("balance (s)"), max_digits=4, decimal_places=1, null=True, blank=True)


class Observations(models.Model):
    """The other observations of one visit. All are optional: empty means not looked at."""

    assessment = models.OneToOneField(Assessment, on_delete=models.CASCADE, related_name="observations")
    thomas_thigh_left = models.CharField(max_length=8, choices=choices(THOMAS_THIGH_WORDS), blank=True)
    thomas_thigh_right = models.CharField(max_length=8, choices=choices(THOMAS_THIGH_WORDS), blank=True)
    thomas_knee_left = models.CharField(max_length=8, choices=choices(THOMAS_KNEE_WORDS), blank=True)
    thomas_knee_right = models.CharField(max_length=8, choices=choices(THOMAS_KNEE_WORDS), blank=True)
    leg_raise_left = _degrees("straight leg raise, left")
    leg_raise_right = _degrees("straight leg raise, right")
    hamstring_left = _degrees("table hamstring range, left")
    hamstring_right = _degrees("table hamstring range, right")
    balance_left = _seconds()
    balance_right = _seconds()
    squat = EncryptedTextField(_("squat, in your words"), blank=True, default="")
    noted_at = models.DateTimeField()

    class Meta:
        verbose_name = _("observations")
        verbose_name_plural = _("observations")
        constraints = [
            models.CheckConstraint(
                condition=(Q(leg_raise_left=None) | Q(leg_raise_left__lte=120))
                & (Q(leg_raise_right=None) | Q(leg_raise_right__lte=120))
                & (Q(hamstring_left=None) | Q(hamstring_left__lte=150))
                & (Q(hamstring_right=None) | Q(hamstring_right__lte=150)),
                name="observed_angles_possible",
            ),
            models.CheckConstraint(
                condition=(Q(balance_left=None) | Q(balance_left__gte=0, balance_left__lte=60))
                & (Q(balance_right=None) | Q(balance_right__gte=0, balance_right__lte=60)),
                name="observed_balance_possible",
            ),
        ]

    def __str__(self) -> str:
        return f"observations {self.pk}"
