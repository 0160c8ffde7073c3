"""Jobs ask "which calendars are due?", so a lost or doubled message changes nothing. They carry ids only."""

from celery import shared_task
from django.utils import timezone

from assessments import busy_import, busy_sources
from hipcoach.common.nudging import nudge


@shared_task(name="assessments.sync_due")
def sync_due() -> int:
    """Ask for each calendar whose turn it is, one task each. Returns their number."""
    due = busy_sources.due(timezone.now())
    for pk in due:
        nudge("assessments.sync_source", pk)
    return len(due)


@shared_task(name="assessments.sync_source")
def sync_source(pk: int) -> bool:
    """Read one calendar, if it is still its turn."""
    return busy_import.sync(pk, now=timezone.now())
