"""Time zones: names people may send, and the instants of a local day."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

DAY = 86_400
# Names that Python accepts but nobody lives in.
_ODDITIES = {"localtime", "Factory", "posixrules"}
_AREAS = frozenset(
    ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
)


@cache
def zone_names() -> frozenset[str]:
    return frozenset(available_timezones() - _ODDITIES)


@cache
def zone_choices() -> list[tuple[str, str]]:
    """(name, label) of every zone a person may pick, UTC and those of the form Area/City."""
    names = sorted(name for name in zone_names() if name.partition("/")[0] in _AREAS)
    return [(name, spoken(name)) for name in ("UTC", *names)]


def zone_or_none(name: str | None) -> ZoneInfo | None:
    """The zone of this IANA name, or None when there is none such."""
    return ZoneInfo(name) if name in zone_names() else None


def spoken(name: str) -> str:
    """A zone's name as people read it."""
    return name.replace("_", " ")


def find_zone(text: str | None) -> ZoneInfo | None:
    """The zone that somebody means: its name in any case, with blanks, or its city alone; or None."""
    return zone_or_none(text) or zone_or_none(_zones_by_words().get(_words(text[:80]))) if text else None


@cache
def _zones_by_words() -> dict[str, str]:
    """Names of zones by what people may type; a city that two areas know goes by its full name only."""
    by_city: dict[str, set[str]] = defaultdict(set)
    names = [name for name, _label in zone_choices()]
    for name in names:
        by_city[_words(name.rpartition("/")[2])].add(name)
    alone = {
        city: min(found)
        for city, found in by_city.items()
        if len({each.partition("/")[0] for each in found}) == 1
    }
    return alone | {_words(name): name for name in names}


def _words(text: str) -> str:
    return " ".join(text.replace("_", " ").casefold().split())


def zone_or_utc(name: str) -> ZoneInfo:
    """The zone of a stored name; UTC for one that has left the time zone data since."""
    return zone_or_none(name) or ZoneInfo("UTC")


def validate_zone(name: str) -> None:
    if name not in zone_names():
        raise ValidationError(_("Choose a time zone from the list."), code="zone")


def day_bounds(day: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """The instants at which a local day begins and ends; its length is not always 24 hours."""
    return midnight(day, zone), midnight(day + timedelta(days=1), zone)


def instants_of(wall: datetime, zone: tzinfo) -> list[datetime]:
    """The instants at which clocks in the zone show this naive time.

    None where a clock change skips it, two where one repeats it, else one.
    """
    readings = [wall.replace(tzinfo=zone, fold=fold) for fold in (0, 1)]
    real = [each for each in readings if each.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == wall]
    return real if len({each.utcoffset() for each in real}) > 1 else real[:1]


def midnight(day: date, zone: tzinfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone)


class LocalTexts:
    """Instants (epoch seconds) as ISO 8601 text with offset in a zone, at one zone conversion a day."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        # By whole days of UTC: the offset in seconds and as text, or None on a day that changes it.
        self._offsets: dict[int, tuple[int, str] | None] = {}
        self._dates: dict[int, str] = {}

    def __call__(self, instant: int) -> str:
        day = instant // DAY
        if day not in self._offsets:
            self._offsets[day] = self._steady_offset(day)
        offset = self._offsets[day]
        if offset is None:
            return datetime.fromtimestamp(instant, self._zone).isoformat()
        east, text = offset
        local, second = divmod(instant + east, DAY)
        if local not in self._dates:
            self._dates[local] = datetime.fromtimestamp(local * DAY, UTC).date().isoformat()
        return f"{self._dates[local]}T{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}{text}"

    def _steady_offset(self, day: int) -> tuple[int, str] | None:
        first, last = (datetime.fromtimestamp((day + more) * DAY, self._zone) for more in (0, 1))
        east = first.utcoffset() or timedelta(0)
        # No zone has ever left an offset and come back to it within 24 hours.
        return (int(east.total_seconds()), first.isoformat()[19:]) if last.utcoffset() == east else None
