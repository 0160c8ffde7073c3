"""Reusable programs."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments.models import Trainer
from programs.models.dose import Dose
from programs.models.library import Exercise


class TemplateQuerySet(models.QuerySet["Template"]):
    def visible_to(self, trainer: Trainer) -> "TemplateQuerySet":
        """The shared library's, the trainer's own, and what a colleague shares; retired ones too."""
        of_practice = Q(shared=True, owner__practice=trainer.practice_id)
        return self.filter(Q(owner__isnull=True) | Q(owner=trainer) | of_practice)

    def open_to(self, trainer: Trainer) -> "TemplateQuerySet":
        return self.visible_to(trainer).filter(retired_at__isnull=True)

    def with_items(self) -> "TemplateQuerySet":
        return self.prefetch_related("items__exercise__work__muscle", "items__alternative__work__muscle")


class Template(models.Model):
    owner = models.ForeignKey(
        Trainer, null=True, blank=True, on_delete=models.CASCADE, related_name="templates"
    )
    slug = models.SlugField(max_length=60)
    name = models.CharField(_("name"), max_length=120)
    summary = models.TextField(_("for the trainer"), max_length=600)
    client_summary = models.TextField(_("for the client"), max_length=600)
    for_grades = models.JSONField(_("for these findings"), default=list)
    # What it asks beyond the grade; see programs.matching.Conditions.
    conditions = models.JSONField(default=dict, blank=True)
    # [{"muscle": slug, "position": s|m|l|t|trunk|any}, ...]
    must_cover = models.JSONField(default=list, blank=True)
    sessions_per_week = models.PositiveSmallIntegerField(_("sessions a week"))
    weeks = models.PositiveSmallIntegerField(_("weeks"))
    # Raised by every saved change, so that two editors don't overwrite each other.
    version = models.PositiveIntegerField(default=1)
    # The other trainers of the owner's practice may use and copy it.
    shared = models.BooleanField(_("shared with the practice"), default=False)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = TemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("template")
        verbose_name_plural = _("templates")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug"], condition=Q(owner__isnull=True), name="template_shared_slug"
            ),
            models.UniqueConstraint(fields=["owner", "slug"], name="template_own_slug"),
            models.CheckConstraint(
                condition=Q(sessions_per_week__gte=1, sessions_per_week__lte=14, weeks__gte=1, weeks__lte=52),
                name="template_schedule_possible",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("template", args=[self.pk])


class TemplateItem(Dose):
    template = models.ForeignKey(Template, on_delete=models.CASCADE, related_name="items")
    exercise = models.ForeignKey(Exercise, on_delete=models.PROTECT, related_name="template_items")
    alternative = models.ForeignKey(
        Exercise, null=True, blank=True, on_delete=models.PROTECT, related_name="alternative_items"
    )

    class Meta:
        verbose_name = _("template line")
        verbose_name_plural = _("template lines")
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["template", "order"], name="template_item_order"),
            *Dose.dose_constraints("template_item"),
        ]

    def __str__(self) -> str:
        return f"{self.exercise_id}: {self.dose}"
