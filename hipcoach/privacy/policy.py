"""The data policy, read from data_policy.toml: kinds, periods, and every table's columns by class."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

FILE = Path(__file__).with_name("data_policy.toml")


class DataClass(StrEnum):
    HEALTH = "health"
    CONTACT = "contact"
    ACCOUNT = "account"
    OPERATIONAL = "operational"


class Erase(StrEnum):
    DELETED = "deleted"
    EMPTIED = "emptied"
    KEPT = "kept"


class About(StrEnum):
    CLIENTS = "clients"
    TRAINERS = "trainers"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class DataKind:
    """One kind of data, in the words that people read; `about`: whose it is."""

    title: str
    what: str
    why: str
    keep: str
    erase: Erase
    erase_words: str
    about: About


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """What goes by itself after `days`; a setting of that name has the last word."""

    days: int
    setting: str
    what: str
    then: str

    @property
    def lasts(self) -> timedelta:
        return timedelta(days=getattr(settings, self.setting) if self.setting else self.days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One model: the class of each column, the lookup to its client or user, what a copy holds."""

    kind: str
    of: str
    of_user: str
    classes: Mapping[str, DataClass]
    listed: int
    copied: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """`plain`: the reason why a column is not encrypted, by its name such as "assessments.Client.name"."""

    kinds: Mapping[str, DataKind]
    periods: Mapping[str, Period]
    plain: Mapping[str, str]
    tables: Mapping[str, Table]


@cache
def the_policy() -> Policy:
    return read(FILE.read_text("utf-8"))


def read(text: str) -> Policy:
    """Raises KeyError, ValueError or TypeError where a part is missing or unknown."""
    content = tomllib.loads(text)
    return Policy(
        kinds={name: _kind(**kind) for name, kind in content["kinds"].items()},
        periods={name: _period(**period) for name, period in content["periods"].items()},
        plain={column: group["why"] for group in content["plain"].values() for column in group["columns"]},
        tables={label: _table(**table) for label, table in content["models"].items()},
    )


def _kind(*, erase: str, erase_words: str = "", about: str = About.CLIENTS, **words: str) -> DataKind:
    return DataKind(erase=Erase(erase), erase_words=erase_words, about=About(about), **words)


def _period(*, days: int, what: str, then: str, setting: str = "") -> Period:
    return Period(days=days, setting=setting, what=what, then=then)


def _table(*, kind: str, of: str = "", of_user: str = "", **lists: Any) -> Table:
    copied_too = lists.pop("copied_too", [])
    classes = {column: DataClass(name) for name, columns in lists.items() for column in columns}
    told = {DataClass.HEALTH, DataClass.CONTACT}
    return Table(
        kind=kind,
        of=of,
        of_user=of_user,
        classes=classes,
        listed=sum(map(len, lists.values())),
        copied=(*copied_too, *(column for column, data_class in classes.items() if data_class in told)),
    )
