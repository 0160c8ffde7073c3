"""A calendar of a trainer, served on this machine."""

from datetime import datetime

from assessments.busy_import import sync
from assessments.models import CalendarSource, Trainer
from tests.assessments.ical import calendar, event
from tests.common.loopback import Server, reach, reply

TEN_TO_ELEVEN = event("DTSTART:20261201T100000Z", "DTEND:20261201T110000Z", "SUMMARY:Knee surgery")


def make_source(
    *, trainer: Trainer, url: str = "https://calendar.test/basic.ics", name: str = "Private"
) -> CalendarSource:
    return CalendarSource.objects.create(trainer=trainer, name=name, url=url)


def source_at(server: Server, trainer: Trainer) -> CalendarSource:
    return make_source(trainer=trainer, url=server.address)


def calendar_reply(*parts: str, **headers: str) -> bytes:
    return reply(calendar(*parts), Content_Type="text/calendar", **headers)


def synced(source: CalendarSource, *, now: datetime) -> CalendarSource:
    """Sync it, which must be its turn, and read it again."""
    assert sync(source.pk, now=now, reach=reach())
    source.refresh_from_db()
    return source


def busy_hours(trainer: Trainer) -> list[str]:
    return [f"{block.start:%d %H:%M}-{block.end:%H:%M}" for block in trainer.busy_blocks.order_by("start")]
