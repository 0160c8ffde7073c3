"""A copy of everything that is kept about one person: a ZIP with a page to read, and the same as JSON.

What goes into it is the data policy's word: every health and contact column of every table that leads to the
person, and what the policy adds. A new table is in it as soon as the policy names it.
"""

import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Field, ForeignKey, Model
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from assessments.models import Client
from hipcoach.accounts.models import User
from hipcoach.environment import BASE_DIR
from hipcoach.pages.copied_words import Words, told_otherwise
from hipcoach.pages.records import mails_to, numbers_of
from hipcoach.pages.trail import Seen, all_seen
from hipcoach.privacy.policy import DataKind, Table, the_policy

LOOK = BASE_DIR / "static" / "css" / "data-copy.css"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One column in words: a text, several, or questions with their answers."""

    label: str
    text: str = ""
    items: Sequence[str] = ()
    pairs: Sequence[tuple[str, str]] = ()

    @classmethod
    def of(cls, label: str, words: Words) -> "Told":
        if isinstance(words, str):
            return cls(label=label, text=words)
        pairs = [each for each in words if isinstance(each, tuple)]
        return cls(label=label, pairs=pairs, items=[each for each in words if isinstance(each, str)])

    @property
    def as_json(self) -> Any:
        return self.text or (dict(self.pairs) if self.pairs else list(self.items))


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row: its columns as stored, and those that say something in words."""

    title: str
    stored: dict[str, Any]
    told: list[Told]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """The rows of one kind of data."""

    name: str
    kind: DataKind
    entries: list[Entry]


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """What is kept about one client with one trainer, or about the account."""

    title: str
    chapters: list[Chapter]


def copy_for(*, user: User, clients: Sequence[Client], tz: ZoneInfo, now: datetime) -> bytes:
    """The ZIP. Held in memory only."""
    with timezone.override(tz):
        books = [_book_of(client) for client in clients] + [_account(user)]
        seen = all_seen(clients=list(numbers_of(*clients)), user=user.pk, tz=tz)
        page = render_to_string(
            "data/copy.html", {"books": books, "seen": seen, "made_at": now, "zone": tz.key}
        )
        told = json.dumps(_as_json(books, seen, now=now), cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("my-data.html", page)
        archive.writestr("my-data.json", told)
        archive.writestr("look.css", LOOK.read_text("utf-8"))
    return packed.getvalue()


def _book_of(client: Client) -> Book:
    chapters = []
    for name, kind in the_policy().kinds.items():
        entries = [
            entry
            for label, table in the_policy().tables.items()
            if table.kind == name and table.of
            for entry in _entries(label, table, **{table.of: client.pk})
        ]
        if name == "mails":
            entries = _mails(client)
        if entries:
            chapters.append(Chapter(name=name, kind=kind, entries=entries))
    return Book(title=client.trainer.name, chapters=chapters)


def _account(user: User) -> Book:
    tables = {label: table for label, table in the_policy().tables.items() if table.of_user}
    entries = [
        entry
        for label, table in tables.items()
        for entry in _entries(label, table, **{table.of_user: user.pk})
    ]
    kind = the_policy().kinds["account"]
    return Book(title=_("Your account"), chapters=[Chapter(name="account", kind=kind, entries=entries)])


def _entries(label: str, table: Table, **whose: int) -> Iterator[Entry]:
    model = apps.get_model(label)
    fields = [model._meta.get_field(name) for name in table.copied]
    links = [field.name for field in fields if isinstance(field, ForeignKey)]
    for row in model._default_manager.filter(**whose).select_related(*links).order_by("pk"):
        yield _entry(row, [field for field in fields if isinstance(field, Field)])


def _entry(row: Model, fields: Sequence[Field[Any, Any]]) -> Entry:
    stored: dict[str, Any] = {"table": str(row._meta.verbose_name), "number": row.pk}
    told = []
    for field in fields:
        value = getattr(row, field.attname)
        stored[field.name] = (
            str(getattr(row, field.name)) if isinstance(field, ForeignKey) and value else value
        )
        if words := _words(row, field):
            told.append(Told.of(capfirst(str(field.verbose_name)), words))
    return Entry(title=capfirst(str(row._meta.verbose_name)), stored=stored, told=told)


def _words(row: Model, field: Field[Any, Any]) -> Words:
    value = getattr(row, field.name)
    if (otherwise := told_otherwise(row, field.name)) is not None:
        return otherwise
    if value is None or value in ("", [], {}):
        return ""
    if field.choices:
        return capfirst(str(getattr(row, f"get_{field.name}_display")()))
    return _plain_words(value)


def _plain_words(value: Any) -> Words:
    words: Words = str(value)
    match value:
        case bool():
            words = _("Yes") if value else _("No")
        case datetime():
            words = date_format(timezone.localtime(value), "j F Y, H:i")
        case date():
            words = date_format(value, "j F Y")
        case list():
            words = [str(each) for each in value]
        case dict():
            words = [(str(name), str(each)) for name, each in value.items()]
    return words


def _mails(client: Client) -> list[Entry]:
    """The list of mails: what for, to whom, when, and whether it went out."""
    return [
        Entry(
            title=mail.kind_name,
            stored={"kind": mail.kind_name, "to": mail.to, "when": mail.happened_at, "state": mail.state},
            told=[
                Told(label=_("To"), text=mail.to),
                Told(label=_("When"), text=date_format(timezone.localtime(mail.happened_at), "j F Y, H:i")),
                Told(label=_("State"), text=capfirst(str(mail.get_state_display()))),
            ],
        )
        for mail in mails_to(client).order_by("pk")
    ]


def _as_json(books: Sequence[Book], seen: Sequence[Seen], *, now: datetime) -> dict[str, Any]:
    return {
        "made_at": now,
        "records": [
            {
                "with": book.title,
                **{
                    chapter.name: [_row_as_json(entry) for entry in chapter.entries]
                    for chapter in book.chapters
                },
            }
            for book in books
        ],
        "who_saw_it": [
            {
                "day": each.day,
                "who": each.who,
                "what": [f"{deed.words} ({deed.times})" for deed in each.deeds],
            }
            for each in seen
        ],
    }


def _row_as_json(entry: Entry) -> dict[str, Any]:
    """As stored, and as told: the stored codes alone would say little to anybody else."""
    return entry.stored | {"in_words": {told.label: told.as_json for told in entry.told}}
