"""Lines of a plan with what was logged on them, as the rules of progression want them."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from programs.dosing import Work
from programs.matching import Movement
from programs.progression import Entry, Line, Person, Step, Variant, next_step
from tests.programs.library import exercise, movement
from tests.programs.people import READY

TODAY = date(2026, 12, 14)
REPS = Work(sets=3, reps=(10, 12))
HOLD = Work(sets=5, hold=(5, 5))
WEIGHT = Work(sets=3, reps=(10, 12), load=Decimal(20))
EASY: dict[str, Any] = {"sets_done": 3, "reached": 12, "effort": "easy", "pain": 0}
PERSON = Person(
    today=TODAY, is_closed=False, profile=READY, pain_limit=4, sessions_done=4, sessions_planned=6
)


def entry(number: int, work: Work = REPS, **told: Any) -> Entry:
    """Session `number`, two days after the one before; the fourth is today's. Easy and full unless told."""
    low, top = work.reps if work.counts == "reps" else work.hold
    fields = {"sets_asked": work.sets, "low": low, "top": top, **EASY, "sets_done": work.sets, "reached": top}
    day = TODAY - timedelta(days=2 * (4 - number))
    return Entry(session=number, day=day, work=work, **(fields | told))


def variant(slug: str) -> Variant:
    row = exercise(slug)
    dose = row["dose"]
    return Variant(
        movement=movement(slug),
        counts=dose["kind"],
        low=dose["low"],
        high=dose["high"],
        steady=row["balance"] == "low",
    )


def line(*entries: Entry, slug: str = "long-stance-lunge", work: Work = REPS, **fields: Any) -> Line:
    """The line of a library exercise with its own variants."""
    row = exercise(slug)
    own = {
        "key": "one",
        "name": row["name"],
        "block": "strength",
        "work": work,
        "own": variant(slug),
        "easier": variant(row["easier"]) if row["easier"] else None,
        "harder": variant(row["harder"]) if row["harder"] else None,
    }
    return Line(entries=entries, **(own | fields))


def step(of: Line, **person: Any) -> Step | None:
    return next_step(of, replace(PERSON, **person))


def without_kit(slug: str) -> Movement:
    return replace(movement(slug), equipment=frozenset({"unobtainium"}))
