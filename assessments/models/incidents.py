"""Something went wrong in the hour: what, when, what was done, who was told. Only ever added to."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.models.appointments import Appointment
from assessments.models.clients import Client
from assessments.models.kept import Kept, KeptQuerySet
from assessments.observed import ENDS_TESTING
from assessments.words import INCIDENT_WORDS, choices
from hipcoach.privacy.fields import EncryptedTextField


class IncidentQuerySet(KeptQuerySet["Incident"]):
    def untold(self, client: Client, *, since: datetime) -> "IncidentQuerySet":
        """Begun since then, and nobody has said what it was."""
        return self.filter(appointment__client=client, begun_at__gt=since, entries__isnull=True)


class Incident(Kept):
    """Begun by one tap, which notes the time; all that is told about it are its entries."""

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="incidents")
    # Made by the page, so that a doubled tap is one incident.
    key = models.UUIDField(unique=True, editable=False)
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="incidents"
    )

    objects = IncidentQuerySet.as_manager()

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        ordering = ["-begun_at", "-pk"]

    def __str__(self) -> str:
        return f"incident {self.pk}"


class IncidentEntryQuerySet(KeptQuerySet["IncidentEntry"]):
    def reopening(self, client: Client, *, since: datetime) -> "IncidentEntryQuerySet":
        """What asks for new answers before testing goes on (DOMAIN, protocol, 6)."""
        return self.filter(
            incident__appointment__client=client,
            kind__in=[kind.value for kind in ENDS_TESTING],
            written_at__gt=since,
        )


class IncidentEntry(Kept):
    """One thing that was written down about an incident; the first one tells what happened."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="entries")
    key = models.UUIDField(unique=True, editable=False)
    kind = models.CharField(_("what it was"), max_length=12, choices=choices(INCIDENT_WORDS), blank=True)
    happened_at = models.DateTimeField(_("when it happened"), null=True, blank=True)
    what = EncryptedTextField(_("what happened"), blank=True, default="")
    done = EncryptedTextField(_("what was done"), blank=True, default="")
    told = EncryptedTextField(_("who was told"), blank=True, default="")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="incident_entries"
    )
    written_at = models.DateTimeField()

    objects = IncidentEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("incident entry")
        verbose_name_plural = _("incident entries")
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return f"incident entry {self.pk}"
