"""Time zones: names people may send, and the instants of a local day."""

from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

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
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in names)]


def zone_or_none(name: str | None) -> ZoneInfo | None:
    """The zone of this IANA name, or None when there is none such."""
    return ZoneInfo(name) if name in zone_names() else None


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
