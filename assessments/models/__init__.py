"""Rows, constraints and querysets, by concept."""

from assessments.models.appointments import Appointment
from assessments.models.clients import Client
from assessments.models.intakes import Clearance, Consent, Intake, Screen
from assessments.models.results import Assessment, Finding, Trial
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
    "Appointment",
    "Assessment",
    "BusyBlock",
    "CalendarSource",
    "Clearance",
    "Client",
    "Consent",
    "DateOverride",
    "Finding",
    "Intake",
    "Practice",
    "Screen",
    "Service",
    "Trainer",
    "Trial",
    "WeeklyHours",
]
