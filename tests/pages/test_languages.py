"""The interface in another language: whatever a page still says in English was never given to translators."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from pprint import pformat
from typing import Any
from zoneinfo import available_timezones

import pytest
from django.apps import apps
from django.conf import LazySettings
from django.db.models import CharField, JSONField, TextField
from django.http import HttpResponse
from django.test import Client as Browser
from django.urls import reverse
from django.utils import translation
from django.utils.translation import trans_real
from django.utils.translation.trans_real import CONTEXT_SEPARATOR

from tests.pages.addresses import OPEN, PAGES, World
from tests.processes import ROOT

OPENED, CLOSED = "⟦", "⟧"
LANGUAGE = "xx"
SCRIPTS = sorted((ROOT / "static" / "js").rglob("*.js"))
# Between two pieces of a page.
SEAM = "\x00"
# What readers see besides the text: attributes, and what their browsers say for a page.
SPOKEN = ("title", "placeholder", "aria-label", "aria-description", "alt", "label")
# Names, units and signs that are the same in every language; a device keeps the words of its sign-in.
EVERYWHERE = re.compile(
    r"""HipCoach|A\ browser|mara-lind|SMS|WhatsApp|Google|Outlook|iCloud|TFL|QR|HTML|JSON|ZIP|CSV|UTC|A4
    |\b(?:cm|kg|s|min|px|h)\b|[\w.+-]+@[\w.-]+|https?://\S+|\w+\.test\b""",
    re.VERBOSE,
)
# What an authenticator app is told; any name may stand in it by chance.
SECRET = re.compile(r"\b[A-Z2-7]{32}\b")
WORD = re.compile(r"[^\W\d_]{2,}")


class Foreign(trans_real.DjangoTranslation):
    """A language in which each text is the English one between brackets: what was translated shows."""

    def gettext(self, message: str) -> str:
        words = message.rpartition(CONTEXT_SEPARATOR)[2]
        return f"{OPENED}{words}{CLOSED}" if words else words

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


class Texts(HTMLParser):
    """What people read or hear of a page, in pieces."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._hidden = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("script", "style"):
            self._hidden = tag
        names = [*SPOKEN, *(["content"] if given.get("name") == "description" else [])]
        names += ["value"] if given.get("type") in ("submit", "button") else []
        self.pieces += [given[name] or "" for name in names if name in given]

    def handle_endtag(self, tag: str) -> None:
        if tag == self._hidden:
            self._hidden = ""

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.pieces.append(data)


@pytest.fixture(autouse=True)
def foreign(monkeypatch: pytest.MonkeyPatch, settings: LazySettings, tmp_path: Path) -> Iterator[None]:
    """The site speaks it too, and asks each browser which language it wants."""
    (tmp_path / LANGUAGE / "LC_MESSAGES").mkdir(parents=True)
    (tmp_path / LANGUAGE / "LC_MESSAGES" / "django.mo").touch()
    settings.LOCALE_PATHS = [tmp_path]
    settings.LANGUAGES = [*settings.LANGUAGES, (LANGUAGE, "Bracketed")]
    monkeypatch.setitem(trans_real._translations, LANGUAGE, Foreign("en"))
    with translation.override(LANGUAGE):
        yield


def read(browser: Browser, address: str) -> HttpResponse:
    return browser.get(address, headers={"accept-language": LANGUAGE})


@pytest.mark.parametrize("persona", ["visitor", "client", "trainer", "owner"])
def test_nothing_on_a_page_is_fixed_to_english(world: World, persona: str) -> None:
    kept = re.compile("|".join(map(re.escape, sorted(_written_by_people(), key=len, reverse=True))))
    browser, found = world.browsers[persona], {}
    for name in PAGES:
        answer = read(browser, world.addresses[name])
        if answer.status_code != OPEN or not answer["Content-Type"].startswith("text/html"):
            continue
        texts = Texts()
        texts.feed(answer.content.decode())
        if left := [piece for piece in _untranslated(texts.pieces, kept) if WORD.search(piece)]:
            found[name] = left
    assert not found, pformat(found)


def test_no_mail_is_fixed_to_english(world: World) -> None:
    kept = re.compile("|".join(map(re.escape, sorted(_written_by_people(), key=len, reverse=True))))
    browser, found = world.browsers["trainer"], {}
    kinds = re.findall(
        r"/desk/mail/texts/([\w-]+)/", read(browser, world.addresses["mail_texts"]).content.decode()
    )
    assert len(set(kinds)) > 10
    for kind in kinds:
        answer = read(browser, reverse("mail_letter", args=[kind]))
        texts = Texts()
        texts.feed(answer.content.decode())
        if left := [piece for piece in _untranslated(texts.pieces, kept) if WORD.search(piece)]:
            found[kind] = left
    assert not found, pformat(found)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_takes_its_words_from_the_page(script: Path) -> None:
    assert re.findall(r"""["'`][A-Z][a-z]+ [a-z].*""", script.read_text("utf-8")) == []


def _untranslated(pieces: list[str], kept: re.Pattern[str]) -> list[str]:
    """What is left of them; a translated text may go on over several, as where a word of it is a link."""
    before, text = "", SECRET.sub("", SEAM.join(pieces))
    while before != text:
        before, text = text, re.sub(f"{OPENED}[^{OPENED}{CLOSED}]*{CLOSED}", "", text)
    return EVERYWHERE.sub("", kept.sub("", text)).split(SEAM)


def _written_by_people() -> set[str]:
    """Every text of the database, such as names and exercises, and the names of zones."""
    found: set[str] = set()
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, CharField | TextField | JSONField):
                for value in model._base_manager.values_list(field.attname, flat=True):
                    found |= set(_texts_in(value))
    zones = {zone.replace("_", " ") for zone in available_timezones()}
    return {text for text in found if WORD.search(text) and len(text) > 2} | zones


def _texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts_in(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts_in(each)


def test_english_stays_for_who_asks_for_it(world: World) -> None:
    page = world.browsers["visitor"].get(world.addresses["home"], headers={"accept-language": "en-US"})
    assert OPENED not in page.content.decode()
    assert page["Content-Language"] == "en"
