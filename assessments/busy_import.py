"""Bring one calendar's busy times into the trainer's schedule. A worker's job, never a request's.

Whatever goes wrong, the last good busy times stay: an hour too few on offer is better than one booked twice.
"""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Max, QuerySet
from django.utils.translation import ngettext

from assessments import busy_sources, nexts
from assessments.busy_apart import read_apart
from assessments.busy_reading import Reading, Unreadable, Window
from assessments.busy_words import FAULT_WORDS, TROUBLE_WORDS
from assessments.diary import diary_of
from assessments.models import BusyBlock, CalendarSource, Trainer
from hipcoach.common.fetching import fetch
from hipcoach.common.reachable import PUBLIC, NotFetched, Reach
from hipcoach.common.zones import midnight

HORIZON_DAYS = 60  # At least; also of a trainer who offers nothing yet.


def sync(source_id: int, *, now: datetime, reach: Reach = PUBLIC) -> bool:
    """Read this calendar if it is its turn; whether it was. Two workers never do it at once."""
    source = busy_sources.claim(source_id, now=now)
    if source is None:
        return False
    window = _window(source.trainer, now=now)
    held = _stamp(window)
    known = source.etag.removeprefix(held) if source.etag.startswith(held) else ""
    try:
        fetched = fetch(source.url, etag=known, reach=reach)
        if fetched.content is None:
            _claimed(source).update(synced_at=source.tried_at, problem="")
            return True
        reading = read_apart(fetched.content, window)
    except NotFetched as error:
        _claimed(source).update(problem=str(TROUBLE_WORDS[error.trouble]))
    except Unreadable as error:
        _claimed(source).update(problem=str(FAULT_WORDS[error.fault]))
    else:
        stamp = held + fetched.etag
        # A file with entries we can't read is read again each time, for it may be us who learned.
        is_whole = fetched.etag and not reading.unreadable and len(stamp) <= 200
        _keep(source, reading, stamp=stamp if is_whole else "")
    return True


def _window(trainer: Trainer, *, now: datetime) -> Window:
    """As far ahead as the desk suggests hours after a visit that was booked online as late as can be.

    Whole days, so that what is read stays the same from one sync to the next while the calendar does.
    """
    longest = trainer.services.filter(is_active=True).aggregate(days=Max("horizon_days"))["days"]
    today = now.astimezone(trainer.tz).date()
    since = midnight(today - timedelta(days=1), trainer.tz)
    reach = timedelta(days=max(longest or 0, HORIZON_DAYS) + 2) + nexts.REACH
    until = midnight(today + reach, trainer.tz)
    return Window(
        since=int(since.timestamp()),
        until=int(until.timestamp()),
        zone=trainer.tz,
        own_host=urlsplit(settings.SITE_URL).hostname or "",
    )


def _stamp(window: Window) -> str:
    """What a kept version is good for: another window or zone makes the same file read differently."""
    return f"{window.zone.key} {window.until} "


def _claimed(source: CalendarSource) -> QuerySet[CalendarSource]:
    """The row while this worker's claim stands: not once it is gone, or asked for anew."""
    return CalendarSource.objects.filter(pk=source.pk, tried_at=source.tried_at)


def _keep(source: CalendarSource, reading: Reading, *, stamp: str) -> None:
    blocks = [
        BusyBlock(
            trainer_id=source.trainer_id,
            source=source,
            start=datetime.fromtimestamp(start, UTC),
            end=datetime.fromtimestamp(end, UTC),
            label=source.name,
        )
        for start, end in reading.busy
    ]
    held = source.busy_blocks.order_by("start").values_list("start", "end", "label")
    news = {"synced_at": source.tried_at, "etag": stamp, "problem": _note(reading)}
    if list(held) == [(block.start, block.end, block.label) for block in blocks]:
        _claimed(source).update(**news)
        return
    with diary_of(source.trainer_id):
        if _claimed(source).update(**news):
            busy_sources.free(source)
            BusyBlock.objects.bulk_create(blocks, batch_size=500)


def _note(reading: Reading) -> str:
    """What the trainer should know of a reading that went well, but for some entries."""
    if not reading.unreadable:
        return ""
    return ngettext(
        "One entry of this calendar could not be read, so it blocks no time.",
        "%(count)d entries of this calendar could not be read, so they block no time.",
        reading.unreadable,
    ) % {"count": reading.unreadable}
