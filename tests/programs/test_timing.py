"""About how long a session takes: what is assumed stands in one place, and adds up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs.timing import Effort, minutes, seconds

REPS = Effort(sets=2, reps=(10, 12), hold=(None, None), rest=60)
HELD = Effort(sets=2, reps=(None, None), hold=(30, 30), rest=15)
efforts = st.builds(
    Effort,
    sets=st.integers(1, 10),
    reps=st.tuples(st.integers(1, 50), st.integers(50, 100)),
    hold=st.sampled_from([(None, None), (5, 10)]),
    rest=st.integers(0, 600),
    tempo=st.sampled_from(["", "3-1-2"]),
    per_side=st.booleans(),
)


@pytest.mark.parametrize(
    ("effort", "took"),
    [
        (REPS, 2 * 33 + 60),
        (HELD, 2 * 30 + 15),
        (Effort(sets=1, reps=(10, 10), hold=(None, None), rest=60, tempo="3-1-2"), 60),
        (Effort(sets=1, reps=(10, 10), hold=(None, None), rest=60, per_side=True), 65),
        (Effort(sets=3, reps=(5, 5), hold=(3, 3), rest=30), 3 * 5 * 6 + 60),
    ],
    ids=["reps", "held", "tempo", "both sides", "held reps"],
)
def test_a_line_takes_its_sets_and_the_rests_between(effort: Effort, took: float) -> None:
    assert seconds(effort) == took


def test_between_lines_there_is_half_a_minute() -> None:
    assert minutes([REPS]) == 3
    assert minutes([REPS, HELD]) == 4


def test_nothing_to_do_takes_no_time() -> None:
    assert minutes([]) == 0


@given(lines=st.lists(efforts, max_size=8), more=efforts)
def test_another_line_never_makes_it_shorter(lines: list[Effort], more: Effort) -> None:
    assert minutes([*lines, more]) >= minutes(lines)
