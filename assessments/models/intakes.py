"""What a client tells before the visit, and the safety reading of it."""

from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments import home_test, questions
from assessments.models.clients import Client
from assessments.questions import Questionnaire, Text
from assessments.screening import Outcome
from assessments.words import choices
from hipcoach.privacy.fields import EncryptedJSONField, EncryptedTextField

OUTCOME_WORDS = {
    Outcome.CLEAR: _("clear"),
    Outcome.REVIEW: _("review"),
    Outcome.STOP: _("stop"),
    Outcome.LOCKED: _("locked"),
}


class IntakeQuerySet(models.QuerySet["Intake"]):
    def submitted(self) -> "IntakeQuerySet":
        return self.filter(submitted_at__isnull=False).order_by("-submitted_at", "-pk")

    def drafts(self) -> "IntakeQuerySet":
        return self.filter(submitted_at__isnull=True)

    def whole(self) -> "IntakeQuerySet":
        return self.filter(kind=Intake.Kind.WHOLE)


class Intake(models.Model):
    """One filled-in questionnaire; a draft until it is submitted, then unchanging."""

    class Kind(models.TextChoices):
        """See also questions.Asked."""

        WHOLE = "whole", _("intake")
        CHECK = "check", _("short check")

    kind = models.CharField(max_length=8, choices=Kind, default=Kind.WHOLE, db_default=Kind.WHOLE)
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="intakes")
    question_version = models.PositiveSmallIntegerField()
    answers = EncryptedJSONField(default=dict)
    # What the client did at home and brought in by their own act (see home_test.HomeTest), or nothing.
    self_test = EncryptedJSONField(null=True, blank=True)
    started_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    # Who handed the client their own tablet to fill it in at the studio; nobody, where it was done at home.
    handed_over_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = IntakeQuerySet.as_manager()

    class Meta:
        verbose_name = _("intake")
        verbose_name_plural = _("intakes")
        constraints = [
            models.UniqueConstraint(
                fields=["client", "kind"],
                condition=Q(submitted_at__isnull=True),
                name="intake_one_draft_of_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"intake {self.pk}"

    @property
    def is_check(self) -> bool:
        return self.kind == Intake.Kind.CHECK

    @property
    def asked(self) -> Questionnaire:
        """The questions as this intake put them."""
        return questions.of(self.kind, self.question_version)

    @property
    def self_test_rows(self) -> list[tuple[str, str]]:
        """(side, what was noted of it) of the self-test that came along; empty where none did."""
        return home_test.in_words(self.self_test) if self.self_test else []

    @property
    def self_test_on(self) -> date | None:
        return date.fromisoformat(self.self_test["on"]) if self.self_test else None


class Screen(models.Model):
    """The safety reading of one intake, with the rule version and the questions that triggered it."""

    intake = models.OneToOneField(Intake, on_delete=models.CASCADE, related_name="screen")
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="screens")
    outcome = models.CharField(max_length=8, choices=choices(OUTCOME_WORDS))
    rule_version = models.PositiveSmallIntegerField()
    matches = EncryptedJSONField(default=list)
    made_at = models.DateTimeField()
    # The record it was made on and when it came here, where two records of one person became one.
    # Until something newer is said, each record's own reading stands. See also screens.lines_of.
    merged_from = models.PositiveBigIntegerField(null=True, editable=False)
    merged_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("screen")
        verbose_name_plural = _("screens")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"screen {self.pk}"


class Clearance(models.Model):
    """A recorded release of a stopped or reviewed screen: who, when, limits."""

    class Basis(models.TextChoices):
        STATEMENT = "statement", _("a professional's statement")
        DECISION = "decision", _("the trainer's decision")

    screen = models.ForeignKey(Screen, on_delete=models.CASCADE, related_name="clearances")
    basis = models.CharField(max_length=10, choices=Basis)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="clearances"
    )
    given_at = models.DateTimeField()
    limits = models.JSONField(default=list)
    note = EncryptedTextField(blank=True, default="")

    class Meta:
        verbose_name = _("clearance")
        verbose_name_plural = _("clearances")
        ordering = ["-given_at", "-pk"]

    def __str__(self) -> str:
        return f"clearance {self.pk}"


class ConsentQuerySet(models.QuerySet["Consent"]):
    def standing(self, now: datetime) -> "ConsentQuerySet":
        """Given and not taken back, under whatever wording. See also Consent.stands."""
        return self.filter(Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=now))

    def in_force(self, now: datetime) -> "ConsentQuerySet":
        """Those that count."""
        return self.standing(now).of_today()

    def of_today(self) -> "ConsentQuerySet":
        """Given under today's wording. A new wording is asked anew."""
        return self.filter(wording_version=questions.CONSENT_VERSION)


class Consent(models.Model):
    """One box, ticked by the client, under one wording."""

    class Kind(models.TextChoices):
        HEALTH_DATA = "health_data", _("use of health data")
        TESTING = "testing", _("being tested")
        NUDGES = "nudges", _("optional nudges")

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="consents")
    kind = models.CharField(max_length=12, choices=Kind)
    wording_version = models.PositiveSmallIntegerField()
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.UniqueConstraint(
                fields=["client", "kind"], condition=Q(withdrawn_at__isnull=True), name="consent_one_standing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.given_at:%Y-%m-%d}"

    @property
    def wording(self) -> Text:
        """What was agreed to, in the words of then."""
        return questions.WORDINGS[self.wording_version][self.kind]

    def stands(self, now: datetime) -> bool:
        """See also ConsentQuerySet.standing."""
        return self.withdrawn_at is None or self.withdrawn_at > now
