"""The audit trail (who touched whose health data, when, and which fields; never the values), erasures asked
for and done, and counts of what one visitor does, for rate limits."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _


class AppendOnly(Exception):
    """A row of these tables is never changed or deleted."""


class AppendOnlyModel(models.Model):
    """Rows are only ever added."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise AppendOnly
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnly


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    def by_others(self, *, clients: Collection[int], than: int) -> "AuditEntryQuerySet":
        """What others than this user did with the data of these clients."""
        return self.filter(client_ref__in=clients).exclude(actor=than)

    def days(self, tz: ZoneInfo) -> "QuerySet[AuditEntry, date]":
        """The days of this zone on which anything was done, the latest first."""
        days = self.annotate(day=TruncDate("at", tzinfo=tz)).order_by("-day")
        return days.values_list("day", flat=True).distinct()

    def by_day(
        self, tz: ZoneInfo, days: Collection[date] | None = None
    ) -> "QuerySet[AuditEntry, dict[str, Any]]":
        """What each person did on each of these days (or ever): one row for each act on each subject."""
        rows = self.annotate(day=TruncDate("at", tzinfo=tz)).order_by()
        if days is not None:
            rows = rows.filter(day__in=days)
        what = ("day", "actor", "actor__name", "actor__trainer__name", "act", "subject")
        told: QuerySet[AuditEntry, dict[str, Any]] = rows.values(*what)
        return told.annotate(last=Max("at"), times=Count("pk"))

    def update(self, **kwargs: Any) -> int:
        raise AppendOnly

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnly


class AuditEntry(AppendOnlyModel):
    """One read or change."""

    class Act(models.TextChoices):
        READ = "read", _("read")
        CHANGE = "change", _("changed")

    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="audit_entries"
    )
    act = models.CharField(max_length=8, choices=Act)
    # The client's number, not a foreign key: the trail outlives what it speaks of.
    client_ref = models.PositiveBigIntegerField(db_index=True)
    subject = models.CharField(max_length=60)
    fields = models.JSONField(default=list)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit trail")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.subject} {self.act}"


class ErasureRequestQuerySet(models.QuerySet["ErasureRequest"]):
    def open(self) -> "ErasureRequestQuerySet":
        """Neither taken back nor carried out."""
        return self.filter(undone_at=None, done_at=None)

    def due(self, now: datetime) -> "ErasureRequestQuerySet":
        return self.open().filter(due_at__lte=now)

    def about(self, *clients: int) -> "ErasureRequestQuerySet":
        return self.filter(client_ref__in=clients)


class ErasureRequest(models.Model):
    """Somebody asked that a client's record be erased; until `due_at` it can be taken back."""

    class Reason(models.TextChoices):
        CLIENT = "client", _("the client asked for it")
        TRAINER = "trainer", _("the client asked the trainer for it")
        QUIET = "quiet", _("nothing happened for a long time")

    # The client's number, not a foreign key: the request outlives what it is about.
    client_ref = models.PositiveBigIntegerField(db_index=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="erasures_asked"
    )
    reason = models.CharField(max_length=8, choices=Reason)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    objects = ErasureRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("erasure request")
        verbose_name_plural = _("erasure requests")
        constraints = [
            models.UniqueConstraint(
                fields=["client_ref"],
                condition=Q(undone_at__isnull=True, done_at__isnull=True),
                name="erasure_one_open",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="erasure_due",
                condition=Q(undone_at__isnull=True, done_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"erasure of client {self.client_ref}"


class ErasureDone(AppendOnlyModel):
    """What was erased, by number: a database brought back from a backup is erased again by this list."""

    client_ref = models.PositiveBigIntegerField()
    # Set when the account went too.
    user_ref = models.PositiveBigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"client {self.client_ref} {self.at:%Y-%m-%d}"


class RateCount(models.Model):
    """How often something was done in one window of time; the key is a keyed hash, so it names nobody."""

    key = models.CharField(max_length=64)
    window = models.DateTimeField()
    count = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("rate count")
        verbose_name_plural = _("rate counts")
        constraints = [models.UniqueConstraint(fields=["key", "window"], name="rate_count_unique")]
        indexes = [models.Index(fields=["window"], name="rate_count_by_window")]

    def __str__(self) -> str:
        return f"{self.window:%Y-%m-%d %H:%M}Z: {self.count}"
