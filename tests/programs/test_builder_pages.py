"""The builder's pages, with scripts and without: every button, and nothing that cannot be."""

from typing import Any

import pytest
from django.test import Client as Browser

from assessments.models import Trainer
from programs.models import Template, TemplateItem
from tests.programs.building import (
    line_of,
    make_built,
    order_of,
    press,
    shared_exercise,
    typed_about,
    typed_line,
)

pytestmark = pytest.mark.usefixtures("shelves")


@pytest.fixture
def built(trainer: Trainer) -> Template:
    return make_built(trainer)


def edit(template: Template) -> str:
    return f"/desk/templates/{template.pk}/edit/"


def line_path(item: TemplateItem) -> str:
    return f"/desk/templates/{item.template_id}/lines/{item.pk}/"


def page(desk: Browser, template: Template) -> str:
    response = desk.get(edit(template))
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_shows_lines_minutes_and_gaps_with_what_would_close_them(
    desk: Browser, built: Template
) -> None:
    shown = page(desk, built)
    assert "about 9 minutes" in shown
    assert "nothing stretches psoas" in shown
    assert 'aria-label="Add Couch stretch"' in shown
    assert 'aria-label="Move Side plank up"' in shown


def test_an_empty_template_says_that_it_cannot_be_assigned(desk: Browser, trainer: Trainer) -> None:
    assert "this template cannot be assigned" in page(desk, make_built(trainer, []))


@pytest.mark.parametrize("htmx", [True, False], ids=["scripts", "no scripts"])
def test_every_button_acts_and_says_so(desk: Browser, built: Template, htmx: bool) -> None:
    bridge = line_of(built, "glute-bridge").pk
    stretch = shared_exercise("couch-stretch").pk
    presses: list[tuple[dict[str, Any], str]] = [
        ({"add": stretch}, "Couch stretch is added."),
        ({"down": bridge}, "Glute bridge: Strength, 2 of 2."),
        ({"up": bridge}, "Glute bridge: Strength, 1 of 2."),
        ({"take": shared_exercise("hip-thrust").pk, "line": bridge}, "Hip thrust stands here now."),
        ({"remove": bridge}, "Hip thrust is removed."),
    ]
    for button, words in presses:
        built.refresh_from_db()
        response = press(desk, built, htmx=htmx, **button)
        assert response.status_code == (200 if htmx else 302)
        assert words in (response.content.decode() if htmx else page(desk, built))
    assert order_of(built) == ["strength: hip-flexor-raise", "core: side-plank", "stretch: couch-stretch"]


def test_a_dropped_line_brings_the_whole_order(desk: Browser, built: Template) -> None:
    places = [f"{item.pk}:warm-up" for item in reversed(built.items.all())]
    response = press(desk, built, htmx=True, drop=line_of(built, "side-plank").pk, place=places)
    assert "Side plank: Warm-up, 1 of 3." in response.content.decode()
    assert order_of(built)[0] == "warm-up: side-plank"


@pytest.mark.parametrize("htmx", [True, False], ids=["scripts", "no scripts"])
def test_a_removed_line_can_be_undone(desk: Browser, built: Template, htmx: bool) -> None:
    before, item = order_of(built), line_of(built, "hip-flexor-raise")
    TemplateItem.objects.filter(pk=item.pk).update(load_kg="12.50", note="Slowly.")
    response = press(desk, built, htmx=htmx, remove=item.pk)
    shown = response.content.decode() if htmx else page(desk, built)
    token = shown.partition('name="put_back" value="')[2].partition('"')[0]
    built.refresh_from_db()
    press(desk, built, htmx=htmx, put_back=token)
    assert order_of(built) == before
    back = line_of(built, "hip-flexor-raise")
    assert (f"{back.load_kg}", back.note) == ("12.50", "Slowly.")


@pytest.mark.parametrize("htmx", [True, False], ids=["scripts", "no scripts"])
def test_a_line_is_saved_from_its_form(desk: Browser, built: Template, htmx: bool) -> None:
    item = line_of(built, "glute-bridge")
    assert desk.get(line_path(item)).status_code == 200
    headers = {"HX-Request": "true"} if htmx else {}
    sent = typed_line(item, sets=4, tempo="3 1 2", alternative=shared_exercise("hip-thrust").pk, block="core")
    response = desk.post(line_path(item), sent, headers=headers)
    assert response.status_code == (200 if htmx else 302)
    item.refresh_from_db()
    assert (item.sets, item.tempo, item.alternative) == (4, "3-1-2", shared_exercise("hip-thrust"))
    assert order_of(built)[-1] == "core: glute-bridge"


@pytest.mark.parametrize(
    "odd",
    [
        {"reps_low": "12", "reps_high": "10"},
        {"to_week": "7"},
        {"sets": "9" * 5000},
        {"note": "nul \x00"},
        {"alternative": "999999"},
        {"alternative": str(10**30)},
        {"version": "x"},
        {"version": str(10**30)},
        {"version": ""},
    ],
    ids=lambda odd: f"{odd}"[:30],
)
def test_what_cannot_be_on_a_line_is_told_and_typed_text_stays(
    desk: Browser, built: Template, odd: dict[str, str]
) -> None:
    item = line_of(built, "glute-bridge")
    response = desk.post(line_path(item), typed_line(item, tempo="3-1-2", **odd))
    assert response.status_code == 422
    assert 'value="3-1-2"' in response.content.decode()
    assert TemplateItem.objects.get(pk=item.pk).tempo == ""


@pytest.mark.parametrize(
    "odd",
    [
        {"name": ""},
        {"name": "x" * 121},
        {"name": "nul \x00"},
        {"summary": "x" * 601},
        {"weeks": "0"},
        {"weeks": "53"},
        {"weeks": "-1"},
        {"sessions_per_week": "15"},
        {"sessions_per_week": "9" * 5000},
        {"seated_hours_from": "25"},
        {"for_grades": ["pain_stop"]},
        {"for_grades": ["superb"]},
        {"experience": ["godlike"]},
        {"equipment": ["moon-boots"]},
        {"aim": "kept"},
        {"version": ""},
    ],
    ids=lambda odd: f"{odd}"[:30],
)
def test_what_cannot_be_about_a_template_is_told_and_typed_text_stays(
    desk: Browser, built: Template, odd: dict[str, Any]
) -> None:
    response = desk.post(edit(built), typed_about(built, client_summary="Calm weeks.", **odd))
    assert response.status_code == 422
    assert "Calm weeks." in response.content.decode()
    assert Template.objects.get(pk=built.pk).client_summary == ""


def test_all_that_a_template_says_of_itself_is_kept(desk: Browser, built: Template) -> None:
    sent = typed_about(
        built,
        name="Desk days",
        for_grades=["full", "limited"],
        watch="on",
        seated_hours_from="6",
        experience=["new"],
        equipment=["band", "chair"],
        aim="nothing",
    )
    assert desk.post(edit(built), sent, headers={"HX-Request": "true"}).status_code == 200
    built.refresh_from_db()
    assert (built.name, built.for_grades, built.must_cover) == ("Desk days", ["full", "limited"], [])
    assert built.conditions == {
        "watch": True,
        "screen_clear": False,
        "seated_hours_from": 6,
        "experience": ["new"],
        "equipment": ["band", "chair"],
    }
    assert "still missing" not in page(desk, built).lower()


@pytest.mark.parametrize(
    "odd",
    [
        {},
        {"add": ""},
        {"add": "x"},
        {"add": "1\x00"},
        {"add": str(10**30)},
        {"up": "-1"},
        {"remove": "1 OR 1=1"},
        {"put_back": "forged"},
        {"take": "1"},
        {"drop": "1", "place": "nonsense"},
        {"add": "1", "version": ""},
        {"add": "1", "version": str(10**30)},
    ],
    ids=lambda odd: f"{odd}"[:30],
)
def test_what_no_button_sends_is_rejected(desk: Browser, built: Template, odd: dict[str, str]) -> None:
    assert press(desk, built, **odd).status_code == 400
    assert Template.objects.get(pk=built.pk).version == built.version


@pytest.mark.parametrize("button", [{"add": 10**9}, {"up": 10**9}, {"remove": 10**9}], ids=str)
def test_a_number_of_nothing_is_not_found(desk: Browser, built: Template, button: dict[str, int]) -> None:
    assert press(desk, built, **button).status_code == 404


def test_the_library_beside_it_is_searched(desk: Browser, built: Template) -> None:
    path = f"/desk/templates/{built.pk}/shelf/"
    shown = desk.get(path, {"q": "squat", "kit": "barbell"}).content.decode()
    assert "Add Back squat" in shown
    assert "Add Goblet squat" not in shown
    bridge = line_of(built, "glute-bridge").pk
    assert "Take Back squat" in desk.get(path, {"q": "squat", "instead": bridge}).content.decode()
    for odd in ("x", "²", "-1", str(10**30), "1\x00"):
        assert desk.get(path, {"instead": odd, "q": odd}).status_code == 200


def test_a_new_template_leads_to_its_builder(desk: Browser, trainer: Trainer) -> None:
    new = "/desk/templates/new/"
    assert desk.get(new).status_code == 200
    response = desk.post(new, {"name": "Two weeks", "sessions_per_week": 2, "weeks": 2})
    assert response["Location"] == edit(trainer.templates.get())
    assert desk.post(new, {"name": "", "sessions_per_week": 2, "weeks": 99}).status_code == 422
    assert trainer.templates.count() == 1
