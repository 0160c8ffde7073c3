"""What a client did on one day of a plan. Logs survive every revision and archive."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models import Client
from hipcoach.privacy.fields import EncryptedJSONField, EncryptedTextField
from programs.models.library import Exercise
from programs.models.plans import Plan, PlanItem


class SessionLogQuerySet(models.QuerySet["SessionLog"]):
    def on(self, day: date) -> "SessionLogQuerySet":
        return self.filter(day=day)

    def of_series(self, plan: Plan) -> "SessionLogQuerySet":
        """Of this plan, and of the versions that it revises or that revise it."""
        return self.filter(client=plan.client_id, plan__series=plan.series)


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
    """One line of a session: `amount` is what the weakest set reached, in repetitions or seconds of holding.

    `instead` is the exercise that was done in its place; `skipped` says why it was not done at all.
    """

    class Skipped(models.TextChoices):
        PAIN = "pain", _("it hurt")
        KIT = "kit", _("I don't have what it needs")
        HARD = "hard", _("too hard today")
        TIME = "time", _("no time")
        OTHER = "other", _("something else")

    session = models.ForeignKey(SessionLog, on_delete=models.CASCADE, related_name="items")
    plan_item = models.ForeignKey(PlanItem, on_delete=models.PROTECT, related_name="logs")
    instead = models.ForeignKey(
        Exercise, null=True, blank=True, on_delete=models.PROTECT, related_name="stand_in_logs"
    )
    sets_done = models.PositiveSmallIntegerField(_("sets done"))
    amount = models.PositiveSmallIntegerField(_("reached"), null=True, blank=True)
    effort = models.CharField(_("effort"), max_length=5, choices=SessionLog.Effort, blank=True)
    pain = models.PositiveSmallIntegerField(_("pain (0-10)"), null=True, blank=True)
    cramp = models.BooleanField(_("cramp"), default=False)
    leaned = models.BooleanField(_("leaned back"), default=False)
    skipped = models.CharField(_("left out because"), max_length=5, choices=Skipped, blank=True)

    class Meta:
        verbose_name = _("exercise log")
        verbose_name_plural = _("exercise logs")
        ordering = ["plan_item__order"]
        constraints = [
            models.UniqueConstraint(fields=["session", "plan_item"], name="item_log_unique"),
            models.CheckConstraint(condition=Q(sets_done__lte=10), name="item_log_sets_possible"),
            models.CheckConstraint(
                condition=Q(pain__isnull=True) | Q(pain__lte=10), name="item_log_pain_possible"
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__lte=1000), name="item_log_amount_possible"
            ),
            models.CheckConstraint(
                condition=Q(skipped="")
                | Q(skipped__in=["pain", "kit", "hard", "time", "other"], sets_done=0),
                name="item_log_skipped_undone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_item_id}: {self.sets_done}"


class SessionCorrection(models.Model):
    """What a session said before its client put it right; the session itself holds what stands now."""

    session = models.ForeignKey(SessionLog, on_delete=models.CASCADE, related_name="corrections")
    # Made by the page, so that a repeated sending is the same correction.
    key = models.UUIDField(unique=True, editable=False)
    before = EncryptedJSONField()
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("correction of a session")
        verbose_name_plural = _("corrections of sessions")
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return f"correction of session {self.session_id}"
