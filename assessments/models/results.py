"""The record of one visit: trials of the hip flexor strength test, and what the rules concluded."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from assessments import findings
from assessments.models.appointments import Appointment
from assessments.models.clients import Client
from assessments.models.trainers import Trainer
from assessments.words import (
    COMPENSATION_WORDS,
    ENDED_BY_WORDS,
    KNEE_WORDS,
    PASSIVE_WORDS,
    SIDE_WORDS,
    SUPPORT_WORDS,
    TRIAL_KIND_WORDS,
    choices,
)
from hipcoach.privacy.fields import EncryptedJSONField, EncryptedTextField

HIGHEST_KNEE = 60  # Centimetres from hip level; no thigh is much longer.


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def finished(self) -> "AssessmentQuerySet":
        return self.filter(finished_at__isnull=False).order_by("-finished_at", "-pk")

    def shared(self) -> "AssessmentQuerySet":
        return self.finished().filter(shared_at__isnull=False)

    def set_up_before(self, assessment: "Assessment") -> "AssessmentQuerySet":
        """Earlier tests of the same client whose setup is on record, the newest first."""
        return self.filter(
            client=assessment.client_id,
            started_at__lt=assessment.started_at,
            finished_at__isnull=False,
            surface_height_cm__isnull=False,
        ).order_by("-started_at", "-pk")


class Assessment(models.Model):
    appointment = models.OneToOneField(Appointment, on_delete=models.PROTECT, related_name="assessment")
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="assessments")
    tester = models.ForeignKey(Trainer, on_delete=models.PROTECT, related_name="assessments")
    protocol_version = models.PositiveSmallIntegerField(default=findings.PROTOCOL_VERSION)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    shared_at = models.DateTimeField(null=True, blank=True)
    surface_height_cm = models.DecimalField(
        _("surface height (cm)"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    thigh_parallel = models.BooleanField(_("knee at hip level, thigh parallel to the floor"), default=False)
    support = models.CharField(
        _("support"), max_length=10, choices=choices(SUPPORT_WORDS), default=findings.Support.FINGERTIP.value
    )
    shoes = models.BooleanField(_("shoes on"), default=False)
    pain_before = models.PositiveSmallIntegerField(_("pain before the test (0-10)"), null=True, blank=True)
    passive_left = models.CharField(_("left"), max_length=6, choices=choices(PASSIVE_WORDS), blank=True)
    passive_right = models.CharField(_("right"), max_length=6, choices=choices(PASSIVE_WORDS), blank=True)
    passive_pain_left = models.PositiveSmallIntegerField(_("pain, left"), default=0)
    passive_pain_right = models.PositiveSmallIntegerField(_("pain, right"), default=0)
    passive_radiating_left = models.BooleanField(_("numbness or pain below the knee, left"), default=False)
    passive_radiating_right = models.BooleanField(_("numbness or pain below the knee, right"), default=False)
    # When numbness, or pain below the knee, was last noted: it asks for new answers (DOMAIN, protocol, 6).
    radiated_at = models.DateTimeField(null=True, blank=True, editable=False)
    # The tester's conventions when the test began (see findings.Thresholds); a change later doesn't reach it.
    conventions = models.JSONField(null=True, blank=True, editable=False)
    notes = EncryptedTextField(_("notes, for the trainer only"), blank=True, default="")
    summary = EncryptedTextField(_("summary, for the client"), blank=True, default="")

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        indexes = [models.Index(fields=["finished_at"], name="assessment_by_finish")]
        constraints = [
            models.CheckConstraint(
                condition=Q(surface_height_cm__isnull=True)
                | Q(surface_height_cm__gte=10, surface_height_cm__lte=120),
                name="assessment_surface_possible",
            ),
            models.CheckConstraint(
                condition=(Q(pain_before__isnull=True) | Q(pain_before__lte=10))
                & Q(passive_pain_left__lte=10, passive_pain_right__lte=10),
                name="assessment_pain_possible",
            ),
        ]

    def __str__(self) -> str:
        return f"assessment {self.pk}"

    @property
    def is_finished(self) -> bool:
        return self.finished_at is not None


class Trial(models.Model):
    """One attempt, on one side. Holds are seconds, to a tenth."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="trials")
    # Made by the device, so that a repeated sending is the same trial.
    key = models.UUIDField(unique=True, editable=False)
    side = models.CharField(_("side"), max_length=5, choices=choices(SIDE_WORDS))
    kind = models.CharField(_("kind"), max_length=8, choices=choices(TRIAL_KIND_WORDS))
    number = models.PositiveSmallIntegerField(_("number"))
    cleared = models.BooleanField(_("foot came off the surface"), default=True)
    hold = models.DecimalField(_("hold (s)"), max_digits=5, decimal_places=1, default=Decimal(0))
    capped = models.BooleanField(_("stopped at the cap"), default=False)
    knee = models.CharField(_("knee"), max_length=6, choices=choices(KNEE_WORDS))
    # How far from the hip, to the side that `knee` says.
    knee_height_cm = models.DecimalField(
        _("knee against hip (cm)"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    ended_by = models.CharField(_("why it ended"), max_length=12, choices=choices(ENDED_BY_WORDS))
    # [{"kind": one of findings.Compensation, "at": seconds or null}, ...]
    compensations = models.JSONField(_("compensations"), default=list, blank=True)
    hands_lifted = models.BooleanField(_("hands lifted the thigh"), default=False)
    cramp_place = EncryptedTextField(_("where it cramped"), blank=True, default="")
    pain = models.PositiveSmallIntegerField(_("pain (0-10)"), default=0)
    pain_place = EncryptedTextField(_("where it hurt"), blank=True, default="")
    radiating = models.BooleanField(_("numbness or pain below the knee"), default=False)
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("trial")
        verbose_name_plural = _("trials")
        ordering = ["side", "kind", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "side", "kind", "number"], name="trial_number_unique"
            ),
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=3), name="trial_number_possible"),
            models.CheckConstraint(condition=Q(hold__gte=0, hold__lte=600), name="trial_hold_possible"),
            models.CheckConstraint(
                condition=Q(knee_height_cm__isnull=True)
                | Q(knee_height_cm__gte=0, knee_height_cm__lte=HIGHEST_KNEE),
                name="trial_knee_height_possible",
            ),
            models.CheckConstraint(condition=Q(pain__lte=10), name="trial_pain_possible"),
            models.CheckConstraint(
                condition=Q(side__in=["left", "right"], kind__in=["practice", "counted"]),
                name="trial_side_and_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.side} {self.kind} {self.number}"

    @property
    def compensation_words(self) -> list[str]:
        return [str(COMPENSATION_WORDS[findings.Compensation(item["kind"])]) for item in self.compensations]


class TakenBack(models.Model):
    """The key of a trial that was taken back: what a slow network still brings of it is no new trial."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="taken_back")
    key = models.UUIDField(unique=True, editable=False)

    class Meta:
        verbose_name = _("trial taken back")
        verbose_name_plural = _("trials taken back")

    def __str__(self) -> str:
        return f"taken back {self.key}"


class Finding(models.Model):
    """What the rules concluded from one assessment, kept as it was concluded, with what they saw.

    `overall`, `left` and `right` are what stands: the rules' own grades, or those a trainer set over them.
    """

    assessment = models.OneToOneField(Assessment, on_delete=models.CASCADE, related_name="finding")
    rule_version = models.PositiveSmallIntegerField()
    # One of findings.Grade, or empty when a side is ungraded.
    overall = models.CharField(max_length=20, blank=True)
    left = models.CharField(max_length=20)
    right = models.CharField(max_length=20)
    inputs = EncryptedJSONField()
    # None for those of rule version 1 that were made before conclusions were kept.
    conclusion = EncryptedJSONField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")

    def __str__(self) -> str:
        return f"finding {self.pk}"

    @cached_property
    def concluded(self) -> findings.Reading:
        """What the rules concluded, whatever a trainer set over it."""
        if self.conclusion is None:
            return findings.READERS[self.rule_version](self.inputs)
        return findings.recalled(self.conclusion)

    @property
    def reading(self) -> findings.Reading:
        """What stands."""
        return findings.overridden(
            self.concluded,
            left=findings.Grade(self.left),
            right=findings.Grade(self.right),
        )

    def stands(self, side: findings.Side) -> str:
        return self.left if side == findings.Side.LEFT else self.right

    @property
    def is_overridden(self) -> bool:
        return (self.left, self.right) != (self.concluded.left.grade, self.concluded.right.grade)

    @property
    def thresholds(self) -> findings.Thresholds:
        """The conventions it was concluded by."""
        return findings.Thresholds(**self.inputs["thresholds"])
