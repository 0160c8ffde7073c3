"""The people a trainer works with."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Expression, Q, Subquery
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from assessments.models.trainers import Trainer
from hipcoach.common.caseless import caseless
from hipcoach.common.text import one_line
from hipcoach.common.zones import validate_zone, zone_or_utc
from hipcoach.privacy.fields import EncryptedJSONField

# See also the period of merges in privacy/data_policy.toml.
UNDO_FOR = timedelta(days=30)


class ClientQuerySet(models.QuerySet["Client"]):
    def matching(self, search: str) -> "ClientQuerySet":
        """Whose name, e-mail address or phone number holds these words; everybody without any."""
        if not search:
            return self
        return self.filter(
            Q(name__icontains=search) | Q(email__icontains=search) | Q(phone__icontains=search)
        )

    def with_email(self, email: str | Expression) -> "ClientQuerySet":
        """Case aside, of one trainer or of all."""
        return self.filter(caseless("email", email)) if email else self.none()

    def standing_for(self, pk: int) -> "ClientQuerySet":
        """The record of this number, or the one it has become part of."""
        became = Merge.objects.standing().filter(gone_ref=pk).order_by().values("kept")
        # One value at most, so that it is looked up; beside an OR, every client would be read.
        return self.filter(pk__in=[pk, Subquery(became[:1])])

    def sharing_with(self, client: "Client") -> "ClientQuerySet":
        """The others of the same address, as far as the trainer has said who they are."""
        return self.with_email(client.email).filter(is_unsettled=False).exclude(pk=client.pk)


class Client(models.Model):
    """A client belongs to one trainer. The user is set only once the e-mail address is proven."""

    trainer = models.ForeignKey(Trainer, on_delete=models.PROTECT, related_name="clients")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="clients"
    )
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    # Two people may share one address, by the trainer's explicit act.
    shares_email = models.BooleanField(_("shares this address with someone"), default=False)
    # Booked online under a shared address with a name that nobody of it has: the trainer says who it is.
    is_unsettled = models.BooleanField(default=False, db_default=False, editable=False)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[validate_zone])
    # Reminders this client would rather not get: offsets as in Service.reminders.
    reminders_off = models.JSONField(_("reminders not wanted"), default=list, blank=True, editable=False)
    # When a second look is suggested, in the client's own days; chosen by the trainer, or counted by itself.
    retest_on = models.DateField(_("retest suggested on"), null=True, blank=True)
    retest_is_chosen = models.BooleanField(default=False, db_default=False, editable=False)
    # Names and addresses of before a correction, so that erasing finds what was said under them.
    formerly = EncryptedJSONField(_("earlier names and addresses"), default=list, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ClientQuerySet.as_manager()

    class Meta:
        verbose_name = _("client")
        verbose_name_plural = _("clients")
        ordering = ["name", "pk"]
        # Whoever asks for a code may be anybody's client; the unique index below is one trainer's.
        indexes = [models.Index(Lower("email"), name="client_by_email")]
        constraints = [
            models.UniqueConstraint(
                "trainer",
                Lower("email"),
                condition=~Q(email="") & Q(shares_email=False),
                name="client_email_unique",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("client", args=[self.pk])

    def is_named(self, name: str) -> bool:
        """Whether this is the name as people type it: case and blanks aside."""
        return self.plain_name == one_line(name).casefold()

    @property
    def plain_name(self) -> str:
        return one_line(self.name).casefold()

    def remember(self, *words: str) -> None:
        """Keep these of before a correction; the row is still to be saved."""
        now = {self.name, self.email}
        self.formerly = [word for word in dict.fromkeys([*self.formerly, *words]) if word and word not in now]

    @property
    def on_device(self) -> str:
        """Names the client to the pages' scripts, so that nobody else is shown what waits on the device."""
        name = salted_hmac("hipcoach.on-device", str(self.pk), algorithm="sha256")
        return name.hexdigest()[:16]

    @property
    def tz(self) -> ZoneInfo:
        return zone_or_utc(self.time_zone)


def are_several(records: Collection[Client]) -> bool:
    """Whether these records of one address are several people's; `trainer` is at hand on each.

    Two records of one trainer are two people, and so are two names in one practice: one of a couple may have
    gone over to another trainer there.
    """
    trainers = {record.trainer_id for record in records}
    practices = {record.trainer.practice_id for record in records}
    names = {(record.trainer.practice_id, record.plain_name) for record in records}
    return len(trainers) < len(records) or len(practices) < len(names)


class MergeQuerySet(models.QuerySet["Merge"]):
    def standing(self) -> "MergeQuerySet":
        return self.filter(undone_at__isnull=True).order_by("-merged_at", "-pk")


class Merge(models.Model):
    """One record that turned out to be another's double; its row is gone, all that hung on it moved.

    record: what moved and what was changed, so that it can be undone; forgotten once it no longer can.
    """

    kept = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="merges")
    # The number of the record that is gone; old links and the audit trail name it.
    gone_ref = models.PositiveBigIntegerField(db_index=True)
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="merges"
    )
    merged_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    record = EncryptedJSONField(null=True)

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("merge of two records")
        verbose_name_plural = _("merges of two records")
        constraints = [
            models.UniqueConstraint(
                fields=["gone_ref"], condition=Q(undone_at__isnull=True), name="merge_one_standing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gone_ref} into {self.kept_id}"

    @property
    def gone_name(self) -> str:
        """As long as it can be undone."""
        record: Any = self.record
        return str(record["gone"]["name"]) if record else ""

    @property
    def undo_until(self) -> datetime:
        return self.merged_at + UNDO_FOR
