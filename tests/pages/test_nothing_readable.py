"""What somebody with the database in their hands can read: nothing about health, ever; nobody erased, at all.

On SQLite the bytes of the file and its log are searched, on PostgreSQL every column of every table as text.
"""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client as Browser

from assessments.models import Appointment, Client, Service
from hipcoach.accounts.models import DeviceSession
from hipcoach.mail.delivery import sweep
from hipcoach.pages import erasing
from hipcoach.pages.demo.story import make
from hipcoach.privacy.rotation import sealed_columns
from programs.models import Exercise, Template, TemplateItem
from tests.accounts.hands import ask_code
from tests.assessments.desks import desk_of
from tests.conftest import Figure
from tests.pages.demo_world import NOW
from tests.pages.whole_life import (
    CONTACT_WORDS,
    HEALTH_WORDS,
    NAME,
    live,
    logged_by_the_office,
    signed_in,
)

pytestmark = pytest.mark.django_db(transaction=True)
WEEK = timedelta(days=7)


def everything_stored() -> bytes:
    """All that lies in the database, lower case, as it lies there."""
    if connection.vendor == "sqlite":
        connection.close()
        name = Path(str(connection.settings_dict["NAME"]))
        files = (name, *(name.with_name(f"{name.name}{end}") for end in ("-wal", "-journal")))
        return b"".join(file.read_bytes() for file in files if file.exists()).lower()
    return "\n".join(_texts()).lower().encode()


def _texts() -> Iterator[str]:
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" AS t')
            yield from (row[0] for row in cursor.fetchall())


def found_in(stored: bytes, words: tuple[str, ...]) -> list[str]:
    """Also as base64 or URL encoding would write them."""
    ways = {word: {word, urlencode({"": word})[1:], word.encode().hex()} for word in words}
    return [word for word, forms in ways.items() if any(form.lower().encode() in stored for form in forms)]


@pytest.fixture
def world(service: Service, shelves: None, now: datetime, settings: LazySettings) -> Client:
    """A whole life, mails sent as files, a browser signed in, a code asked for, every page looked at."""
    settings.EMAIL_BACKEND = "hipcoach.mail.backends.EmlFolderBackend"
    client = live(service, now=now)
    phone, desk = signed_in(client), desk_of(service.trainer)
    logged_by_the_office(client, by=service.trainer.user)
    ask_code(Browser(), client.email)
    visit = client.appointments.order_by("start")[0]
    for browser, addresses in (
        (phone, ("/me/", "/me/results/", "/me/plan/", "/me/intake/", "/me/data/")),
        (
            desk,
            ("/desk/", "/desk/clients/", f"/desk/clients/{client.pk}/", f"/desk/appointments/{visit.pk}/"),
        ),
    ):
        for address in addresses:
            assert browser.get(address).status_code == 200, address
    phone.post("/me/data/copy/")
    sweep(now)
    return client


def test_nothing_about_health_is_readable_in_the_database(world: Client, figure: Figure) -> None:
    stored = everything_stored()
    assert found_in(stored, CONTACT_WORDS) == list(CONTACT_WORDS), "The search would find what is there."
    found = found_in(stored, HEALTH_WORDS)
    figure(f"Planted words about health in a dump: {len(found)} of {len(HEALTH_WORDS)}.")
    assert found == []


def test_nor_in_the_logs_the_mails_the_cache_or_any_other_file(
    world: Client, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    files = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()).lower()
    assert files, "Mails were written."
    # The code itself is what the mail is for.
    assert found_in(files, tuple(word for word in HEALTH_WORDS if word != "secretmail")) == []
    assert found_in(caplog.text.lower().encode(), (*HEALTH_WORDS, *CONTACT_WORDS)) == []


def test_after_erasing_nothing_of_the_client_is_anywhere(
    world: Client, now: datetime, tmp_path: Path, caplog: pytest.LogCaptureFixture, figure: Figure
) -> None:
    caplog.set_level(logging.INFO)
    erasing.ask(client=world, by=world.user, reason=erasing.Reason.CLIENT, now=now)
    sweep(now)
    assert erasing.carry_out_due(now + WEEK) == 1
    sweep(now + WEEK)
    words = (*HEALTH_WORDS, *CONTACT_WORDS)
    found = found_in(everything_stored(), words)
    figure(f"Planted words of a client in a dump after erasing: {len(found)} of {len(words)}.")
    assert found == []
    for file in tmp_path.rglob("*"):
        if file.is_file() and "sqlite" not in file.name:
            assert found_in(file.read_bytes().lower(), words) == [], file.name
    assert found_in(caplog.text.lower().encode(), words) == []
    assert Appointment.objects.count() == 2


def test_the_mail_about_a_cancelled_hour_names_nobody(world: Client, now: datetime, tmp_path: Path) -> None:
    erasing.ask(client=world, by=world.user, reason=erasing.Reason.CLIENT, now=now)
    erasing.carry_out_due(now + WEEK)
    before = set(tmp_path.rglob("*.eml"))
    sweep(now + WEEK)
    new = [file.read_text("utf-8") for file in tmp_path.rglob("*.eml") if file not in before]
    assert [text for text in new if "Erased client" in text]
    assert not [text for text in new if NAME in text]


def test_the_whole_demo_holds_no_answer_note_or_reason_in_clear(
    settings: LazySettings, figure: Figure
) -> None:
    settings.DEBUG = True
    make(now=NOW)
    said = {
        text
        for column in sealed_columns()
        for value in column.model._base_manager.values_list(column.name, flat=True)
        if column.model is not DeviceSession
        for text in texts_in(value)
    }
    # Some are nobody's own: the names of exercises, and what a template says of each.
    known = str([*(row for model in (Exercise, Template, TemplateItem) for row in model.objects.values())])
    own = tuple(text for text in said if text not in known)
    assert len(own) > 50
    found = found_in(everything_stored(), own)
    figure(f"Sentences of the demo's people in a dump: {len(found)} of {len(own)}.")
    assert found == []


def texts_in(value: object) -> Iterator[str]:
    """The words somebody would write. No codes, which stand everywhere, and no phone numbers: the invented
    people have the same by chance."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from texts_in(each)
    elif isinstance(value, str) and len(value.split()) > 2 and not value.startswith("+"):
        yield value
