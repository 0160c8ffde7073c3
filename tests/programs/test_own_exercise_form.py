"""The form of an own exercise refuses what cannot be, and keeps what was typed."""

from typing import Any

import pytest
from django.test import Client as Browser

from programs.models import Exercise
from tests.programs.own import typed

pytestmark = pytest.mark.usefixtures("shelves")
NEW = "/desk/exercises/new/"


@pytest.mark.parametrize(
    "odd",
    [
        {"name": ""},
        {"name": "x" * 121},
        {"name": "nul \x00"},
        {"summary": "x" * 301},
        {"setup": ""},
        {"steps": " \n \n"},
        {"steps": "\n".join(f"Step {number}." for number in range(13))},
        {"steps": "x" * 10_000},
        {"cues": "nul \x00"},
        {"video_url": "http://example.com/"},
        {"video_url": "javascript:alert(1)"},
        {"video_url": "ftp://example.com/"},
        {"video_url": f"https://example.com/{'x' * 300}"},
        {"figure": "no-such"},
        {"equipment": ["moon-boots"]},
        {"cautions": ["gravity"]},
        {"level": "4"},
        {"level": "x"},
        {"balance": "none"},
        {"dose_kind": "minutes"},
        {"dose_low": "0"},
        {"dose_low": "11", "dose_high": "10"},
        {"dose_high": "101"},
        {"dose_kind": "hold", "dose_high": "601"},
        {"dose_high": str(10**25)},
        {"easier": "999999"},
        {"harder": "1\x00"},
        {"key": "not-a-key"},
        {"work-psoas-s": "boss"},
        {"work-psoas-s": "", "work-gluteus-medius-m": ""},
    ],
    ids=lambda odd: f"{odd}"[:40],
)
def test_what_cannot_be_is_refused_and_typed_text_stays(desk: Browser, odd: dict[str, Any]) -> None:
    response = desk.post(NEW, typed(caution_note="Stay near a wall.", **odd))
    assert response.status_code == 422
    page = response.content.decode()
    assert "Please look at this again" in page
    assert "Stay near a wall." in page
    assert not Exercise.objects.filter(owner__isnull=False).exists()


def test_an_empty_form_names_what_is_missing(desk: Browser) -> None:
    page = desk.post(NEW).content.decode()
    assert 'href="#id_name"' in page
    assert 'href="#id_steps"' in page


def test_lines_lose_their_blanks(desk: Browser) -> None:
    desk.post(NEW, typed(steps="  Lift   one knee. \r\n\r\n Lower it.\n"))
    assert Exercise.objects.get(owner__isnull=False).steps == ["Lift one knee.", "Lower it."]


def test_every_field_of_the_muscle_table_has_a_name_to_hear(desk: Browser) -> None:
    page = desk.get(NEW).content.decode()
    assert 'aria-label="psoas: knee above the hip"' in page
    assert 'aria-label="internal obliques: trunk"' in page


def test_markup_in_a_name_stays_text(desk: Browser) -> None:
    response = desk.post(NEW, typed(name="<b>Lift</b>"), follow=True)
    page = response.content.decode()
    assert "<b>Lift</b>" not in page
    assert "<title>&lt;b&gt;Lift&lt;/b&gt;</title>" in page
