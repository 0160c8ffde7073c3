"""A change or a difference is named only beyond the likely error, and a stopped clock gives a bound."""

import pytest

from assessments.comparing import NO_DIFFERENCE, NOT_COMPARABLE, change_text, difference_text
from assessments.findings import Change, Difference, NoDifference, NotComparable, Side


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (Change(seconds=4.5, percent=45, within_error=False), "4.5 s longer than last time."),
        (Change(seconds=-6.0, percent=-50, within_error=False), "6.0 s shorter than last time."),
        (Change(seconds=18.0, capped=True, within_error=False), "At least 18.0 s longer than last time."),
        (Change(seconds=-18.0, capped=True, within_error=False), "At least 18.0 s shorter than last time."),
        (Change(seconds=2.0, percent=80), "No change since last time beyond the likely error."),
    ],
)
def test_a_change(change: Change, words: str) -> None:
    assert change_text(change) == words


@pytest.mark.parametrize(
    ("difference", "words"),
    [
        (
            Difference(percent=47.6, weaker=Side.RIGHT, within_error=False),
            "Your right hold is 48 % shorter than your left.",
        ),
        (
            Difference(percent=40.0, weaker=Side.LEFT, within_error=False, at_least=True),
            "Your left hold is at least 40 % shorter than your right.",
        ),
        (
            Difference(percent=20.0, weaker=Side.LEFT),
            "Your sides are alike, within the likely error.",
        ),
    ],
)
def test_a_difference(difference: Difference, words: str) -> None:
    assert difference_text(difference) == words


@pytest.mark.parametrize("reason", NotComparable)
def test_every_reason_not_to_compare_with_last_time_has_words(reason: NotComparable) -> None:
    assert change_text(Change(why_not=reason)) == NOT_COMPARABLE[reason]


@pytest.mark.parametrize("reason", NoDifference)
def test_every_reason_not_to_compare_sides_has_words(reason: NoDifference) -> None:
    assert difference_text(Difference(why_not=reason)) == NO_DIFFERENCE[reason]
