"""PURE: a pose, as data, to the places of a body's joints.

Lengths are about centimetres; y points up, the floor is 0. A body stands in the plane of the picture and
faces right. A limb is told by the angles of its two parts (degrees: 0 hangs down, 90 points forward, 180 up)
or by the place that its foot or hand keeps; then knee and elbow follow. `depth` turns a part out of the
picture's plane, so that it is drawn shorter; its length never changes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import acos, atan2, cos, degrees, hypot, radians, sin
from typing import Any, TypeAlias

Point: TypeAlias = tuple[float, float]
Pair: TypeAlias = tuple[float, float]

THIGH, SHIN, UPPER_ARM, FOREARM = 42.0, 40.0, 27.0, 25.0
LUMBAR, THORAX, NECK = 20.0, 29.0, 6.0
# The ankle over the sole; from the ankle to heel and toes, along the foot and square to it.
ANKLE, HEEL, TOE, TOE_RADIUS = 6.0, (-4.5, -2.4), (14.0, -3.4), 2.6
# From the middle to hip and shoulder, where the body faces the reader.
HIP_HALF, SHOULDER_HALF = 7.5, 15.0

LEGS, ARMS = ("near_leg", "far_leg"), ("near_arm", "far_arm")
LENGTHS: Mapping[str, Pair] = {
    **dict.fromkeys(LEGS, (THIGH, SHIN)),
    **dict.fromkeys(ARMS, (UPPER_ARM, FOREARM)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limb:
    """`foot` is the angle of the sole: 0 flat, 90 toes up; None goes with the shin, or lies flat."""

    angles: Pair | None = None
    at: Point | None = None
    depth: Pair = (0.0, 0.0)
    foot: float | None = None
    flip: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """One pose. `trunk` leans forward by degrees: low back, then ribs; `head` by so much more."""

    hip: Point
    trunk: Pair
    head: float
    limbs: Mapping[str, Limb]


@dataclass(frozen=True, slots=True, kw_only=True)
class Joints:
    """Where everything is; `limbs` are three joints each: hip or shoulder, knee or elbow, ankle or wrist."""

    hip: Point
    waist: Point
    shoulder: Point
    neck: Point
    trunk: Pair
    head: float
    limbs: Mapping[str, tuple[Point, Point, Point]]
    feet: Mapping[str, float]

    def point(self, name: str) -> Point:
        """A place by name: hip, shoulder, near_knee, far_hand, near_toe, hands (between both), …"""
        if name in {"hip", "waist", "shoulder", "neck"}:
            found: Point = getattr(self, name)
            return found
        if name in {"hands", "feet"}:
            one = "hand" if name == "hands" else "ankle"
            return middle(self.point(f"near_{one}"), self.point(f"far_{one}"))
        side, part = name.split("_")
        return self._part(side, part)

    def _part(self, side: str, part: str) -> Point:
        if part in {"toe", "heel"}:
            return foot_point(
                self.limbs[f"{side}_leg"][2], self.feet[f"{side}_leg"], TOE if part == "toe" else HEEL
            )
        limb = self.limbs[f"{side}_{'arm' if part in {'elbow', 'wrist', 'hand'} else 'leg'}"]
        place = {"thigh": 0, "knee": 1, "elbow": 1}.get(part, 2)
        return hand_of(limb) if part == "hand" else limb[place]


def read(row: Mapping[str, Any], *, before: Body | None = None) -> Body:
    """A pose from its data. What it leaves out is as it was before; a far limb may do as the near one."""
    limbs = dict(before.limbs) if before else {}
    limbs |= {name: read_limb(row[name]) for name in LENGTHS if name in row}
    for near, far in (LEGS, ARMS):
        if far not in row and (before is None or before.limbs[far] == before.limbs[near]):
            limbs[far] = limbs[near]
    trunk = row.get("trunk", before.trunk if before else 0)
    return Body(
        hip=pair(row["hip"]) if "hip" in row else before.hip if before else (0.0, 0.0),
        trunk=pair(trunk) if isinstance(trunk, list | tuple) else (float(trunk), float(trunk)),
        head=float(row.get("head", before.head if before else 0)),
        limbs=limbs,
    )


def read_limb(row: Mapping[str, Any]) -> Limb:
    """`sole` and `toe` are where the foot touches: the surface below the ankle, or below the toes."""
    foot = row.get("foot")
    at = pair(row["at"]) if "at" in row else None
    if "sole" in row:
        at = (row["sole"][0], row["sole"][1] + ANKLE)
    if "toe" in row:
        along, across = turned(TOE, float(foot or 0))
        at = (row["toe"][0] - along, row["toe"][1] + TOE_RADIUS - across)
    return Limb(
        angles=pair(row["angles"]) if "angles" in row else None,
        at=at,
        depth=pair(row.get("depth", (0, 0))),
        foot=None if foot is None else float(foot),
        flip=bool(row.get("flip", False)),
    )


def between(start: Body, end: Body, share: float, *, is_front: bool = False) -> Body:
    """The pose on the way: `share` 0 is the start, 1 the end. What keeps its place keeps it all the way."""
    return Body(
        hip=mix(start.hip, end.hip, share),
        trunk=mix(start.trunk, end.trunk, share),
        head=start.head + (end.head - start.head) * share,
        limbs={name: _limb_between(name, start, end, share, is_front=is_front) for name in LENGTHS},
    )


def _limb_between(name: str, start: Body, end: Body, share: float, *, is_front: bool) -> Limb:
    one, two = start.limbs[name], end.limbs[name]
    if one == two:
        return one
    if one.at is None or two.at is None:
        one, two = _by_angles(name, start, is_front=is_front), _by_angles(name, end, is_front=is_front)
    foot = None
    if one.foot is not None or two.foot is not None:
        first, last = foot_angle(one), foot_angle(two)
        foot = first + (last - first) * share
    return Limb(
        angles=mix(one.angles, two.angles, share) if one.angles and two.angles else None,
        at=mix(one.at, two.at, share) if one.at and two.at else None,
        depth=mix(one.depth, two.depth, share),
        foot=foot,
        flip=two.flip,
    )


def _by_angles(name: str, body: Body, *, is_front: bool) -> Limb:
    limb = body.limbs[name]
    if limb.at is None:
        return limb
    angles = reach(name, root_of(name, body, is_front=is_front), limb)
    return replace(limb, angles=angles, at=None, foot=foot_angle(limb) if name in LEGS else None)


def joints(body: Body, *, is_front: bool = False) -> Joints:
    waist = along_trunk(body.hip, body.trunk[0], LUMBAR)
    shoulder = along_trunk(waist, body.trunk[1], THORAX)
    limbs: dict[str, tuple[Point, Point, Point]] = {}
    feet: dict[str, float] = {}
    for name, (upper, lower) in LENGTHS.items():
        limb, root = body.limbs[name], root_of(name, body, is_front=is_front)
        angles = limb.angles or reach(name, root, limb)
        bend = along_limb(root, angles[0], upper, limb.depth[0])
        limbs[name] = (root, bend, along_limb(bend, angles[1], lower, limb.depth[1]))
        if name in LEGS:
            feet[name] = foot_angle(replace(limb, angles=angles) if limb.at is None else limb)
    return Joints(
        hip=body.hip,
        waist=waist,
        shoulder=shoulder,
        neck=along_trunk(shoulder, body.trunk[1] + body.head, NECK),
        trunk=body.trunk,
        head=body.trunk[1] + body.head,
        limbs=limbs,
        feet=feet,
    )


def root_of(name: str, body: Body, *, is_front: bool) -> Point:
    """Where a limb begins: from the side in the middle; from the front the near ones are on the right."""
    waist = along_trunk(body.hip, body.trunk[0], LUMBAR)
    middle_point = body.hip if name in LEGS else along_trunk(waist, body.trunk[1], THORAX)
    if not is_front:
        return middle_point
    half = HIP_HALF if name in LEGS else SHOULDER_HALF
    lean = body.trunk[0] if name in LEGS else body.trunk[1]
    return along_trunk(middle_point, lean + 90, half if name.startswith("near") else -half)


def reach(name: str, root: Point, limb: Limb) -> Pair:
    """The angles that bring ankle or wrist to `limb.at`, or as near as the limb is long."""
    upper, lower = (
        length * cos(radians(turn)) for length, turn in zip(LENGTHS[name], limb.depth, strict=True)
    )
    target = limb.at or root
    across, up = target[0] - root[0], target[1] - root[1]
    far = min(max(hypot(across, up), abs(upper - lower) + 0.01), upper + lower - 0.01)
    straight = degrees(atan2(across, -up))
    # Knees bend forward, elbows back; `flip` turns an elbow or a knee the other way.
    sign = (1 if name in LEGS else -1) * (-1 if limb.flip else 1)
    first = straight + sign * degrees(acos((upper**2 + far**2 - lower**2) / (2 * upper * far)))
    second = straight - sign * degrees(acos((lower**2 + far**2 - upper**2) / (2 * lower * far)))
    return first, second


def foot_angle(limb: Limb) -> float:
    if limb.foot is not None:
        return limb.foot
    return limb.angles[1] if limb.angles else 0.0


def foot_point(ankle: Point, angle: float, place: Point) -> Point:
    along, across = turned(place, angle)
    return ankle[0] + along, ankle[1] + across


def hand_of(limb: tuple[Point, Point, Point]) -> Point:
    """The middle of the hand, a little beyond the wrist."""
    _shoulder, elbow, wrist = limb
    far = hypot(wrist[0] - elbow[0], wrist[1] - elbow[1]) or 1.0
    return mix(wrist, elbow, -3.2 / far)


def along_limb(start: Point, angle: float, length: float, depth: float = 0.0) -> Point:
    drawn = length * cos(radians(depth))
    return start[0] + sin(radians(angle)) * drawn, start[1] - cos(radians(angle)) * drawn


def along_trunk(start: Point, lean: float, length: float) -> Point:
    return start[0] + sin(radians(lean)) * length, start[1] + cos(radians(lean)) * length


def turned(place: Point, angle: float) -> Point:
    c, s = cos(radians(angle)), sin(radians(angle))
    return place[0] * c - place[1] * s, place[0] * s + place[1] * c


def mix(one: Pair, two: Pair, share: float) -> Pair:
    return one[0] + (two[0] - one[0]) * share, one[1] + (two[1] - one[1]) * share


def middle(one: Point, two: Point) -> Point:
    return mix(one, two, 0.5)


def pair(row: Any) -> Pair:
    return float(row[0]), float(row[1])
