"""Time zones: names people may send, and the instants of a local day."""

from collections import defaultdict
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


def validate_zone(name: str) -> None:
    if name not in zone_names():
        raise ValidationError(_("Choose a time zone from the list."), code="zone")


def day_bounds(day: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """The instants at which a local day begins and ends; its length is not always 24 hours."""
    return midnight(day, zone), midnight(day + timedelta(days=1), zone)


def midnight(day: date, zone: tzinfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone)
