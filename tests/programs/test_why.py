"""Why an exercise is there, in words: what it emphasises and where, never more than is known."""

import pytest

from programs.models import Exercise
from programs.why import why

pytestmark = pytest.mark.usefixtures("shelves")


def of(slug: str) -> list[str]:
    return why(Exercise.objects.get(owner=None, slug=slug).work.select_related("muscle"))


def test_muscles_of_the_same_places_share_a_sentence() -> None:
    first, *_others = of("hip-flexor-raise")
    assert first == "Emphasises psoas and iliacus, with the knee above the hip and around hip level."


def test_a_stretch_says_what_it_stretches() -> None:
    assert of("couch-stretch")[0].startswith("Stretches rectus femoris")


def test_the_trunk_has_no_place_in_the_hip() -> None:
    (only,) = of("pallof-press")
    assert "oblique" in only
    assert "hip" not in only


def test_every_exercise_of_the_library_has_a_reason_and_none_promises_too_much() -> None:
    for exercise in Exercise.objects.prefetch_related("work__muscle"):
        text = " ".join(why(exercise.work.all()))
        assert text, exercise.slug
        assert "isolate" not in text.lower()
