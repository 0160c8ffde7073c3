"""PURE: the things of an exercise, as shapes: what stands on the floor, what moves with hands and feet."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import atan2, degrees
from types import MappingProxyType
from typing import Any, TypeAlias

from programs.paths import box, capsule, circle, line
from programs.skeletons import Joints, Point, mix, turned


@dataclass(frozen=True, slots=True)
class Shape:
    """One path, and the class that colours it."""

    look: str
    d: str


Row: TypeAlias = Mapping[str, Any]
Maker: TypeAlias = Callable[[Row, Joints], list[Shape]]

# A wall as high as a hand reaches, a bar above it.
WALL_TOP, LEG_WIDTH = 172.0, 4.0


def shapes(row: Row, joints: Joints) -> list[Shape]:
    """Raises KeyError for a kind that nobody has drawn."""
    return MAKERS[row["kind"]](row, joints)


def place(row: Row, key: str, joints: Joints) -> Point:
    """Where `row[key]` is: a point of the body by name, or a place of the picture; `by` moves it."""
    at = row[key]
    x, y = joints.point(at) if isinstance(at, str) else (float(at[0]), float(at[1]))
    by = row.get("by", (0, 0)) if key == "on" else (0, 0)
    return x + by[0], y + by[1]


def _slab(left: float, right: float, top: float, thick: float) -> str:
    half = thick / 2
    return capsule(((left + half, top - half), half), ((right - half, top - half), half))


def bench(row: Row, _joints: Joints) -> list[Shape]:
    left, right = row["x"]
    top = row["top"]
    legs = [box(x, x + LEG_WIDTH, top - 4, 0) for x in (left + 5, right - 5 - LEG_WIDTH)]
    return [*(Shape("fig-prop", d) for d in legs), Shape("fig-prop", _slab(left, right, top, 8))]


def table(row: Row, _joints: Joints) -> list[Shape]:
    left, right = row["x"]
    top = row["top"]
    legs = [box(x, x + LEG_WIDTH, top - 2, 0) for x in (left + 4, right - 4 - LEG_WIDTH)]
    return [*(Shape("fig-prop", d) for d in legs), Shape("fig-prop", _slab(left, right, top, 5))]


def chair(row: Row, _joints: Joints) -> list[Shape]:
    """Its back is on the left."""
    left, right = row["x"]
    top = row["top"]
    back = capsule(((left + 2.5, top - 2), 2.5), ((left - 4, top + 42), 2.5))
    legs = [box(left + 2, left + 5.5, top - 3, 0), box(right - 5.5, right - 2, top - 3, 0)]
    return [*(Shape("fig-prop", d) for d in (back, *legs)), Shape("fig-prop", _slab(left, right, top, 6))]


def step(row: Row, _joints: Joints) -> list[Shape]:
    left, right = row["x"]
    return [Shape("fig-prop", box(left, right, row["top"], 0))]


def wall(row: Row, _joints: Joints) -> list[Shape]:
    x, high = row["x"], row.get("top", WALL_TOP)
    return [Shape("fig-prop", box(x, x + row.get("wide", 7), high, 0))]


def mat(row: Row, _joints: Joints) -> list[Shape]:
    left, right = row["x"]
    return [Shape("fig-mat", _slab(left, right, 0, 3.2))]


def pad(row: Row, _joints: Joints) -> list[Shape]:
    left, right = row["x"]
    return [Shape("fig-prop", _slab(left, right, row.get("top", 5), 5))]


def bar(row: Row, _joints: Joints) -> list[Shape]:
    """A bar to hang from, seen from its end, on the post that carries it."""
    x, top = row["at"]
    arm = box(x, x + row.get("post", 46), top + 2, top - 2)
    post = box(x + row.get("post", 46) - 5, x + row.get("post", 46), top + 2, 0)
    return [Shape("fig-prop", arm), Shape("fig-prop", post), Shape("fig-iron", circle((x, top), 3.6))]


def handles(row: Row, _joints: Joints) -> list[Shape]:
    x, top = row["x"], row["top"]
    legs = [box(at, at + 3, top - 2, 0) for at in (x - 11, x + 8)]
    return [*(Shape("fig-iron", d) for d in legs), Shape("fig-iron", _slab(x - 14, x + 14, top, 4.5))]


def post(row: Row, _joints: Joints) -> list[Shape]:
    x = row["x"]
    return [Shape("fig-prop", box(x - 2.5, x + 2.5, row.get("top", WALL_TOP), 0))]


def barbell(row: Row, joints: Joints) -> list[Shape]:
    """Seen from its end: a plate, and the bar in the middle of it."""
    x, y = place(row, "on", joints)
    radius = row.get("radius", 15)
    return [Shape("fig-plate", circle((x, y), radius)), Shape("fig-iron", circle((x, y), 3))]


def kettlebell(row: Row, joints: Joints) -> list[Shape]:
    """Its handle is at the place, its bell below, or above with `up`."""
    x, y = place(row, "on", joints)
    down = -1 if row.get("up") else 1
    handle = line([(x - 5, y - 7 * down), (x - 4, y), (x + 4, y), (x + 5, y - 7 * down)])
    return [Shape("fig-rod", handle), Shape("fig-iron", circle((x, y - 12 * down), 8))]


def dumbbell(row: Row, joints: Joints) -> list[Shape]:
    x, y = place(row, "on", joints)
    grip = line([(x - 7, y), (x + 7, y)])
    heads = [capsule(((x + at, y + 3), 3.4), ((x + at, y - 3), 3.4)) for at in (-8, 8)]
    return [Shape("fig-rod", grip), *(Shape("fig-iron", d) for d in heads)]


def cuff(row: Row, joints: Joints) -> list[Shape]:
    """A weight round the lower shin."""
    side = row["on"]
    ankle, knee = joints.point(f"{side}_ankle"), joints.point(f"{side}_knee")
    one, two = mix(ankle, knee, 0.06), mix(ankle, knee, 0.26)
    return [Shape("fig-iron", capsule((one, 5.2), (two, 5.6)))]


def band(row: Row, joints: Joints) -> list[Shape]:
    return [Shape("fig-band", line([place(row, "from", joints), place(row, "to", joints)]))]


def strap(row: Row, joints: Joints) -> list[Shape]:
    """From the hands round the sole of a foot."""
    side = row["round"]
    toe, ankle = joints.point(f"{side}_toe"), joints.point(f"{side}_ankle")
    angle = degrees(atan2(toe[1] - ankle[1], toe[0] - ankle[0]))
    sole = [
        (toe[0] + by[0], toe[1] + by[1]) for by in (turned((-3, 4.5), angle), turned((-3.5, -4.5), angle))
    ]
    hand = joints.point(f"{row.get('hand', side)}_hand")
    return [Shape("fig-strap", line([hand, sole[0], sole[1], hand]))]


MAKERS: Mapping[str, Maker] = MappingProxyType(
    {
        maker.__name__: maker
        for maker in (
            band, bar, barbell, bench, chair, cuff, dumbbell, handles, kettlebell, mat, pad, post, step,
            strap, table, wall,
        )
    }
)  # fmt: skip
