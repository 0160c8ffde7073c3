"""PURE: rounded shapes as the path data of an SVG. Points have y up; in the picture it points down.

The same shape is always written with the same commands, so that one path may move into another.
"""

from collections.abc import Iterable
from math import acos, atan2, cos, hypot, pi, sin

from programs.skeletons import Point

Circle = tuple[Point, float]


def capsule(one: Circle, two: Circle) -> str:
    """Two circles and everything between them."""
    (large, wide), (small, thin) = (one, two) if one[1] >= two[1] else (two, one)
    across, up = small[0] - large[0], small[1] - large[1]
    far = max(hypot(across, up), wide - thin + 0.01)
    direction = atan2(up, across)
    spread = acos(min((wide - thin) / far, 1.0))
    left, right = direction + spread, direction - spread
    return (
        f"M{on(large, wide, left)}L{on(small, thin, left)}"
        f"A{number(thin)} {number(thin)} 0 0 1 {on(small, thin, right)}"
        f"L{on(large, wide, right)}A{number(wide)} {number(wide)} 0 1 1 {on(large, wide, left)}Z"
    )


def circle(middle: Point, radius: float) -> str:
    r = number(radius)
    return (
        f"M{point((middle[0] - radius, middle[1]))}A{r} {r} 0 1 1 {point((middle[0] + radius, middle[1]))}"
        f"A{r} {r} 0 1 1 {point((middle[0] - radius, middle[1]))}Z"
    )


def line(points: Iterable[Point], *, closed: bool = False) -> str:
    return "M" + "L".join(map(point, points)) + ("Z" if closed else "")


def curve(start: Point, bend: Point, end: Point) -> str:
    return f"M{point(start)}Q{point(bend)} {point(end)}"


def box(left: float, right: float, top: float, bottom: float) -> str:
    return line([(left, top), (right, top), (right, bottom), (left, bottom)], closed=True)


def on(middle: Point, radius: float, angle: float) -> str:
    return point((middle[0] + cos(angle) * radius, middle[1] + sin(angle) * radius))


def arrow_head(tip: Point, before: Point, size: float) -> str:
    """An open arrow head at `tip`, coming from `before`."""
    direction = atan2(tip[1] - before[1], tip[0] - before[0])
    wings = [
        (tip[0] + cos(direction + turn) * size, tip[1] + sin(direction + turn) * size)
        for turn in (pi * 0.8, -pi * 0.8)
    ]
    return line([wings[0], tip, wings[1]])


def point(place: Point) -> str:
    return f"{number(place[0])} {number(-place[1])}"


def number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0") if round(value, 1) else "0"
