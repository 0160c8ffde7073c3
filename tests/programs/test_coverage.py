"""Coverage: what a set of exercises trains, and what each starting template promises to train."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs.coverage import FULL, Cell, Position, Role, cells, covered, gaps, in_words
from tests.programs.library import Row, exercise, in_week, must_cover, rows, tags, template

SLUGS = [row["slug"] for row in rows("exercises")]
some_exercises = st.lists(st.sampled_from(SLUGS), max_size=8)
each_template = pytest.mark.parametrize("row", rows("templates"), ids=lambda row: row["slug"])

ALL_FLEXORS = ("psoas", "iliacus", "rectus-femoris", "tfl", "sartorius")


def trained(slugs: list[str]) -> frozenset[Cell]:
    return covered(tags(slug) for slug in slugs)


def without_kit(slugs: list[str], kit: str) -> list[str]:
    return [
        exercise(slug)["substitutes"][0] if kit in exercise(slug)["equipment"] else slug for slug in slugs
    ]


@each_template
@pytest.mark.parametrize("choice", ["exercise", "alternative"])
def test_a_template_covers_what_it_must_in_every_week(row: Row, choice: str) -> None:
    for week in range(1, row["weeks"] + 1):
        done = [item[choice] or item["exercise"] for item in in_week(row, week)]
        assert gaps(trained(done), must_cover(row)) == (), f"week {week}"


def test_the_templates_promise_what_the_domain_demands() -> None:
    first_lift = (
        cells(("psoas", "iliacus"), (Position.S, Position.M, Position.T))
        | cells(("rectus-femoris", "tfl", "sartorius"), (Position.M, Position.T))
        | cells(("gluteus-maximus",), (Position.M, Position.L))
        | cells(("obliques-internal", "obliques-external"), (Position.TRUNK,))
    )
    assert must_cover(template("first-lift")) == first_lift
    range_first = (
        cells(ALL_FLEXORS, (Position.M, Position.T))
        | cells(("gluteus-maximus",), (Position.L, Position.T))
        | cells(("obliques-internal", "obliques-external"), (Position.TRUNK,))
        | cells(("hamstrings",), (Position.T,))
    )
    with_quads = FULL | {Cell("quads", Position.ANY)}
    claims = {
        "range-first": range_first,
        **dict.fromkeys(("above-the-hip", "even-sides", "desk-hips"), FULL),
        **dict.fromkeys(("keep-the-balance", "loaded-strength"), with_quads),
    }
    assert {slug: must_cover(template(slug)) for slug in claims} == claims
    assert {row["slug"] for row in rows("templates")} == {"first-lift", *claims}


def test_full_coverage_trains_all_five_flexors_through_the_range() -> None:
    assert cells(ALL_FLEXORS, (Position.M, Position.L, Position.T)) <= FULL
    assert cells(("psoas", "iliacus"), (Position.S,)) <= FULL
    assert len(FULL) == 2 * 4 + 3 * 3 + 2 + 1 + 2 + 1


@pytest.mark.parametrize(
    ("slug", "choice", "lost"),
    [
        ("first-lift", "exercise", []),
        ("range-first", "exercise", []),
        ("above-the-hip", "exercise", ["sartorius", "tfl"]),
        ("even-sides", "exercise", ["sartorius", "tfl"]),
        ("desk-hips", "exercise", ["sartorius", "tfl"]),
        ("loaded-strength", "exercise", ["sartorius"]),
        ("keep-the-balance", "alternative", ["sartorius", "tfl"]),
        ("keep-the-balance", "exercise", ["sartorius"]),
    ],
)
def test_without_a_band_the_extended_position_is_lost_and_said(
    slug: str, choice: str, lost: list[str]
) -> None:
    """24 becomes 26 and 34 becomes 5. The side plank with leg raise trains TFL with the hip extended, so
    with it TFL stays covered."""
    assert exercise("pallof-press")["substitutes"][0] == "dead-bug"
    assert exercise("band-knee-drive")["substitutes"][0] == "long-stance-lunge"
    row = template(slug)
    done = without_kit([item[choice] or item["exercise"] for item in row["items"]], "band")
    assert gaps(trained(done), must_cover(row)) == tuple(Cell(muscle, Position.L) for muscle in lost)


@given(before=some_exercises, more=some_exercises)
def test_adding_an_exercise_never_lowers_coverage(before: list[str], more: list[str]) -> None:
    assert trained(before) <= trained(before + more)
    assert set(gaps(trained(before + more), FULL)) <= set(gaps(trained(before), FULL))


@given(slugs=some_exercises)
def test_the_order_of_exercises_does_not_matter(slugs: list[str]) -> None:
    assert trained(slugs) == trained(slugs[::-1])


@pytest.mark.parametrize("role", Role)
def test_a_muscle_counts_in_either_role(role: Role) -> None:
    found = covered([[("gluteus-medius", "l", role)]])
    assert found == cells(("gluteus-medius",), (Position.L, Position.ANY))


def test_a_stretch_alone_is_not_strength() -> None:
    assert covered([[("hamstrings", "t", "primary")]]) == {Cell("hamstrings", Position.T)}


@pytest.mark.parametrize("tag", [("psoas", "up", "primary"), ("psoas", "s", "helper")])
def test_an_unknown_position_or_role_is_refused(tag: tuple[str, str, str]) -> None:
    with pytest.raises(ValueError, match="is not a valid"):
        covered([[tag]])


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (Cell("psoas", Position.S), "nothing strengthens psoas above hip level"),
        (Cell("rectus-femoris", Position.M), "nothing strengthens rectus femoris around hip level"),
        (Cell("sartorius", Position.L), "nothing strengthens sartorius with the hip extended"),
        (Cell("hamstrings", Position.T), "nothing stretches hamstrings"),
        (Cell("obliques-internal", Position.TRUNK), "nothing strengthens obliques internal"),
        (Cell("gluteus-medius", Position.ANY), "nothing strengthens gluteus medius"),
    ],
)
def test_a_gap_is_told_in_words(cell: Cell, words: str) -> None:
    assert str(in_words(cell)) == words


def test_a_gap_is_told_with_the_muscles_own_name() -> None:
    assert str(in_words(Cell("tfl", Position.T), name="TFL")) == "nothing stretches TFL"
