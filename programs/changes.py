"""PURE: what a revision changed, in plain words for the client."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from programs.dosing import Work
from programs.words import Range, dose_in_words, kg_in_words, span


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of a plan. `key` is the same in every version that the line goes on in.

    `weeks` are its first and its last one, 0 for the last of the plan.
    """

    key: str
    exercise: int
    name: str
    work: Work
    weeks: tuple[int, int]
    growth: tuple[str, int, int] = ("", 0, 1)
    rest: int = 60
    tempo: str = ""
    note: str = ""
    block: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    starts_on: date
    weeks: int
    sessions_per_week: int
    rows: tuple[Row, ...]
    note: str = ""


def between(old: Version, new: Version) -> tuple[str, ...]:
    """One short sentence for each change, the schedule first; nothing where both ask the same."""
    return (*_schedule(old, new), *_rows(old.rows, new.rows), *_others(old, new))


def _schedule(old: Version, new: Version) -> Iterator[str]:
    if new.sessions_per_week != old.sessions_per_week:
        yield _("%(new)s sessions a week instead of %(old)s.") % {
            "new": new.sessions_per_week,
            "old": old.sessions_per_week,
        }
    if new.weeks != old.weeks:
        yield _("It runs %(new)s weeks instead of %(old)s.") % {"new": new.weeks, "old": old.weeks}
    if new.starts_on != old.starts_on:
        yield _("It starts on %(day)s.") % {"day": date_format(new.starts_on, "j F")}


def _rows(old: Sequence[Row], new: Sequence[Row]) -> Iterator[str]:
    before = {row.key: row for row in old}
    kept = {row.key for row in new}
    for row in old:
        if row.key not in kept:
            yield _("%(name)s is left out.") % {"name": row.name}
    for row in new:
        if was := before.get(row.key):
            yield from _row(was, row)
        else:
            yield _("New: %(name)s, %(dose)s.") % {"name": row.name, "dose": _dose(row.work)}


def _row(old: Row, new: Row) -> Iterator[str]:
    name = new.name
    if new.exercise != old.exercise:
        yield _("%(new)s instead of %(old)s: %(dose)s.") % {
            "new": name,
            "old": old.name,
            "dose": _dose(new.work),
        }
        return
    for words in (*_work(old.work, new.work), *_around(old, new)):
        yield _("%(name)s: %(change)s.") % {"name": name, "change": words}


def _work(old: Work, new: Work) -> Iterator[str]:
    if new.sets != old.sets:
        words = _("more sets, %(new)s") if new.sets > old.sets else _("fewer sets, %(new)s")
        yield words % {"new": new.sets}
    if new.reps != old.reps:
        yield _reps(old.reps, new.reps)
    if new.hold != old.hold:
        yield _hold(old.hold, new.hold)
    if new.load != old.load:
        yield _load(old.load, new.load)


def _around(old: Row, new: Row) -> Iterator[str]:
    if new.weeks != old.weeks:
        yield _weeks(*new.weeks)
    if new.growth != old.growth:
        yield _("it grows otherwise by the week") if new.growth[0] else _("it no longer grows by the week")
    if new.rest != old.rest:
        words = _("longer rest, %(rest)s s") if new.rest > old.rest else _("shorter rest, %(rest)s s")
        yield words % {"rest": new.rest}
    if new.tempo != old.tempo:
        yield _("tempo %(tempo)s") % {"tempo": new.tempo} if new.tempo else _("at your own tempo")
    if new.note != old.note:
        yield _("a new note") if new.note else _("the note is gone")


def _weeks(first: int, last: int) -> str:
    if not last:
        return _("from week %(first)s on") % {"first": first} if first > 1 else _("in all weeks")
    words = _("only in week %(first)s") if first == last else _("in weeks %(first)s to %(last)s")
    return words % {"first": first, "last": last}


def _others(old: Version, new: Version) -> Iterator[str]:
    kept = [row.key for row in new.rows]
    before = [row.key for row in old.rows]
    both = set(kept) & set(before)
    placed = [(row.key, row.block) for row in new.rows if row.key in both]
    if placed != [(row.key, row.block) for row in old.rows if row.key in both]:
        yield _("The exercises come in another order.")
    if new.note != old.note and new.note:
        yield _("There is a new word from your trainer.")


def _dose(work: Work) -> str:
    dose = dose_in_words(sets=work.sets, reps=work.reps, hold=work.hold)
    return f"{dose}, {kg_in_words(work.load)}" if work.load else dose


def _reps(old: Range, new: Range) -> str:
    if new[0] is None:
        return _("held now, instead of repeated")
    words = _("fewer repetitions, %(new)s") if _is_less(old, new) else _("more repetitions, %(new)s")
    return words % {"new": span(new)}


def _hold(old: Range, new: Range) -> str:
    if new[0] is None:
        return _("without holding")
    words = _("shorter holds, %(new)s s") if _is_less(old, new) else _("longer holds, %(new)s s")
    return words % {"new": span(new)}


def _is_less(old: Range, new: Range) -> bool:
    return old[0] is not None and (new[1] or 0, new[0] or 0) < (old[1] or 0, old[0])


def _load(old: Decimal | None, new: Decimal | None) -> str:
    if new is None:
        return _("without weight")
    words = _("lighter, %(new)s") if old is not None and new < old else _("heavier, %(new)s")
    return words % {"new": kg_in_words(new)}
