"""The outbox: every promised mail is a row before it is a message."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hipcoach.mail.labels import label_of
from hipcoach.privacy.fields import EncryptedTextField


class OutgoingEmailQuerySet(models.QuerySet["OutgoingEmail"]):
    def waiting(self, now: datetime) -> "OutgoingEmailQuerySet":
        """Due, unsent and free to take; sign-in codes first.

        Not free is what a worker holds, until its lease runs out, and what rests after a failure.
        """
        state = OutgoingEmail.State
        free = Q(lease_until=None) | Q(lease_until__lte=now)
        return self.filter(free, state__in=[state.PROMISED, state.SENDING], due_at__lte=now).order_by(
            "-urgent", "due_at", "pk"
        )

    def held_by(self, claimed: "OutgoingEmail") -> "OutgoingEmailQuerySet":
        """The row as this worker claimed it; none once another worker has taken it over."""
        return self.filter(pk=claimed.pk, state=OutgoingEmail.State.SENDING, attempts=claimed.attempts)

    def promised(self) -> "OutgoingEmailQuerySet":
        return self.filter(state=OutgoingEmail.State.PROMISED)

    def about(self, subject: str) -> "OutgoingEmailQuerySet":
        """Rows that speak of `subject`, e.g. "appointment:41"."""
        return self.filter(subject_ref=subject)


class OutgoingEmail(models.Model):
    class State(models.TextChoices):
        PROMISED = "promised", _("promised")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        SKIPPED = "skipped", _("skipped")
        MISSED = "missed", _("missed")
        FAILED = "failed", _("failed")

    key = models.CharField(max_length=160, unique=True)
    kind = models.CharField(max_length=60)
    subject_ref = models.CharField(max_length=80, db_index=True)
    # Ids and version numbers that the kind needs to re-read the world; no personal data.
    facts = models.JSONField(default=dict)
    # A sign-in code on its way; blanked once sent.
    secret = EncryptedTextField(blank=True, default="")
    to = models.EmailField(max_length=254)
    trainer_ref = models.PositiveBigIntegerField(null=True, blank=True, db_index=True)
    urgent = models.BooleanField(default=False)
    promised_at = models.DateTimeField()
    due_at = models.DateTimeField()
    useful_until = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.PROMISED)
    reason = models.CharField(max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = OutgoingEmailQuerySet.as_manager()

    class Meta:
        verbose_name = _("outgoing e-mail")
        verbose_name_plural = _("outgoing e-mails")
        indexes = [
            models.Index(
                fields=["due_at"],
                name="outgoing_unsettled",
                condition=Q(state__in=["promised", "sending"]),
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def kind_name(self) -> str:
        return label_of(self.kind)
