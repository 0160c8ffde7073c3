"""A dated, unchanging copy of a program, assigned to one client."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments.models import Assessment, Client
from hipcoach.privacy.fields import EncryptedJSONField, EncryptedTextField
from programs.models.dose import Dose
from programs.models.library import Exercise
from programs.models.templates import Template

MAY_CHANGE = frozenset({"archived_at", "small_steps"})


class Unchanging(Exception):
    """An assigned plan is never edited; a revision is a new version."""


class PlanQuerySet(models.QuerySet["Plan"]):
    def current(self) -> "PlanQuerySet":
        """The one plan a client follows now."""
        return self.filter(archived_at__isnull=True)

    def update(self, **fields: Any) -> int:
        if set(fields) - MAY_CHANGE:
            raise Unchanging("Assign a revision instead of changing a plan.")
        return super().update(**fields)


class Plan(models.Model):
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="plans")
    # The assessment and the template it came from, when they are known.
    assessment = models.ForeignKey(
        Assessment, null=True, blank=True, on_delete=models.SET_NULL, related_name="plans"
    )
    template = models.ForeignKey(
        Template, null=True, blank=True, on_delete=models.SET_NULL, related_name="plans"
    )
    previous = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="next_version"
    )
    version = models.PositiveSmallIntegerField(default=1)
    # Shared by a plan and its revisions, so that weeks go on being counted; a new assignment begins another.
    series = models.UUIDField(default=uuid4, editable=False, db_index=True)
    name = models.CharField(_("name"), max_length=120)
    summary = models.TextField(_("what it is for"), blank=True)
    starts_on = models.DateField(_("starts on"))
    sessions_per_week = models.PositiveSmallIntegerField(_("sessions a week"))
    weeks = models.PositiveSmallIntegerField(_("weeks"))
    # Why it was chosen, as told to the client, and what the rule saw.
    reasons = EncryptedJSONField(default=list)
    rule_version = models.PositiveSmallIntegerField()
    inputs = EncryptedJSONField(default=dict)
    note = EncryptedTextField(_("a word from the trainer"), blank=True, default="")
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assigned_plans"
    )
    assigned_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)
    # Whether small steps may go without asking the trainer each time; comes along to the next version.
    small_steps = models.BooleanField(_("small steps by themselves"), default=False)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering = ["-assigned_at", "-pk"]
        indexes = [
            # Asked for every ten minutes, and few among many.
            models.Index(
                fields=["client"],
                name="plan_small_steps",
                condition=Q(archived_at__isnull=True, small_steps=True),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["client"], condition=Q(archived_at__isnull=True), name="plan_one_current"
            ),
            models.CheckConstraint(
                condition=Q(version__gte=1, sessions_per_week__gte=1, weeks__gte=1),
                name="plan_numbers_positive",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk and not set(kwargs.get("update_fields") or ["anything"]) <= MAY_CHANGE:
            raise Unchanging("Assign a revision instead of changing a plan.")
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("plan", args=[self.pk])

    @property
    def ref(self) -> str:
        return f"plan:{self.pk}"

    @property
    def is_revision(self) -> bool:
        """Whether it goes on from the version before, rather than having been assigned anew."""
        return self.previous is not None and self.previous.series == self.series

    @property
    def ends_on(self) -> date:
        """The last day of the last week."""
        return self.starts_on + timedelta(weeks=self.weeks, days=-1)

    def week_of(self, day: date) -> int:
        """The week of the plan, from 1; days before the start count as week 1, late ones as the last."""
        return min(max((day - self.starts_on).days // 7 + 1, 1), self.weeks)


class PlanItemQuerySet(models.QuerySet["PlanItem"]):
    def of_week(self, week: int) -> "PlanItemQuerySet":
        return self.filter(from_week__lte=week, to_week__gte=week)

    def update(self, **fields: Any) -> int:
        raise Unchanging("Assign a revision instead of changing a plan.")


class PlanItem(Dose):
    """One line of a plan, with the exercise's name as it was."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="items")
    # The same in every version that the line goes on in, whatever it asks there.
    line = models.UUIDField(default=uuid4, editable=False, db_index=True)
    exercise = models.ForeignKey(Exercise, on_delete=models.PROTECT, related_name="plan_items")
    name = models.CharField(max_length=120)
    per_side = models.BooleanField(default=False)
    # A trainer's own words to this client, once a plan is revised.
    note = EncryptedTextField(_("note"), blank=True, default="")

    objects = PlanItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan line")
        verbose_name_plural = _("plan lines")
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "order"], name="plan_item_order"),
            models.UniqueConstraint(fields=["plan", "line"], name="plan_item_line"),
            *Dose.dose_constraints("plan_item"),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.dose}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise Unchanging("Assign a revision instead of changing a plan.")
        super().save(*args, **kwargs)
