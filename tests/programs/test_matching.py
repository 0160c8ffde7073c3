"""Matching: the right template for each grade, with only what the person can do, and silence where due."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from programs.matching import Item, Profile, suggest
from tests.programs.library import candidates, movement
from tests.programs.people import GRADES, READY, profiles

LIBRARY = candidates()
ABOVE = next(candidate for candidate in LIBRARY if candidate.slug == "above-the-hip")


@pytest.mark.parametrize(
    ("grade", "expected"),
    [
        ("unable", ["first-lift"]),
        ("limited", ["above-the-hip"]),
        ("developing", ["above-the-hip"]),
        ("full", ["keep-the-balance"]),
    ],
)
def test_each_grade_suggests_its_template_with_a_reason(grade: str, expected: list[str]) -> None:
    suggestions = suggest(replace(READY, overall=grade), LIBRARY)
    assert [suggestion.slug for suggestion in suggestions] == expected
    assert all(str(reason) for suggestion in suggestions for reason in suggestion.reasons)
    assert suggestions[0].reasons
    assert (suggestions[0].against, suggestions[0].substitutions, suggestions[0].left_out) == ((), (), ())


@pytest.mark.parametrize(
    "closed",
    [
        {"overall": None},
        {"overall": "pain_stop"},
        {"overall": "something_new"},
        {"screen_outcome": "stop"},
        {"screen_outcome": "locked"},
        {"screen_outcome": "something_new"},
        {"trainer_chooses": True},
    ],
    ids=str,
)
def test_nothing_is_suggested_where_nothing_may_be(closed: dict[str, Any]) -> None:
    anything = replace(ABOVE, for_grades=frozenset([*GRADES, "pain_stop", "something_new"]))
    assert suggest(READY, [anything])
    assert suggest(replace(READY, **closed), [anything]) == ()


def test_a_screen_under_review_is_said_beside_the_suggestion() -> None:
    (suggestion,) = suggest(replace(READY, screen_outcome="review"), LIBRARY)
    assert [str(text) for text in suggestion.against] == [
        "Your trainer reads your intake answers before anything starts."
    ]


def test_without_a_band_the_nearest_movement_stands_in() -> None:
    (suggestion,) = suggest(replace(READY, equipment=READY.equipment - {"band"}), LIBRARY)
    assert suggestion.substitutions == (
        ("band-knee-drive", "long-stance-lunge"),
        ("pallof-press", "dead-bug"),
    )
    assert suggestion.against == ()


def test_what_has_no_stand_in_is_left_out_and_said() -> None:
    (suggestion,) = suggest(replace(READY, equipment=READY.equipment - {"table"}), LIBRARY)
    assert suggestion.left_out == ("table-hamstring-stretch",)
    assert str(suggestion.against[0]).startswith("Standing table hamstring stretch is left out: it needs")


def test_a_limit_is_told_apart_from_missing_equipment() -> None:
    (suggestion,) = suggest(replace(READY, cautions=frozenset({"kneeling"})), LIBRARY)
    assert suggestion.left_out == ("half-kneeling-stretch",)
    assert "past a limit" in str(suggestion.against[0])


def test_a_candidate_with_nothing_left_is_not_suggested() -> None:
    stretch = replace(ABOVE, items=(Item(movement=movement("table-hamstring-stretch")),))
    assert suggest(READY, [stretch])
    assert suggest(replace(READY, equipment=frozenset()), [stretch]) == ()


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_watched_side_is_named(side: str) -> None:
    (suggestion,) = suggest(replace(READY, watch=True, weaker_side=side), LIBRARY)
    assert f"start with your {side} side" in str(suggestion.reasons[1])


@given(profile=profiles)
def test_no_suggestion_holds_a_movement_the_person_should_not_do(profile: Profile) -> None:
    items = {candidate.slug: candidate.items for candidate in LIBRARY}
    for suggestion in suggest(profile, LIBRARY):
        swaps = dict(suggestion.substitutions)
        planned = {item.movement.slug for item in items[suggestion.slug]} - set(suggestion.left_out)
        final = [movement(swaps.get(slug, slug)) for slug in planned]
        assert final
        assert all(move.equipment <= profile.equipment for move in final)
        assert all(move.cautions.isdisjoint(profile.cautions) for move in final)
        assert len(suggestion.against) >= len(suggestion.left_out)
