"""What changed between two versions, sentence by sentence."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs.changes import Row, Version, between
from programs.dosing import Work

LUNGE = Row(key="a", exercise=1, name="Lunge", work=Work(sets=3, reps=(10, 12)), weeks=(1, 0))
PLANK = Row(key="b", exercise=2, name="Plank", work=Work(sets=2, hold=(15, 15)), weeks=(1, 0))
PLAN = Version(starts_on=date(2026, 12, 7), weeks=6, sessions_per_week=3, rows=(LUNGE, PLANK))


def told(lunge: Row = LUNGE, **fields: Any) -> list[str]:
    return list(between(PLAN, replace(PLAN, **({"rows": (lunge, PLANK)} | fields))))


def work(**fields: Any) -> Row:
    return replace(LUNGE, work=replace(LUNGE.work, **fields))


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (work(sets=4), "Lunge: more sets, 4."),
        (work(sets=2), "Lunge: fewer sets, 2."),
        (work(reps=(12, 14)), "Lunge: more repetitions, 12–14."),
        (work(reps=(8, 10)), "Lunge: fewer repetitions, 8–10."),
        (work(load=Decimal("12.50")), "Lunge: heavier, 12.5 kg."),
        (replace(LUNGE, weeks=(2, 0)), "Lunge: from week 2 on."),
        (replace(LUNGE, weeks=(1, 4)), "Lunge: in weeks 1 to 4."),
        (replace(LUNGE, weeks=(3, 3)), "Lunge: only in week 3."),
        (replace(LUNGE, rest=90), "Lunge: longer rest, 90 s."),
        (replace(LUNGE, rest=30), "Lunge: shorter rest, 30 s."),
        (replace(LUNGE, tempo="3-1-2"), "Lunge: tempo 3-1-2."),
        (replace(LUNGE, note="Slowly."), "Lunge: a new note."),
        (replace(LUNGE, growth=("reps", 1, 2)), "Lunge: it grows otherwise by the week."),
        (replace(LUNGE, exercise=3, name="Squat"), "Squat instead of Lunge: 3 × 10–12."),
        (replace(LUNGE, key="c", name="Squat"), "New: Squat, 3 × 10–12."),
    ],
    ids=lambda case: case if isinstance(case, str) else "",
)
def test_a_change_of_a_line_in_words(row: Row, words: str) -> None:
    assert told(row)[-1] == words


def test_back_the_other_way() -> None:
    heavy, held = work(load=Decimal(10)), replace(PLANK, work=Work(sets=2, hold=(10, 10)))
    before = replace(PLAN, rows=(heavy, PLANK))
    assert between(before, replace(PLAN, rows=(work(load=Decimal(8)), held))) == (
        "Lunge: lighter, 8 kg.",
        "Plank: shorter holds, 10 s.",
    )
    assert between(before, PLAN) == ("Lunge: without weight.",)


def test_the_schedule_comes_first_and_the_rest_last() -> None:
    changed = told(
        rows=(PLANK,), weeks=8, sessions_per_week=2, starts_on=date(2026, 12, 14), note="Well done."
    )
    assert changed == [
        "2 sessions a week instead of 3.",
        "It runs 8 weeks instead of 6.",
        "It starts on 14 December.",
        "Lunge is left out.",
        "There is a new word from your trainer.",
    ]
    assert told(rows=(PLANK, LUNGE)) == ["The exercises come in another order."]


rows_ = st.lists(
    st.builds(
        Row,
        key=st.sampled_from("abcd"),
        exercise=st.integers(1, 3),
        name=st.sampled_from(["Lunge", "Plank"]),
        work=st.builds(
            lambda sets, top: Work(sets=sets, reps=(top, top)), st.integers(1, 4), st.integers(1, 9)
        ),
        weeks=st.sampled_from([(1, 0), (2, 4)]),
        rest=st.sampled_from([30, 60]),
    ),
    max_size=4,
    unique_by=lambda row: row.key,
).map(tuple)


@given(old=rows_, new=rows_)
def test_no_change_goes_untold_and_none_is_made_up(old: tuple[Row, ...], new: tuple[Row, ...]) -> None:
    same_names = {(row.key, row.name) for row in old} == {(row.key, row.name) for row in new}
    changes = between(replace(PLAN, rows=old), replace(PLAN, rows=new))
    if old == new:
        assert not changes
    elif same_names or {row.key for row in old} != {row.key for row in new}:
        assert changes
