"""PURE: a table of text, as spreadsheet programs write it, row by row under our names of its columns."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

SEPARATORS = ",;\t"
LONGEST_LINE = 20_000
LONGEST_CELL = 500
# Ours first; then what others call it.
CLIENT_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "full name", "client", "client name"),
    "first": ("first name", "given name"),
    "last": ("last name", "surname", "family name"),
    "email": ("email", "e-mail", "email address", "e-mail address", "mail"),
    "phone": ("phone", "telephone", "mobile", "phone number"),
    "zone": ("time zone", "timezone", "zone"),
}
VISIT_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "email": CLIENT_COLUMNS["email"],
    "name": CLIENT_COLUMNS["name"],
    "start": ("start", "starts at", "start time", "date and time"),
    "date": ("date", "day"),
    "time": ("time", "at"),
    "minutes": ("minutes", "duration", "length"),
    "service": ("service", "type", "appointment type"),
    "status": ("status", "state"),
}


class NoTable(Exception):
    """The text can't be read as such a table; the message says why, in words for a person."""

    def __init__(self, why: str, *, line: int = 0) -> None:
        self.why, self.line = why, line
        super().__init__(why)


@dataclass(frozen=True, slots=True)
class Row:
    """`line`: where it stands in the text, from 1. A column that is not there is ""."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")


def rows_of(lines: Iterable[str], columns: Mapping[str, tuple[str, ...]]) -> Iterator[Row]:
    """Every row that says something. Raises NoTable."""
    following = iter(lines)
    head = next((line for line in following if line.strip()), "").lstrip("\ufeff")
    separator = max(SEPARATORS, key=head.count)
    reader = csv.reader(_bounded(chain([head], following)), delimiter=separator, strict=True)
    try:
        names = [_known(cell, columns) for cell in next(reader, [])]
        if not any(names):
            raise NoTable("columns")
        if len(set(filter(None, names))) < len(list(filter(None, names))):
            raise NoTable("columns twice")
        for cells in reader:
            told = {name: cell.strip() for name, cell in zip(names, cells, strict=False) if name}
            if any(told.values()):
                yield Row(reader.line_num, told)
    except csv.Error as error:
        raise NoTable("quotes", line=reader.line_num) from error


def _known(cell: str, columns: Mapping[str, tuple[str, ...]]) -> str:
    said = " ".join(cell.replace("_", " ").split()).casefold()
    return next((name for name, words in columns.items() if said in words), "")


def _bounded(lines: Iterable[str]) -> Iterator[str]:
    for number, line in enumerate(lines, start=1):
        if len(line) > LONGEST_LINE:
            raise NoTable("long", line=number)
        yield line.replace("\0", "")
