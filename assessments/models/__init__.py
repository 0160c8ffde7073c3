"""Rows, constraints and querysets, by concept."""

from assessments.models.amendments import Amendment, Override
from assessments.models.appointments import Appointment
from assessments.models.clients import Client, Merge
from assessments.models.incidents import Incident, IncidentEntry
from assessments.models.intakes import Clearance, Consent, Intake, Screen
from assessments.models.joining import Invitation, SiteClaim
from assessments.models.observations import Observations
from assessments.models.results import Assessment, Finding, TakenBack, Trial
from assessments.models.trainers import (
    BusyBlock,
    CalendarSource,
    DateOverride,
    Practice,
    Service,
    Trainer,
    WeeklyHours,
)

__all__ = [
    "Amendment",
    "Appointment",
    "Assessment",
    "BusyBlock",
    "CalendarSource",
    "Clearance",
    "Client",
    "Consent",
    "DateOverride",
    "Finding",
    "Incident",
    "IncidentEntry",
    "Intake",
    "Invitation",
    "Merge",
    "Observations",
    "Override",
    "Practice",
    "Screen",
    "Service",
    "SiteClaim",
    "TakenBack",
    "Trainer",
    "Trial",
    "WeeklyHours",
]
