"""Movements, and the muscles they train. Muscles are data: authors count the hip flexors differently."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from assessments.models import Trainer
from programs.coverage import Position, Role
from programs.drawings import drawn, of_sheet


class Muscle(models.Model):
    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=60)
    group = models.CharField(_("group"), max_length=40)
    note = models.CharField(_("note"), max_length=300, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("muscle")
        verbose_name_plural = _("muscles")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name


class ExerciseQuerySet(models.QuerySet["Exercise"]):
    def shared(self) -> "ExerciseQuerySet":
        """The starting library, which every trainer sees and nobody edits."""
        return self.filter(owner__isnull=True)

    def visible_to(self, trainer: Trainer) -> "ExerciseQuerySet":
        """The shared library's, the trainer's own, and what a colleague shares; retired ones too."""
        of_practice = Q(shared=True, owner__practice=trainer.practice_id)
        return self.filter(Q(owner__isnull=True) | Q(owner=trainer) | of_practice)

    def open_to(self, trainer: Trainer) -> "ExerciseQuerySet":
        return self.visible_to(trainer).filter(retired_at__isnull=True)


class Exercise(models.Model):
    class Balance(models.TextChoices):
        LOW = "low", _("low")
        MEDIUM = "medium", _("medium")
        HIGH = "high", _("high")

    class DoseKind(models.TextChoices):
        REPS = "reps", _("repetitions")
        HOLD = "hold", _("hold, seconds")

    owner = models.ForeignKey(
        Trainer, null=True, blank=True, on_delete=models.CASCADE, related_name="exercises"
    )
    slug = models.SlugField(max_length=60)
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    name = models.CharField(_("name"), max_length=120)
    summary = models.CharField(_("in one sentence"), max_length=300)
    setup = models.TextField(_("set-up"))
    steps = models.JSONField(_("steps"), default=list)
    cues = models.JSONField(_("cues"), default=list)
    faults = models.JSONField(_("common faults"), default=list)
    equipment = models.JSONField(_("equipment"), default=list)
    balance = models.CharField(_("balance demand"), max_length=6, choices=Balance)
    level = models.PositiveSmallIntegerField(_("level (1-3)"))
    per_side = models.BooleanField(_("each side"), default=False)
    dose_kind = models.CharField(_("counted in"), max_length=4, choices=DoseKind)
    dose_low = models.PositiveSmallIntegerField(_("from"))
    dose_high = models.PositiveSmallIntegerField(_("to"))
    # {"kind", "low", "high"} for experienced clients, where it differs.
    experienced_dose = models.JSONField(null=True, blank=True)
    cautions = models.JSONField(_("cautions"), default=list)
    caution_note = models.CharField(_("take care"), max_length=300, blank=True)
    easier = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    harder = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    # Slugs of what may stand in for it, the nearest first.
    substitutes = models.JSONField(default=list, blank=True)
    video_url = models.URLField(_("video"), blank=True)
    # The name of a drawn movement; see programs.drawings.
    figure = models.SlugField(_("figure"), max_length=60, blank=True, default="")
    # Raised by every change of a trainer's own exercise, so that two open forms don't overwrite each other.
    version = models.PositiveIntegerField(default=1)
    # The other trainers of the owner's practice may use and copy it.
    shared = models.BooleanField(_("shared with the practice"), default=False)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = ExerciseQuerySet.as_manager()

    class Meta:
        verbose_name = _("exercise")
        verbose_name_plural = _("exercises")
        ordering = ["number", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug"], condition=Q(owner__isnull=True), name="exercise_shared_slug"
            ),
            models.UniqueConstraint(fields=["owner", "slug"], name="exercise_own_slug"),
            models.CheckConstraint(
                condition=Q(dose_low__gte=1, dose_high__gte=models.F("dose_low"), level__gte=1, level__lte=3),
                name="exercise_dose_forward",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("exercise", args=[self.pk])

    @property
    def drawing(self) -> SafeString:
        """The figure, standing still; nothing for an exercise without one."""
        return drawn(self.figure, title=self.name)

    @property
    def still(self) -> SafeString:
        """The same, light: for pages that show many."""
        return of_sheet(self.figure, title=self.name)

    @property
    def moving_drawing(self) -> SafeString:
        """The figure in motion, for whoever has not asked for less of it."""
        return drawn(self.figure, title=self.name, moving=True)

    def retire(self, now: datetime) -> None:
        """Take it out of the library; plans that hold it keep it."""
        self.retired_at = now
        self.save(update_fields=["retired_at"])


class ExerciseMuscle(models.Model):
    """One muscle of one exercise, with its role and where in the hip's range it works."""

    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="work")
    muscle = models.ForeignKey(Muscle, on_delete=models.PROTECT, related_name="work")
    role = models.CharField(max_length=9, choices=[(role.value, role.value) for role in Role])
    position = models.CharField(
        max_length=5,
        choices=[(position.value, position.value) for position in Position if position != Position.ANY],
    )

    class Meta:
        verbose_name = _("muscle of an exercise")
        verbose_name_plural = _("muscles of exercises")
        ordering = ["role", "muscle__order", "position"]
        constraints = [
            models.UniqueConstraint(fields=["exercise", "muscle", "position"], name="exercise_muscle_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.muscle_id} {self.position}"
