"""What two easy, full sessions lead to, and what else keeps a line where it is."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from hipcoach.common.cautions import Caution
from programs.dosing import Work
from programs.progression import Kind, heavier, lighter, next_step
from tests.programs.logged import HOLD, PERSON, TODAY, WEIGHT, entry, line, step
from tests.programs.people import READY

TWICE = (entry(3), entry(4))


def test_the_full_range_twice_leads_to_the_harder_variant() -> None:
    found = step(line(*TWICE))
    assert found
    assert (found.kind, found.variant, found.sessions) == (Kind.HARDER, "long-step-reverse-lunge", (3, 4))
    assert found.work == Work(sets=3, reps=(10, 12))
    assert str(found.reason) == "Twice all of it, easy and without pain: time for Long-step reverse lunge."
    assert not found.is_small


def test_load_goes_up_before_another_exercise_is_taken() -> None:
    found = step(line(entry(3, WEIGHT), entry(4, WEIGHT), work=WEIGHT))
    assert found
    assert (found.kind, found.work.load, found.work.reps) == (Kind.LOAD, Decimal(21), (10, 12))
    assert "21 kg instead of 20 kg" in str(found.reason)
    assert found.is_small


def test_the_exercises_own_range_is_filled_first() -> None:
    ten = Work(sets=2, reps=(10, 10))
    found = step(line(entry(3, ten), entry(4, ten), work=ten))
    assert found
    assert (found.kind, found.work.reps) == (Kind.REPS, (10, 12))
    plank = Work(sets=2, hold=(10, 10))
    held = step(line(entry(3, plank), entry(4, plank), slug="side-plank", work=plank, block="core"))
    assert held
    assert (held.kind, held.work.hold) == (Kind.HOLD, (15, 15))


def test_without_load_or_variant_a_hold_grows_up_to_what_the_test_asks() -> None:
    longer = Work(sets=5, hold=(15, 15))
    for work, expected in ((HOLD, (10, 10)), (longer, None)):
        found = step(line(entry(3, work), entry(4, work), slug="bench-foot-lift", work=work, harder=None))
        assert (found and found.work.hold) == expected


def test_stretches_stay_as_they_are() -> None:
    held = Work(sets=2, hold=(30, 30))
    of = line(entry(3, held), entry(4, held), slug="half-kneeling-stretch", work=held, block="stretch")
    assert step(of) is None


def test_what_grows_by_the_week_gets_no_more_of_the_same() -> None:
    growing = Work(sets=2, reps=(10, 10), grows_in="reps")
    found = step(line(entry(3, growing), entry(4, growing), work=growing))
    assert found
    assert found.kind == Kind.HARDER


@pytest.mark.parametrize(
    "told",
    [
        {"effort": "right"},
        {"effort": "hard"},
        {"effort": ""},
        {"pain": 1},
        {"pain": None},
        {"reached": 11},
        {"reached": None},
        {"sets_done": 2},
        {"work": WEIGHT},
    ],
    ids=str,
)
def test_one_of_the_two_not_full_easy_or_free_of_pain_stays(told: dict[str, Any]) -> None:
    assert step(line(entry(3), replace(entry(4), **told))) is None
    assert step(line(replace(entry(3), **told), entry(4))) is None


def test_once_is_not_enough_and_a_break_starts_anew() -> None:
    assert step(line(entry(4))) is None
    assert step(line(entry(2), entry(3, effort="hard"), entry(4))) is None
    assert step(line(entry(1, effort="hard"), *TWICE))


def test_two_sessions_of_one_day_are_one() -> None:
    assert step(line(replace(entry(3), day=TODAY), entry(4))) is None


def test_ticked_sets_fill_a_fixed_number_but_not_a_range() -> None:
    fixed = Work(sets=3, reps=(12, 12))
    ticked = (entry(3, fixed, reached=None), entry(4, fixed, reached=None))
    assert step(line(*ticked, work=fixed))


def test_sessions_long_ago_do_not_count() -> None:
    assert step(line(*TWICE), today=TODAY + timedelta(days=11)) is not None
    assert step(line(*TWICE), today=TODAY + timedelta(days=13)) is None


def test_missed_sessions_hold_everything_on_the_way_up() -> None:
    assert step(line(*TWICE), sessions_done=3)
    assert step(line(*TWICE), sessions_done=2) is None


@pytest.mark.parametrize(
    "closed",
    [{"is_closed": True}, {"profile": replace(READY, trainer_chooses=True)}],
    ids=["closed", "pregnant"],
)
@pytest.mark.parametrize("pain", [0, 8])
def test_a_closed_screen_and_pregnancy_close_both_ways(closed: dict[str, Any], pain: int) -> None:
    assert step(line(entry(3), entry(4, pain=pain)))
    assert step(line(entry(3), entry(4, pain=pain)), **closed) is None


def test_a_variant_keeps_to_equipment_and_limits() -> None:
    of = line(entry(3), entry(4), slug="hip-flexor-raise")
    bare = replace(READY, equipment=frozenset())
    limited = replace(READY, cautions=frozenset({Caution.BALANCE}))
    kinds = [found and found.kind for found in (step(of), step(of, profile=bare), step(of, profile=limited))]
    assert kinds == [Kind.HARDER, Kind.REPS, Kind.REPS]


@pytest.mark.parametrize(
    ("load", "more", "less"),
    [
        ("60", "62.5", "55"),
        ("20", "21", "17.5"),
        ("12", "12.5", "11"),
        ("5", "5.5", "4.5"),
        ("2.5", "2.75", "2.25"),
        ("2", None, "1.75"),
        ("500", None, "450"),
    ],
)
def test_load_moves_in_plates_that_exist(load: str, more: str | None, less: str | None) -> None:
    assert heavier(Decimal(load)) == (Decimal(more) if more else None)
    assert lighter(Decimal(load)) == (Decimal(less) if less else None)


def test_nothing_logged_or_nothing_told_leads_nowhere() -> None:
    assert next_step(line(), PERSON) is None
    assert step(line(entry(3, sets_done=0), entry(4, sets_done=0, skipped="time"))) is None
