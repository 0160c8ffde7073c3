"""The sheet of figures: up to date with the poses, in the colours of pages, and keeping lists light."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client as Browser

from programs import drawings
from programs.figure_sheet import LOOKS

STATIC = Path(settings.BASE_DIR) / "static"
CSS = (STATIC / "css" / "figures.css").read_text(encoding="utf-8")


def test_the_file_is_what_the_poses_give() -> None:
    """Otherwise: manage.py draw_figures."""
    assert (STATIC / drawings.SHEET).read_text(encoding="utf-8") == drawings.sheet()


def test_every_colour_is_one_that_pages_know() -> None:
    tokens = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8")
    named = {name for look in LOOKS.values() for name in re.findall(r"var\((--[\w-]+)\)", look)}
    assert {name for name in named if f"{name}:" not in tokens} == set()
    assert {name for name in named if f"var({name})" not in CSS} == set()


def test_every_look_is_said_in_the_pages_rules_too() -> None:
    assert {look for look in LOOKS if f".{look.replace(' ', '.')}" not in CSS} == set()


def test_a_figure_of_the_sheet_has_a_name_and_keeps_its_place() -> None:
    figure = drawings.of_sheet("goblet-squat", title="<b>Squat</b>")
    assert "<title>&lt;b&gt;Squat&lt;/b&gt;</title>" in figure
    assert "#goblet-squat" in figure
    assert drawings.of_sheet("no-such", title="x") == ""
    assert re.search(r"\.fig\.is-of-sheet \{ aspect-ratio: 1;", CSS)


@pytest.mark.usefixtures("shelves")
def test_the_librarys_page_is_light(desk: Browser) -> None:
    page = desk.get("/desk/exercises/").content
    assert page.count(b'<use href="/static/img/figures') == 35
    assert len(page) < 60_000
