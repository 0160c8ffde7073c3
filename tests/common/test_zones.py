"""Zone names are taken from one list; a local day is as long as it is."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from hipcoach.common.zones import (
    day_bounds,
    instants_of,
    validate_zone,
    zone_choices,
    zone_names,
    zone_or_none,
)

BERLIN = ZoneInfo("Europe/Berlin")
ODD_NAMES = [
    "",
    "Mars/Olympus",
    "europe/berlin",
    "Europe",
    "Europe/Berlin\0",
    "../../etc/passwd",
    "/etc/passwd",
    "localtime",
    "Factory",
    "x" * 10_000,
]


@pytest.mark.parametrize("name", ["UTC", "Europe/Berlin", "Asia/Kathmandu", "America/Argentina/Ushuaia"])
def test_a_zone_people_live_in_is_known(name: str) -> None:
    validate_zone(name)
    assert zone_or_none(name) == ZoneInfo(name)


@pytest.mark.parametrize("name", ODD_NAMES, ids=lambda name: repr(name[:20]))
def test_any_other_name_is_refused(name: str) -> None:
    assert zone_or_none(name) is None
    with pytest.raises(ValidationError):
        validate_zone(name)


@given(st.none() | st.text())
def test_no_text_is_an_error(name: str | None) -> None:
    zone = zone_or_none(name)
    assert zone is None or zone.key == name


def test_every_choice_can_be_chosen() -> None:
    names = [name for name, _label in zone_choices()]
    assert names[0] == "UTC"
    assert "America/New_York" in names
    assert len(names) == len(set(names))
    assert set(names) <= zone_names()


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2026, 3, 28), 24), (date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 12, 1), 24)],
)
def test_a_day_of_the_clock_change_is_an_hour_shorter_or_longer(day: date, hours: int) -> None:
    starts, ends = day_bounds(day, BERLIN)
    assert ends.astimezone(UTC) - starts.astimezone(UTC) == timedelta(hours=hours)


def test_a_day_begins_at_local_midnight() -> None:
    starts, _ends = day_bounds(date(2026, 12, 1), BERLIN)
    assert starts == datetime(2026, 11, 30, 23, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wall", "hours_utc"),
    [
        ("2026-03-29 01:59", ["00:59"]),
        ("2026-03-29 02:00", []),
        ("2026-03-29 02:59", []),
        ("2026-03-29 03:00", ["01:00"]),
        ("2026-10-25 01:59", ["23:59"]),
        ("2026-10-25 02:30", ["00:30", "01:30"]),
        ("2026-10-25 03:00", ["02:00"]),
    ],
)
def test_a_wall_time_is_one_instant_or_none_or_two(wall: str, hours_utc: list[str]) -> None:
    found = instants_of(datetime.fromisoformat(wall), BERLIN)
    assert [each.astimezone(UTC).strftime("%H:%M") for each in found] == hours_utc
