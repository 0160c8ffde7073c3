"""Time zones: names people may send, and the instants of a local day."""

from datetime import date, datetime, timedelta, tzinfo
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


def zone_or_utc(name: str) -> ZoneInfo:
    """The zone of a stored name; UTC for one that has left the time zone data since."""
    return zone_or_none(name) or ZoneInfo("UTC")


def validate_zone(name: str) -> None:
    if name not in zone_names():
        raise ValidationError(_("Choose a time zone from the list."), code="zone")


def day_bounds(day: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """The instants at which a local day begins and ends; its length is not always 24 hours."""
    return midnight(day, zone), midnight(day + timedelta(days=1), zone)


def midnight(day: date, zone: tzinfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone)
