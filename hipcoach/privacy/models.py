"""The audit trail (who touched whose health data, when, and which fields; never the values), and counts of
what one visitor does, for rate limits."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AppendOnly(Exception):
    """An audit entry is never changed or deleted."""


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    def update(self, **kwargs: Any) -> int:
        raise AppendOnly

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnly


class AuditEntry(models.Model):
    """One read or change. Rows are only ever added."""

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

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise AppendOnly
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnly


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
