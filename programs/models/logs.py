"""What a client did on one day of a plan. Logs survive every revision and archive."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models import Client
from hipcoach.privacy.fields import EncryptedTextField
from programs.models.plans import Plan, PlanItem


class SessionLogQuerySet(models.QuerySet["SessionLog"]):
    def on(self, day: date) -> "SessionLogQuerySet":
        return self.filter(day=day)


class SessionLog(models.Model):
    class Effort(models.TextChoices):
        EASY = "easy", _("easy")
        RIGHT = "right", _("about right")
        HARD = "hard", _("hard")

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="session_logs")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="session_logs")
    # Made by the device, so that a repeated sending is the same session.
    key = models.UUIDField(unique=True, editable=False)
    day = models.DateField(_("day"))
    effort = models.CharField(_("effort"), max_length=5, choices=Effort, blank=True)
    pain = models.PositiveSmallIntegerField(_("pain (0-10)"), null=True, blank=True)
    note = EncryptedTextField(_("note"), blank=True, default="")
    logged_at = models.DateTimeField()

    objects = SessionLogQuerySet.as_manager()

    class Meta:
        verbose_name = _("session log")
        verbose_name_plural = _("session logs")
        ordering = ["-day", "-pk"]
        indexes = [models.Index(fields=["client", "day"], name="session_log_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(pain__isnull=True) | Q(pain__lte=10), name="session_pain_possible"
            ),
        ]

    def __str__(self) -> str:
        return f"session {self.day}"


class ItemLog(models.Model):
    session = models.ForeignKey(SessionLog, on_delete=models.CASCADE, related_name="items")
    plan_item = models.ForeignKey(PlanItem, on_delete=models.PROTECT, related_name="logs")
    sets_done = models.PositiveSmallIntegerField(_("sets done"))

    class Meta:
        verbose_name = _("exercise log")
        verbose_name_plural = _("exercise logs")
        ordering = ["plan_item__order"]
        constraints = [
            models.UniqueConstraint(fields=["session", "plan_item"], name="item_log_unique"),
            models.CheckConstraint(condition=Q(sets_done__lte=10), name="item_log_sets_possible"),
        ]

    def __str__(self) -> str:
        return f"{self.plan_item_id}: {self.sets_done}"
