"""Figures: limbs keep their length, feet stay where they stand, knees bend like knees, all are drawn."""

import re
from itertools import pairwise
from math import cos, hypot, radians
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs import drawings, figures, skeletons
from programs.drawings import drawn, movements
from programs.skeletons import ANKLE, ARMS, LEGS, LENGTHS, Joints, Limb, Point
from tests.programs.library import rows

MOVEMENTS = movements()
WAY = [step / 20 for step in range(21)]
each_figure = pytest.mark.parametrize("name", MOVEMENTS)

angles = st.floats(min_value=-360, max_value=360)
places = st.tuples(st.floats(min_value=-200, max_value=200), st.floats(min_value=-200, max_value=200))
by_angles = st.builds(
    lambda first, second, foot: {"angles": [first, second], "foot": foot}, angles, angles, st.none() | angles
)
by_place = st.builds(lambda at, flip: {"at": list(at), "flip": flip}, places, st.booleans())
poses = st.fixed_dictionaries(
    {"hip": places.map(list), "trunk": angles, **dict.fromkeys(LENGTHS, by_angles | by_place)}
)


def apart(one: Point, two: Point) -> float:
    return hypot(two[0] - one[0], two[1] - one[1])


def lengths(joints: Joints, name: str) -> tuple[float, float]:
    first, second, third = joints.limbs[name]
    return apart(first, second), apart(second, third)


@given(start=poses, end=poses, share=st.floats(min_value=0, max_value=1), is_front=st.booleans())
def test_limbs_and_trunk_keep_their_length_in_every_pose(
    start: dict[str, Any], end: dict[str, Any], share: float, is_front: bool
) -> None:
    first = skeletons.read(start)
    pose = skeletons.between(first, skeletons.read(end, before=first), share, is_front=is_front)
    found = skeletons.joints(pose, is_front=is_front)
    for name, wanted in LENGTHS.items():
        assert lengths(found, name) == pytest.approx(wanted, abs=1e-6)
    trunk = (apart(found.hip, found.waist), apart(found.waist, found.shoulder))
    assert trunk == pytest.approx((skeletons.LUMBAR, skeletons.THORAX))


@each_figure
def test_a_limb_is_drawn_shorter_only_where_it_points_out_of_the_picture(name: str) -> None:
    movement = MOVEMENTS[name]
    for share in WAY:
        pose = skeletons.between(movement.start, movement.end, share, is_front=movement.is_front)
        for limb, wanted in LENGTHS.items():
            turned = pose.limbs[limb].depth
            drawn = tuple(length * cos(radians(turn)) for length, turn in zip(wanted, turned, strict=True))
            assert lengths(movement.at(share), limb) == pytest.approx(drawn)
            assert turned == (0, 0) or movement.is_front


@each_figure
def test_a_foot_that_stands_stays_where_it_is(name: str) -> None:
    movement = MOVEMENTS[name]
    for leg in LEGS:
        stands_at = movement.start.limbs[leg].at
        if stands_at and stands_at == movement.end.limbs[leg].at:
            assert all(apart(movement.at(share).limbs[leg][2], stands_at) < 0.7 for share in WAY), leg


@each_figure
def test_nothing_of_a_person_is_below_the_floor(name: str) -> None:
    movement = MOVEMENTS[name]
    for share in WAY:
        at = movement.at(share)
        low = [at.point(f"{side}_{part}")[1] for side in ("near", "far") for part in ("toe", "heel")]
        joints = [place[1] for limb in at.limbs.values() for place in limb]
        assert min(low) >= (1.4 if not movement.is_front else -9)
        assert min(joints) >= 1.2
        assert at.hip[1] >= 10


@each_figure
def test_whoever_does_not_hang_or_lie_has_a_foot_or_a_knee_on_something(name: str) -> None:
    tops = [0.0, *(prop["top"] for prop in MOVEMENTS[name].props if "top" in prop)]
    hangs = any(prop["kind"] in {"bar", "handles"} for prop in MOVEMENTS[name].props)
    lies = abs(MOVEMENTS[name].start.trunk[0]) > 60
    for pose in (0.0, 1.0):
        at = MOVEMENTS[name].at(pose)
        supports = [at.limbs[leg][2][1] - ANKLE for leg in LEGS] + [at.limbs[leg][1][1] - 8 for leg in LEGS]
        assert hangs or lies or any(abs(each - top) < 2.5 for each in supports for top in tops)


@each_figure
def test_knees_bend_backwards_only(name: str) -> None:
    movement = MOVEMENTS[name]
    if movement.is_front:
        return
    for share in WAY:
        for leg in LEGS:
            hip, knee, ankle = movement.at(share).limbs[leg]
            turn = (knee[0] - hip[0]) * (ankle[1] - knee[1]) - (knee[1] - hip[1]) * (ankle[0] - knee[0])
            assert turn <= 0.06 * skeletons.THIGH * skeletons.SHIN, leg


@each_figure
def test_a_figure_is_a_named_image_without_styles_or_scripts(name: str) -> None:
    picture = drawn(name, title='<Bridge> & "more"', moving=True)
    assert picture.startswith('<svg class="fig" role="img"')
    assert "<title>&lt;Bridge&gt; &amp; &quot;more&quot;</title>" in picture
    assert not re.search(r"\sstyle=|<style|<script|\son[a-z]+=|nan|inf", picture)
    assert len(picture) < 40_000


@each_figure
def test_all_that_moves_keeps_its_commands_so_that_it_can_move(name: str) -> None:
    picture = drawn(name, title="", moving=True)
    for values in re.findall(r'values="([^"]+)"', picture):
        ways = [re.sub(r"[-\d. ]+", "", way) for way in values.split(";")]
        assert len(set(ways)) == 1
        assert len(ways) == len(figures.TIMES)
    times = [float(time) for time in figures.TIMES]
    assert all(one < two for one, two in pairwise(times))


@each_figure
def test_the_picture_holds_all_of_the_person(name: str) -> None:
    movement = MOVEMENTS[name]
    left, top, wide, high = map(float, figures.draw(movement).view.split())
    assert wide == high
    for share in (0.0, 1.0):
        for x, y in (place for limb in movement.at(share).limbs.values() for place in limb):
            assert left < x < left + wide
            assert top < -y < top + high


def test_every_exercise_of_the_library_has_its_own_figure() -> None:
    assert sorted(row["figure"] for row in rows("exercises")) == sorted(MOVEMENTS)


def test_only_what_moves_is_animated_and_only_when_asked() -> None:
    assert "<animate" in drawn("glute-bridge", title="", moving=True)
    assert "<animate" not in drawn("glute-bridge", title="")
    pose = {"hip": [0, 87], "near_leg": {"sole": [0, 0]}, "near_arm": {"angles": [0, 0]}}
    still = figures.draw(figures.read({"start": pose}))
    assert "<animate" not in figures.svg(still, title="", moving=True)


def test_an_unknown_figure_is_no_picture() -> None:
    assert drawn("no-such", title="x") == ""
    assert drawn("", title="x", moving=True) == ""


def test_a_place_out_of_reach_is_reached_for() -> None:
    far = skeletons.reach(ARMS[0], (0, 0), Limb(at=(1000, 0)))
    near = skeletons.reach(ARMS[0], (0, 0), Limb(at=(0, 0)))
    assert far == pytest.approx((90, 90), abs=3)
    assert all(abs(angle) <= 360 for angle in near)


def test_an_unknown_thing_is_refused() -> None:
    pose = {"hip": [0, 87], "near_leg": {"sole": [0, 0]}, "near_arm": {"angles": [0, 0]}}
    with pytest.raises(KeyError):
        figures.draw(figures.read({"start": pose, "props": [{"kind": "trampoline"}]}))


def test_poses_are_read_once() -> None:
    assert drawings.movements() is MOVEMENTS
