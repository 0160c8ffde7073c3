"""Matching puts what suits best first, whatever the order it was asked in."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs.matching import Candidate, Conditions, Item, Profile, suggest
from tests.programs.library import candidates, movement
from tests.programs.people import GRADES, READY, profiles

LIBRARY = candidates()
ABOVE = next(candidate for candidate in LIBRARY if candidate.slug == "above-the-hip")
PLAIN = tuple(candidate for candidate in LIBRARY if candidate.slug != "even-sides")


def slugs(profile: Profile, *extra: Candidate) -> list[str]:
    return [suggestion.slug for suggestion in suggest(profile, (*PLAIN, *extra))]


def test_a_candidate_that_leaves_something_out_ranks_below_one_that_does_not() -> None:
    plain = replace(ABOVE, slug="z-whole", items=(Item(movement=movement("glute-bridge")),))
    assert slugs(READY, plain) == ["above-the-hip", "z-whole"]
    assert slugs(replace(READY, equipment=frozenset()), plain) == ["z-whole", "above-the-hip"]


@pytest.mark.parametrize(
    ("conditions", "unmet", "met"),
    [
        (Conditions(watch=True), {"watch": False}, {"watch": True}),
        (Conditions(screen_clear=True), {"screen_outcome": "review"}, {"screen_outcome": "clear"}),
        (Conditions(seated_hours_from=6), {"seated_hours": 5.9}, {"seated_hours": 6}),
        (
            Conditions(experience=frozenset({"experienced"})),
            {"experience": "some"},
            {"experience": "experienced"},
        ),
        (
            Conditions(equipment=frozenset({"barbell"})),
            {"equipment": READY.equipment - {"barbell"}},
            {},
        ),
    ],
    ids=["watch", "screen", "seated hours", "experience", "equipment"],
)
def test_a_more_particular_template_goes_first_but_only_where_it_applies(
    conditions: Conditions, unmet: dict[str, Any], met: dict[str, Any]
) -> None:
    particular = replace(ABOVE, slug="z-particular", conditions=conditions)
    assert slugs(replace(READY, **unmet), particular) == ["above-the-hip"]
    assert slugs(replace(READY, **met), particular) == ["z-particular", "above-the-hip"]


def test_a_watched_side_weighs_more_than_any_circumstance() -> None:
    busy = Conditions(seated_hours_from=1, experience=frozenset({"new"}), equipment=frozenset({"chair"}))
    particular = replace(ABOVE, slug="a-particular", conditions=busy)
    watched = replace(ABOVE, slug="z-watched", conditions=Conditions(watch=True))
    found = slugs(replace(READY, watch=True), particular, watched)
    assert found == ["z-watched", "a-particular", "above-the-hip"]


@given(profile=profiles, order=st.permutations(LIBRARY))
def test_the_answer_does_not_depend_on_the_order_of_candidates(
    profile: Profile, order: list[Candidate]
) -> None:
    everyone = [replace(candidate, for_grades=frozenset(GRADES)) for candidate in order]
    assert suggest(profile, everyone) == suggest(profile, sorted(everyone, key=lambda c: c.slug))
