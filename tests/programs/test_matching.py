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


SITTING = {"seated_hours": 6}
LIFTER = {"experience": "experienced"}
WATCHED = {"watch": True, "weaker_side": "left"}


@pytest.mark.parametrize(
    ("grade", "circumstances", "expected"),
    [
        ("range_limited", {}, ["range-first"]),
        ("range_limited", SITTING | LIFTER | WATCHED, ["range-first"]),
        ("unable", {}, ["first-lift"]),
        ("unable", SITTING | LIFTER | WATCHED, ["first-lift"]),
        ("limited", {}, ["above-the-hip"]),
        ("limited", SITTING | LIFTER, ["above-the-hip"]),
        ("limited", WATCHED, ["even-sides", "above-the-hip"]),
        ("developing", {}, ["above-the-hip"]),
        ("developing", SITTING, ["desk-hips", "above-the-hip"]),
        ("developing", WATCHED, ["even-sides", "above-the-hip"]),
        ("developing", WATCHED | SITTING, ["even-sides", "desk-hips", "above-the-hip"]),
        ("full", {}, ["keep-the-balance"]),
        ("full", SITTING, ["desk-hips", "keep-the-balance"]),
        ("full", {"seated_hours": 5.9}, ["keep-the-balance"]),
        ("full", LIFTER, ["loaded-strength", "keep-the-balance"]),
        ("full", {"experience": "some"}, ["keep-the-balance"]),
        ("full", WATCHED, ["even-sides", "keep-the-balance"]),
        (
            "full",
            WATCHED | SITTING | LIFTER,
            ["even-sides", "desk-hips", "loaded-strength", "keep-the-balance"],
        ),
    ],
    ids=str,
)
def test_each_finding_suggests_its_templates_with_reasons(
    grade: str, circumstances: dict[str, Any], expected: list[str]
) -> None:
    suggestions = suggest(replace(READY, overall=grade, **circumstances), LIBRARY)
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


def test_a_screen_that_is_not_clear_keeps_desk_hips_away() -> None:
    sitting = replace(READY, overall="full", seated_hours=8, screen_outcome="review")
    assert [suggestion.slug for suggestion in suggest(sitting, LIBRARY)] == ["keep-the-balance"]


def test_without_a_barbell_nobody_is_sent_to_loaded_strength() -> None:
    lifter = replace(READY, overall="full", experience="experienced", equipment=READY.equipment - {"barbell"})
    assert [suggestion.slug for suggestion in suggest(lifter, LIBRARY)] == ["keep-the-balance"]


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
    (suggestion,) = suggest(replace(READY, equipment=READY.equipment - {"pad"}), LIBRARY)
    assert suggestion.left_out == ("half-kneeling-stretch",)
    assert str(suggestion.against[0]).startswith("Half-kneeling hip flexor stretch with side reach is left")
    assert "it needs equipment" in str(suggestion.against[0])


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
    for suggestion in suggest(replace(READY, watch=True, weaker_side=side), LIBRARY):
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
        assert all(move.cautions.isdisjoint(profile.ruled_out) for move in final)
        assert len(suggestion.against) >= len(suggestion.left_out)
