"""What was changed after it was closed, and where a trainer reads a side otherwise than the rules."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments import findings
from assessments.models.kept import Kept, KeptQuerySet
from assessments.models.results import Assessment, Finding
from assessments.words import SIDE_WORDS, choices
from hipcoach.privacy.fields import EncryptedJSONField, EncryptedTextField


class AmendmentQuerySet(KeptQuerySet["Amendment"]):
    def keep(self, *, before: Mapping[str, Any], after: Mapping[str, Any], **fields: Any) -> "Amendment":
        """Add one, with what was and what is."""
        row = Amendment(**fields)
        row.before, row.after = dict(before), dict(after)
        row.save()
        return row


class Amendment(Kept):
    """One change of a record that was closed, with the reason, and how it was before and after."""

    class Of(models.TextChoices):
        SETUP = "setup", _("the setup")
        TRIAL = "trial", _("a trial")
        ADDED = "added", _("a trial added later")
        WORDS = "words", _("the words")
        OBSERVATIONS = "observations", _("the other observations")

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="amendments")
    of = models.CharField(max_length=12, choices=Of)
    # Whether it changed what the client had been shown.
    is_told = models.BooleanField(default=False)
    # Whether a side that pain had stopped is open again.
    lifts_stop = models.BooleanField(default=False)
    reason = EncryptedTextField()
    # {what: value}; whole sections, so that either can be read by itself.
    before = EncryptedJSONField()
    after = EncryptedJSONField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="amendments"
    )
    made_at = models.DateTimeField()

    objects = AmendmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("amendment")
        verbose_name_plural = _("amendments")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"amendment {self.pk}"


class Override(Kept):
    """A trainer reads a side otherwise than the rules did. The newest of a side is the one that counts.

    It answers one conclusion, `over`: where the rules conclude otherwise later, it stands no more.
    """

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="overrides")
    side = models.CharField(max_length=5, choices=choices(SIDE_WORDS))
    over = models.CharField(max_length=20)
    # One of findings.Grade, or empty where the trainer goes back to what the rules say.
    grade = models.CharField(max_length=20, blank=True)
    reason = EncryptedTextField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="overrides"
    )
    made_at = models.DateTimeField()

    objects = KeptQuerySet["Override"].as_manager()

    class Meta:
        verbose_name = _("override")
        verbose_name_plural = _("overrides")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(over=findings.Grade.PAIN_STOP.value)
                & ~Q(grade=findings.Grade.PAIN_STOP.value)
                & Q(side__in=["left", "right"]),
                name="override_never_of_a_pain_stop",
            ),
        ]

    def __str__(self) -> str:
        return f"override {self.pk}"
