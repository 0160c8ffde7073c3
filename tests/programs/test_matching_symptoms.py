"""What the intake tells of: answered in words, and kept away from what would meet it."""

from dataclasses import replace

import pytest
from hypothesis import given

from programs.matching import ANSWERED_BY, MET_BY, Candidate, Item, Movement, Profile, suggest
from tests.programs.library import candidates, movement
from tests.programs.people import READY, profiles

LIBRARY = candidates()
LOADED = replace(READY, overall="full", experience="experienced")


@pytest.mark.parametrize(
    ("symptom", "words"),
    [
        ("hip", "strengthened and stretched"),
        ("hamstring", "a stretch for them is in it"),
        ("core_glutes", "both have their exercises here"),
    ],
)
def test_what_was_told_is_answered_where_it_really_is_in_it(symptom: str, words: str) -> None:
    (plain,) = suggest(READY, LIBRARY)
    (told,) = suggest(replace(READY, symptoms=frozenset({symptom})), LIBRARY)
    assert [str(reason) for reason in told.reasons if reason not in plain.reasons] == [
        next(str(reason) for reason in told.reasons if words in str(reason))
    ]


def test_a_stretch_that_is_left_out_answers_nothing() -> None:
    told = replace(READY, symptoms=frozenset({"hamstring"}), equipment=READY.equipment - {"table", "strap"})
    (suggestion,) = suggest(told, LIBRARY)
    assert suggestion.left_out == ("table-hamstring-stretch",)
    assert suggestion.answers == ()


def test_no_reason_promises_to_help() -> None:
    everything = replace(READY, symptoms=frozenset(ANSWERED_BY), watch=True, weaker_side="left")
    for suggestion in suggest(everything, LIBRARY):
        told = " ".join(str(reason) for reason in suggestion.reasons).lower()
        assert not [word for word in ("relie", "cure", "heal", "fix", "pain") if word in told]


@pytest.mark.parametrize(
    ("slug", "symptom", "swapped", "left_out"),
    [
        ("loaded-strength", "low_back", {"back-squat": "sit-to-stand"}, ()),
        ("keep-the-balance", "low_back", {"goblet-squat": "sit-to-stand"}, ()),
        ("above-the-hip", "low_back", {}, ()),
        (
            "above-the-hip",
            "hip",
            {"band-knee-drive": "sit-to-stand", "long-stance-lunge": "sit-to-stand"},
            ("half-kneeling-stretch",),
        ),
        ("first-lift", "hip", {}, ("half-kneeling-stretch",)),
        ("range-first", "hip", {}, ("half-kneeling-stretch",)),
    ],
)
def test_a_caution_that_meets_a_strong_symptom_takes_the_movement_out(
    slug: str, symptom: str, swapped: dict[str, str], left_out: tuple[str, ...]
) -> None:
    template = next(each for each in LIBRARY if each.slug == slug)
    grade = sorted(template.for_grades)[0]
    profile = replace(LOADED, overall=grade, strong=frozenset({symptom}))
    (suggestion,) = suggest(profile, [template])
    assert dict(suggestion.substitutions) == swapped
    assert suggestion.left_out == left_out
    assert len(suggestion.against) == len(left_out)
    assert all("you told us" in str(text) for text in suggestion.against)


def test_of_two_that_suit_alike_the_one_that_answers_more_goes_first() -> None:
    plain = Candidate(
        slug="a-plain",
        name="",
        for_grades=frozenset({"limited"}),
        items=(Item(movement=movement("dead-bug")),),
    )
    stretch = replace(plain, slug="b-stretch", items=(Item(movement=movement("table-hamstring-stretch")),))
    assert [each.slug for each in suggest(READY, [plain, stretch])] == ["a-plain", "b-stretch"]
    told = replace(READY, symptoms=frozenset({"hamstring"}))
    assert [each.slug for each in suggest(told, [plain, stretch])] == ["b-stretch", "a-plain"]


def test_a_plan_followed_lately_is_not_first_again_and_says_so() -> None:
    sitting = replace(READY, overall="developing", seated_hours=8)
    assert [each.slug for each in suggest(sitting, LIBRARY)] == ["desk-hips", "above-the-hip"]
    again = suggest(replace(sitting, lately=frozenset({"desk-hips"})), LIBRARY)
    assert [each.slug for each in again] == ["above-the-hip", "desk-hips"]
    assert again[0].against == ()
    assert "followed this plan lately" in str(again[1].against[0])


def test_a_retired_movement_gets_its_stand_in_or_is_left_out() -> None:
    gone, kept = Movement(slug="gone", name="Gone", is_retired=True), movement("dead-bug")
    template = Candidate(
        slug="any",
        name="",
        for_grades=frozenset({"limited"}),
        items=(Item(movement=gone, substitutes=(kept,)), Item(movement=kept)),
    )
    (suggestion,) = suggest(READY, [template])
    assert suggestion.substitutions == (("gone", "dead-bug"),)
    alone = replace(template, items=(Item(movement=gone), Item(movement=kept)))
    (suggestion,) = suggest(READY, [alone])
    assert suggestion.left_out == ("gone",)
    assert "taken out of the library" in str(suggestion.against[0])


@given(profile=profiles)
def test_every_symptom_that_is_answered_was_told(profile: Profile) -> None:
    for suggestion in suggest(profile, LIBRARY):
        assert set(suggestion.answers) <= profile.symptoms
    assert profile.ruled_out >= profile.cautions
    assert all(MET_BY[symptom] <= profile.ruled_out for symptom in profile.strong)
