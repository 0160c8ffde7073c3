"""Whoever asks for an instant that isn't offered learns the first reason why."""

import pytest

from assessments.availability import Refusal, Rules, refusal
from tests.assessments.openings import booked, instant, make_rules, open_hours

MONDAY = "2024-03-04"


def answer(rules: Rules, wall: str, *, now: str = f"{MONDAY} 08:00") -> Refusal | None:
    taken = [booked(rules, f"{MONDAY} 10:00"), booked(rules, "2024-03-05 10:00")]
    return refusal(rules, taken, start=instant(rules, wall), now=instant(rules, now))


@pytest.mark.parametrize(
    ("wall", "reason"),
    [
        ("2024-03-04 07:59:59", Refusal.PAST),
        ("2024-03-04 08:59:59", Refusal.NOTICE),
        ("2024-03-04 09:00:00", None),
        ("2024-03-04 10:00:00", Refusal.TAKEN),
        ("2024-03-04 10:45:00", Refusal.TAKEN),
        ("2024-03-04 11:00:00", None),
        ("2024-03-04 11:10:00", Refusal.OFF_GRID),
        ("2024-03-04 11:00:01", Refusal.OFF_GRID),
        ("2024-03-04 16:00:00", None),
        ("2024-03-04 16:01:00", Refusal.CLOSED),
        ("2024-03-04 23:00:00", Refusal.CLOSED),
        ("2024-03-05 08:45:00", Refusal.CLOSED),
        ("2024-03-10 16:00:00", None),
        ("2024-03-11 08:00:00", Refusal.HORIZON),
        ("2024-03-11 09:00:00", Refusal.HORIZON),
    ],
)
def test_every_instant_has_its_answer(wall: str, reason: Refusal | None) -> None:
    rules = make_rules("09:00-17:00", step=15, notice=60, horizon=7)
    assert answer(rules, wall) == reason


@pytest.mark.parametrize(
    ("wall", "now", "reason"),
    [
        ("2024-03-04 03:07", "2024-03-04 08:00", Refusal.PAST),
        ("2024-03-04 08:07", "2024-03-04 08:00", Refusal.NOTICE),
        ("2024-03-05 08:07", "2024-03-01 08:00", Refusal.HORIZON),
        ("2024-03-05 08:07", "2024-03-04 08:00", Refusal.CLOSED),
        ("2024-03-05 10:07", "2024-03-04 08:00", Refusal.OFF_GRID),
        ("2024-03-05 10:00", "2024-03-04 08:00", Refusal.FULL),
        ("2024-03-05 11:00", "2024-03-04 08:00", Refusal.FULL),
    ],
)
def test_the_first_of_several_reasons_is_given(wall: str, now: str, reason: Refusal) -> None:
    rules = make_rules("09:00-17:00", step=15, notice=60, horizon=2, daily_cap=1)
    assert answer(rules, wall, now=now) == reason


@pytest.mark.parametrize(("before", "after"), [(15, 0), (0, 15)])
def test_a_buffer_that_meets_a_visit_is_refused_as_taken(before: int, after: int) -> None:
    rules = make_rules("09:00-17:00", before=before, after=after)
    assert answer(rules, "2024-03-04 11:00") == (Refusal.TAKEN if before else None)
    assert answer(rules, "2024-03-04 09:00") == (Refusal.TAKEN if after else None)


def test_a_visit_across_midnight_is_judged_by_where_it_starts() -> None:
    rules = make_rules("00:00-24:00", step=50, duration=120, daily_cap=1)
    before_midnight = instant(rules, "2024-03-05 23:20")
    taken = [booked(rules, "2024-03-06 12:00")]
    assert refusal(rules, taken, start=before_midnight, now=before_midnight) is None
    assert refusal(rules, [], start=before_midnight + 600, now=before_midnight) is Refusal.OFF_GRID


def test_open_minutes_after_a_visit_do_not_make_up_for_a_gap_within_it() -> None:
    # Berlin changes its clock at 02:00 on that day, soon after the visit.
    rules = make_rules(overrides={"2024-03-31": open_hours("00:00-01:00", "01:30-02:00")})
    start = instant(rules, "2024-03-31 00:30")
    assert refusal(rules, [], start=start, now=start) is Refusal.CLOSED


def test_an_hour_the_clock_skips_can_only_be_met_as_another_hour() -> None:
    rules = make_rules("02:00-03:00")
    skipped = instant(rules, "2024-03-31 02:00")
    assert refusal(rules, [], start=skipped, now=skipped) is Refusal.CLOSED


def test_both_instants_of_a_repeated_hour_can_be_booked() -> None:
    rules = make_rules("02:00-03:00")
    first = instant(rules, "2024-10-27 02:00")
    assert refusal(rules, [], start=first, now=first) is None
    assert refusal(rules, [], start=first + 3_600, now=first) is None
