"""The outbox: every promised mail is a row before it is a message."""

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Case, Q, Value, When
from django.db.models.functions import Coalesce, Concat, Left, Lower
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hipcoach.mail.labels import label_of
from hipcoach.privacy.fields import EncryptedTextField

REASON_LENGTH = 200
# A sweep comes every 15 seconds.
STUCK_AFTER = timedelta(minutes=10)
# A worker may come a minute later, and have some others in hand first.
ON_TIME = timedelta(minutes=2)
# When a worker may take a row.
FREE_AT = Coalesce("lease_until", "due_at")
# Where it stands in the ledger.
MOMENT = Coalesce("settled_at", "due_at")
LATEST_FIRST = ("-moment", "-pk")


class OutgoingEmailQuerySet(models.QuerySet["OutgoingEmail"]):
    def waiting(self, now: datetime, *, urgent: bool | None = None) -> "OutgoingEmailQuerySet":
        """Due, unsent and free to take, in the order in which they became so; urgent ones only, or none.

        Not free is what a worker holds, until its lease runs out, and what rests after a failure.
        See also the index `outgoing_next`.
        """
        rows = self.unsettled().alias(free_at=FREE_AT).filter(free_at__lte=now)
        if urgent is not None:
            rows = rows.filter(urgent=urgent)
        return rows.order_by("free_at", "pk")

    def stuck(self, now: datetime) -> "models.QuerySet[OutgoingEmail, int]":
        """The number of one mail that waits so long that something must be wrong; one row at most."""
        return self.waiting(now - STUCK_AFTER).values_list("pk", flat=True)[:1]

    def unsettled(self) -> "OutgoingEmailQuerySet":
        """Promised, or claimed by a worker and not sent yet."""
        state = OutgoingEmail.State
        return self.filter(settled_at__isnull=True, state__in=[state.PROMISED, state.SENDING])

    def held_by(self, claimed: "OutgoingEmail") -> "OutgoingEmailQuerySet":
        """The row as this worker claimed it; none once it was taken over or taken back."""
        return self.held(claimed.pk, claimed.attempts, claimed.lease_until)

    def held(self, pk: Any, attempts: Any, lease_until: Any) -> "OutgoingEmailQuerySet":
        state = OutgoingEmail.State.SENDING
        return self.filter(pk=pk, state=state, attempts=attempts, lease_until=lease_until)

    def promised(self) -> "OutgoingEmailQuerySet":
        return self.filter(state=OutgoingEmail.State.PROMISED)

    def settle(self, state: "OutgoingEmail.State", now: datetime, *, reason: str = "") -> int:
        """End these promises; a secret that was to be sent is forgotten. See also line.record_sent."""
        return self.update(
            state=state, reason=reason[:REASON_LENGTH], settled_at=now, lease_until=None, secret=""
        )

    def miss(self, now: datetime) -> int:
        """Mark what is due and no longer useful as missed, whether or not mail can be sent just now."""
        late = gettext("It was too late to be useful.")
        why = Case(
            When(reason="", then=Value(late)),
            default=Left(Concat(Value(f"{late} "), "reason"), REASON_LENGTH),
        )
        return (
            self.waiting(now)
            .filter(useful_until__lt=now)
            .order_by()
            .update(state=OutgoingEmail.State.MISSED, reason=why, settled_at=now, lease_until=None, secret="")
        )

    def repeatable(self, now: datetime) -> "OutgoingEmailQuerySet":
        """Failed, still useful and with an address: worth another try. See also `may_repeat`."""
        useful = Q(useful_until=None) | Q(useful_until__gte=now)
        return self.filter(useful, state=OutgoingEmail.State.FAILED).exclude(to="")

    def to_forget(self, settled_before: datetime, *, after: int) -> "models.QuerySet[OutgoingEmail, int]":
        """The numbers after `after` of old rows with an address: in turn, one pass over the table."""
        rows = self.filter(pk__gt=after, settled_at__lt=settled_before).exclude(to="")
        return rows.order_by("pk").values_list("pk", flat=True)

    def with_moment(self) -> "OutgoingEmailQuerySet":
        """With `moment`: when it was settled, or else is due."""
        return self.annotate(moment=MOMENT)

    def latest_first(self) -> "OutgoingEmailQuerySet":
        return self.with_moment().order_by(*LATEST_FIRST)

    def between(self, since: datetime | None, until: datetime) -> "OutgoingEmailQuerySet":
        """Those whose moment in the ledger lies here."""
        ends = {"moment__gt": since, "moment__lte": until}
        return self.with_moment().filter(**{name: end for name, end in ends.items() if end})

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
    trainer_ref = models.PositiveBigIntegerField(null=True, blank=True)
    urgent = models.BooleanField(default=False)
    promised_at = models.DateTimeField()
    due_at = models.DateTimeField()
    useful_until = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.PROMISED)
    reason = models.CharField(max_length=REASON_LENGTH, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    # Until then a worker holds it, or it rests after a failure.
    lease_until = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = OutgoingEmailQuerySet.as_manager()

    class Meta:
        verbose_name = _("outgoing e-mail")
        verbose_name_plural = _("outgoing e-mails")
        indexes = [
            # What is next to be sent. No condition has a parameter: SQLite wouldn't use the index.
            models.Index(FREE_AT, "id", name="outgoing_next", condition=Q(settled_at__isnull=True)),
            models.Index(
                FREE_AT,
                "id",
                name="outgoing_next_urgent",
                condition=Q(settled_at__isnull=True, urgent=True),
            ),
            # The ledger, whole and by state, the latest first.
            models.Index("trainer_ref", MOMENT, "id", name="outgoing_ledger"),
            models.Index("trainer_ref", "state", MOMENT, "id", name="outgoing_ledger_state"),
            # Whose data is copied or erased: what went to their address.
            models.Index(Lower("to"), name="outgoing_by_address"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def kind_name(self) -> str:
        return label_of(self.kind)

    @property
    def happened_at(self) -> datetime:
        """See also MOMENT."""
        return self.settled_at or self.due_at

    @property
    def is_on_time(self) -> bool:
        """Whether a mail that was sent left when it was due, as near as makes no difference to its reader."""
        return self.happened_at - self.due_at <= ON_TIME

    @property
    def rests_until(self) -> datetime | None:
        """When it is tried again after a failure, if that is still ahead."""
        waits = self.state == self.State.PROMISED and self.lease_until and self.lease_until > timezone.now()
        return self.lease_until if waits else None

    @property
    def is_overdue(self) -> bool:
        """Whether it should have left by now; no worker came."""
        return self.state == self.State.PROMISED and self.due_at + ON_TIME < timezone.now()

    @property
    def status(self) -> str:
        """What the page's tag is coloured by; see docs/look.md."""
        is_open = self.state in {self.State.PROMISED, self.State.SENDING}
        return "pending" if is_open else self.state

    @property
    def is_suspect(self) -> bool:
        """Two workers ended while they held it."""
        return self.state == self.State.SENDING and self.attempts > 1

    def may_repeat(self, now: datetime) -> bool:
        """See also `repeatable`."""
        useful = self.useful_until is None or self.useful_until >= now
        return useful and self.state == self.State.FAILED and bool(self.to)


class LastSweep(models.Model):
    """One row: when a worker last looked for mails that are due. Without a fresh one, no worker runs."""

    at = models.DateTimeField()

    class Meta:
        verbose_name = _("last sweep")
        verbose_name_plural = _("last sweeps")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S}Z"
