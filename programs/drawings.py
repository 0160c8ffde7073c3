"""Figures by name: the poses of `content/poses.json`, drawn once in each process."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from django.templatetags.static import static
from django.utils.safestring import SafeString

from programs import figure_sheet, figures
from programs.figures import Drawing, Movement

SHEET = "img/figures.svg"
POSES = Path(__file__).parent / "content" / "poses.json"


@cache
def movements() -> Mapping[str, Movement]:
    rows = json.loads(POSES.read_text(encoding="utf-8"))
    return {name: figures.read(row) for name, row in rows.items()}


def drawn(name: str, *, title: str, moving: bool = False) -> SafeString:
    """The figure as part of a page, or nothing when there is none of this name. The title is escaped."""
    if name not in movements():
        return SafeString("")
    return SafeString(figures.svg(_drawing(name), title=title, moving=moving))


def of_sheet(name: str, *, title: str) -> SafeString:
    """The figure standing still, from the one file that holds them all; nothing when there is none."""
    if name not in movements():
        return SafeString("")
    return SafeString(figure_sheet.shown(name, title=title, address=static(SHEET)))


def sheet() -> str:
    """What the file `SHEET` must hold."""
    return figure_sheet.sheet({name: _drawing(name) for name in movements()})


@cache
def _drawing(name: str) -> Drawing:
    return figures.draw(movements()[name])
