"""What became of a step that the rules suggested for a line of a plan."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hipcoach.privacy.fields import EncryptedJSONField
from programs.models.plans import Plan, PlanItem
from programs.progression import Cause, Kind


class Decision(models.Model):
    """A step that was taken or declined, with what the rule saw; what it rests on is not counted again."""

    class Outcome(models.TextChoices):
        TAKEN = "taken", _("taken")
        AUTOMATIC = "auto", _("taken by itself")
        DECLINED = "declined", _("declined")

    plan_item = models.ForeignKey(PlanItem, on_delete=models.CASCADE, related_name="decisions")
    kind = models.CharField(max_length=8, choices=[(kind.value, kind.value) for kind in Kind])
    cause = models.CharField(max_length=8, choices=[(cause.value, cause.value) for cause in Cause])
    outcome = models.CharField(max_length=8, choices=Outcome)
    # The number of the newest session log that was counted.
    seen = models.PositiveBigIntegerField()
    rule_version = models.PositiveSmallIntegerField()
    inputs = EncryptedJSONField(default=dict)
    # The version it led to, of a step that was taken.
    revision = models.ForeignKey(
        Plan, null=True, blank=True, on_delete=models.SET_NULL, related_name="steps_taken"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField()
    # A session it rests on was put right since. A step that was declined is then counted anew; one that was
    # taken waits until the trainer has looked at it.
    reopened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("decision on a step")
        verbose_name_plural = _("decisions on steps")
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan_item", "seen"], condition=Q(reopened_at__isnull=True), name="decision_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.outcome}"
