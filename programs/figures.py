"""PURE: pose -> SVG drawing of the movement.

A movement is two poses and the things around them. The drawing shows the end, with the start behind it as a
shadow; a moving one also holds the way from one to the other, which the page shows only to whoever has not
asked for less motion. Colours are classes (`fig-…`), so a page's own light and dark apply.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from programs import props, skeletons
from programs.bodies import person, skull
from programs.paths import arrow_head, curve, number
from programs.props import Shape
from programs.skeletons import LEGS, Body, Joints, Point, mix

# Shares of the way at which it is drawn; between them the browser goes straight, so arcs need a few.
SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
# Out, a pause, back, a pause: slow at both ends.
TIMES = ("0", ".08", ".17", ".24", ".31", ".4", ".62", ".71", ".78", ".85", ".94", "1")
SECONDS = 4
ARROW_SHARES = (0.15, 0.5, 0.9)
MARGIN, SMALLEST = 9.0, 128.0
# Room round joints for flesh, and for a head.
FLESH, HEAD = 11.0, 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """`arrow` names the place of the body (`of`) whose way is drawn, and how far beside it (`by`)."""

    start: Body
    end: Body
    props: tuple[Mapping[str, Any], ...] = ()
    is_front: bool = False
    arrow: Mapping[str, Any] | None = None

    @property
    def is_still(self) -> bool:
        return self.start == self.end

    def frames(self) -> tuple[Joints, ...]:
        """The joints from start to end."""
        return tuple(map(self.at, SHARES))

    def at(self, share: float) -> Joints:
        between = skeletons.between(self.start, self.end, share, is_front=self.is_front)
        return skeletons.joints(between, is_front=self.is_front)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """`still` and `moving` are the same person and things; a page shows one of them."""

    view: str
    still: str
    moving: str


def read(row: Mapping[str, Any]) -> Movement:
    """A movement from its data: `start`, `end` (only what changes), `props`, `view`, `arrow`."""
    start = skeletons.read(row["start"])
    return Movement(
        start=start,
        end=skeletons.read(row.get("end", {}), before=start),
        props=tuple(row.get("props", ())),
        is_front=row.get("view") == "front",
        arrow=row.get("arrow"),
    )


def draw(movement: Movement) -> Drawing:
    frames = movement.frames()
    return Drawing(
        view=_view(movement, frames),
        still=_still(movement, frames),
        moving="" if movement.is_still else _moving(movement, frames),
    )


def svg(drawing: Drawing, *, title: str, moving: bool = False) -> str:
    """The drawing as an image with a name. `moving` adds the way between the poses."""
    way = f'<g class="fig-moving">{drawing.moving}</g>' if moving and drawing.moving else ""
    return (
        f'<svg class="fig" role="img" viewBox="{drawing.view}" focusable="false">'
        f'<title>{escape(title)}</title><path class="fig-floor" d="M-400 0H400"/>'
        f'<g class="fig-still">{drawing.still}</g>{way}</svg>'
    )


def _still(movement: Movement, frames: tuple[Joints, ...]) -> str:
    start, end = frames[0], frames[-1]
    shadow = (
        "" if movement.is_still else "".join(shape.d for shape in person(start, is_front=movement.is_front))
    )
    behind = f'<path class="fig-shadow" d="{shadow}"/>' if shadow else ""
    arrow = _path(_arrow(movement, movement.arrow)) if movement.arrow else ""
    back, front = _split(movement, end)
    whole = (*back, *person(end, is_front=movement.is_front), *front)
    return behind + "".join(map(_path, whole)) + arrow


def _moving(movement: Movement, frames: tuple[Joints, ...]) -> str:
    scenes = []
    for frame in frames:
        back, front = _split(movement, frame)
        scenes.append((*back, *person(frame, is_front=movement.is_front), *front))
    return "".join(_animated(shape_over_time) for shape_over_time in zip(*scenes, strict=True))


def _animated(shapes: tuple[Shape, ...]) -> str:
    ways = [shape.d for shape in shapes]
    if len(set(ways)) == 1:
        return _path(shapes[0])
    values = ";".join((ways[0], *ways, ways[-1], *ways[-2::-1], ways[0]))
    return (
        f'<path class="{shapes[0].look}" d="{ways[0]}"><animate attributeName="d" dur="{SECONDS}s" '
        f'repeatCount="indefinite" keyTimes="{";".join(TIMES)}" values="{values}"/></path>'
    )


def _path(shape: Shape) -> str:
    return f'<path class="{shape.look}" d="{shape.d}"/>'


def _split(movement: Movement, joints: Joints) -> tuple[list[Shape], list[Shape]]:
    """The things behind the body, and those before it."""
    back: list[Shape] = []
    front: list[Shape] = []
    for row in movement.props:
        (front if row.get("front") else back).extend(props.shapes(row, joints))
    return back, front


def _arrow(movement: Movement, row: Mapping[str, Any]) -> Shape:
    """A curve beside the way of one place, a little shorter than it."""
    by = row.get("by", (0, 0))
    way = [movement.at(share).point(row["of"]) for share in ARROW_SHARES]
    start, halfway, end = ((x + by[0], y + by[1]) for x, y in way)
    bend = mix(mix(start, end, 0.5), halfway, 2)
    return Shape("fig-arrow", curve(start, bend, end) + arrow_head(end, bend, 7))


def _view(movement: Movement, frames: tuple[Joints, ...]) -> str:
    """A square round everything that is ever drawn, with the floor in it."""
    places = [place for frame in (frames[0], frames[-1]) for place in _outline(frame)]
    xs = [x for x, _y in places] + [x for row in movement.props for x in _wide(row)]
    ys = [y for _x, y in places] + [0.0] + [y for row in movement.props for y in _high(row)]
    left, right, low, high = min(xs), max(xs), min(ys), max(ys)
    size = max(right - left, high - low, SMALLEST) + 2 * MARGIN
    x, top = (left + right - size) / 2, (low + high + size) / 2
    return f"{number(x)} {number(-top)} {number(size)} {number(size)}"


def _outline(joints: Joints) -> Iterable[Point]:
    for x, y in (place for limb in joints.limbs.values() for place in limb):
        yield from ((x - FLESH, max(y - FLESH, 0)), (x + FLESH, y + FLESH))
    for name in LEGS:
        yield joints.point(name.replace("leg", "toe"))
    x, y = skull(joints)
    yield from ((x - HEAD, y - HEAD), (x + HEAD, y + HEAD))


def _wide(row: Mapping[str, Any]) -> Iterable[float]:
    x = row.get("x", ())
    return x if isinstance(x, list | tuple) else (x - 3, x + 8)


def _high(row: Mapping[str, Any]) -> Iterable[float]:
    return (row["top"],) if "top" in row else (row["at"][1] + 6,) if "at" in row else ()
