"""PURE: from what was logged on a line of a plan to one small step on, or one step back.

Source: DOMAIN, "Dose": fill the range of repetitions (or the hold) in two sessions at easy effort and without
pain, then add load (2-10 %) or take the harder variant. Cramp: shorter holds. Leaning back: the supported
variant. Pain: back off. Missed sessions: stay. How big each step is, is a trainer's convention, kept here.
Nothing is ever suggested behind a closed screen, after a pain stop, or in pregnancy.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from programs import matching
from programs.dosing import NO_RANGE, Work
from programs.matching import Movement, Profile
from programs.reasons import Text
from programs.words import Range, kg_in_words, span

RULE_VERSION = 1

FILLED_TIMES = 2
# Two sessions further apart than this, or older, do not show what is easy today.
LATELY = timedelta(days=14)
LEAST_MORE, AIM_MORE, MOST_MORE = Decimal("1.02"), Decimal("1.05"), Decimal("1.10")
LEAST_LESS, AIM_LESS, MOST_LESS = Decimal("0.98"), Decimal("0.90"), Decimal("0.85")
# What weights can usually be changed by, in kg, the coarsest first.
PLATES = (Decimal("2.5"), Decimal(1), Decimal("0.5"), Decimal("0.25"))
MOST_KG = 500
REPS_STEP, HOLD_STEP = 2, 5
SHORTEST_HOLD, FEWEST_REPS = 2, 4
# Beyond an exercise's own range, where there is neither load nor a variant: so far and no further.
MOST_REPS = 15
MOST_HOLD = {"strength": 15, "core": 30}


class Kind(StrEnum):
    LOAD = "load"
    REPS = "reps"
    HOLD = "hold"
    SETS = "sets"
    HARDER = "harder"
    EASIER = "easier"
    SUPPORT = "support"


class Cause(StrEnum):
    FILLED = "filled"
    PAIN = "pain"
    CRAMP = "cramp"
    LEANED = "leaned"


class Where(StrEnum):
    """Whose the pain of an entry is: this line's, the session's without a place, or another line's."""

    HERE = "here"
    SOMEWHERE = "somewhere"
    ELSEWHERE = "elsewhere"


# What may go without asking, where a trainer has chosen so; a change of the exercise never does.
SMALL = frozenset({Kind.LOAD, Kind.REPS, Kind.HOLD})


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """An exercise with its own range; `counts` is reps or hold, `steady` asks for little balance."""

    movement: Movement
    counts: str
    low: int
    high: int
    steady: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What was done on this line in one session, with what was asked on that day.

    `reached` is what the weakest set reached, if it was told. `pain` is None when nobody told.
    """

    session: int
    day: date
    work: Work
    sets_asked: int
    low: int
    top: int
    sets_done: int
    reached: int | None = None
    effort: str = ""
    pain: int | None = None
    where: Where = Where.HERE
    cramp: bool = False
    leaned: bool = False
    skipped: str = ""

    @property
    def is_filled(self) -> bool:
        """Ticked sets without a number are taken for the low end of what was asked."""
        reached = self.low if self.reached is None else self.reached
        return self.sets_done >= self.sets_asked and reached >= self.top

    @property
    def is_easy(self) -> bool:
        """Told to be easy and free of pain; what was not told is not guessed."""
        return self.effort == "easy" and self.pain == 0 and not (self.cramp or self.leaned or self.skipped)

    @property
    def says_something(self) -> bool:
        return self.sets_done > 0 or self.skipped in {"pain", "hard"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the plan with its entries since the last decision on it, the oldest first.

    `easier` and `harder` are None where there is none, or where the plan already holds it.
    """

    key: str
    name: str
    block: str
    work: Work
    own: Variant
    easier: Variant | None = None
    harder: Variant | None = None
    is_supported: bool = False
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who follows the plan. `sessions_done` of `sessions_planned` are those of the last two weeks."""

    today: date
    is_closed: bool
    profile: Profile
    pain_limit: int
    sessions_done: int
    sessions_planned: float

    @property
    def missed_sessions(self) -> bool:
        return self.sessions_done * 2 < self.sessions_planned

    def can_do(self, variant: Variant) -> bool:
        return matching.is_possible(variant.movement, self.profile)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What a line would ask next, and why. `variant` is the slug of another exercise, if it changes."""

    key: str
    kind: Kind
    cause: Cause
    work: Work
    variant: str = ""
    sessions: tuple[int, ...]
    reason: Text

    @property
    def is_small(self) -> bool:
        return self.kind in SMALL

    @property
    def is_back(self) -> bool:
        return self.cause != Cause.FILLED


def next_step(line: Line, person: Person) -> Step | None:
    """The one step that what was logged speaks for, or None."""
    if person.is_closed or person.profile.trainer_chooses:
        return None
    told = [entry for entry in line.entries if entry.work == line.work and entry.says_something]
    if not told:
        return None
    if cause := _why_back(told, person):
        return next(_back(line, person, cause, told[-1]), None)
    if person.missed_sessions or not _is_filled_twice(told, person):
        return None
    return next(_on(line, person, told), None)


def _why_back(told: Sequence[Entry], person: Person) -> Cause | None:
    latest = told[-1]
    if latest.skipped == "pain" or _pain_of(latest) >= person.pain_limit:
        return Cause.PAIN
    if len(told) > 1 and all(_pain_of(entry) > 0 for entry in told[-2:]):
        return Cause.PAIN
    if latest.cramp:
        return Cause.CRAMP
    return Cause.LEANED if latest.leaned else None


def _pain_of(entry: Entry) -> int:
    return 0 if entry.where == Where.ELSEWHERE else entry.pain or 0


def _is_filled_twice(told: Sequence[Entry], person: Person) -> bool:
    """Two days in a row, both lately: a session logged twice on one day is one."""
    by_day = {entry.day: entry for entry in told}
    last = [by_day[day] for day in sorted(by_day)[-FILLED_TIMES:]]
    recent = {entry.day for entry in last}
    return (
        len(last) == FILLED_TIMES
        and person.today - min(recent) <= LATELY
        and all(entry.is_filled and entry.is_easy for entry in told if entry.day in recent)
    )


def _on(line: Line, person: Person, told: Sequence[Entry]) -> Iterator[Step]:
    """Ways on, the first is taken. Stretches stay as they are."""
    if line.block == "stretch":
        return
    days = sorted({entry.day for entry in told})[-FILLED_TIMES:]
    sessions = tuple(entry.session for entry in told if entry.day in days)

    def step(kind: Kind, work: Work, change: Text, variant: str = "") -> Step:
        reason = format_lazy(_("Twice all of it, easy and without pain: {change}."), change=change)
        return Step(
            key=line.key,
            kind=kind,
            cause=Cause.FILLED,
            work=work,
            variant=variant,
            sessions=sessions,
            reason=reason,
        )

    work = line.work
    own_top = line.own.high if line.own.counts == work.counts else 0
    if more := _longer(work, most=own_top):
        yield step(*more)
    if kg := heavier(work.load):
        yield step(Kind.LOAD, replace(work, load=kg), _kg(kg, work))
    if line.harder and person.can_do(line.harder):
        yield step(
            Kind.HARDER,
            _work_of(line.harder, work),
            format_lazy(_("time for {name}"), name=line.harder.movement.name),
            line.harder.movement.slug,
        )
    most = MOST_HOLD.get(line.block, 0) if work.counts == Kind.HOLD else MOST_REPS
    if work.load is None and (more := _longer(work, most=most)):
        yield step(*more)


def _back(line: Line, person: Person, cause: Cause, latest: Entry) -> Iterator[Step]:
    """Ways back, the first is taken; none of them asks for more of anything.

    Pain that nobody gave a place is no reason to change the exercise.
    """
    is_placed = latest.where == Where.HERE or latest.skipped == "pain"
    opening = {
        Cause.PAIN: _("It hurt last time: {change}.")
        if is_placed
        else _("There was pain in the last session: {change}."),
        Cause.CRAMP: _("It cramped last time: {change}."),
        Cause.LEANED: _("The trunk leaned back last time: {change}."),
    }[cause]

    def step(kind: Kind, work: Work, change: Text, variant: str = "") -> Step:
        return Step(
            key=line.key,
            kind=kind,
            cause=cause,
            work=work,
            variant=variant,
            sessions=(latest.session,),
            reason=format_lazy(opening, change=change),
        )

    work = line.work
    less_kg = lighter(work.load)
    shorter = _shorter(work)
    if cause == Cause.CRAMP and shorter:
        yield step(*shorter)
    if cause == Cause.PAIN and less_kg:
        yield step(Kind.LOAD, replace(work, load=less_kg), _kg(less_kg, work))
    if cause != Cause.CRAMP and is_placed and line.easier and person.can_do(line.easier):
        words = format_lazy(_("{name} in its place"), name=line.easier.movement.name)
        yield step(Kind.EASIER, _work_of(line.easier, work), words, line.easier.movement.slug)
    if cause == Cause.LEANED and not line.own.steady and not line.is_supported:
        yield step(Kind.SUPPORT, work, _("a hand on a wall or rail"))
    if cause == Cause.LEANED and less_kg:
        yield step(Kind.LOAD, replace(work, load=less_kg), _kg(less_kg, work))
    if cause == Cause.LEANED:
        return
    if work.sets > 1 and (cause == Cause.PAIN or work.counts == Kind.REPS):
        words = format_lazy(_("one set less, {new} instead of {old}"), new=work.sets - 1, old=work.sets)
        yield step(Kind.SETS, replace(work, sets=work.sets - 1), words)
    if shorter:
        yield step(*shorter)


def heavier(load: Decimal | None) -> Decimal | None:
    """2 to 10 % more, in the coarsest plates that allow it, near 5 %; None where nothing fits."""
    if load is None or load <= 0:
        return None
    found = _in_plates(load * LEAST_MORE, load * MOST_MORE, aim=load * AIM_MORE)
    return found if found and found <= MOST_KG else None


def lighter(load: Decimal | None) -> Decimal | None:
    """2 to 15 % less, near 10 %; None where nothing fits."""
    if load is None or load <= 0:
        return None
    return _in_plates(load * MOST_LESS, load * LEAST_LESS, aim=load * AIM_LESS)


def _in_plates(low: Decimal, high: Decimal, *, aim: Decimal) -> Decimal | None:
    for plate in PLATES:
        nearest = (aim / plate).to_integral_value() * plate
        fitting = [kg for kg in (nearest - plate, nearest, nearest + plate) if low <= kg <= high and kg > 0]
        if fitting:
            return min(fitting, key=lambda kg: abs(kg - aim))
    return None


def _kg(new: Decimal, work: Work) -> Text:
    return format_lazy(_("{new} instead of {old}"), new=kg_in_words(new), old=kg_in_words(work.load))


def _longer(work: Work, *, most: int) -> tuple[Kind, Work, Text] | None:
    """More of what is counted, up to `most`. What grows by the week already is left alone."""
    if work.counts == work.grows_in:
        return None
    low, top = work.reps if work.counts == Kind.REPS else work.hold
    if low is None or top is None or top >= most:
        return None
    if work.counts == Kind.HOLD:
        by = min(HOLD_STEP, most - top)
        return _hold(work, (low + by, top + by))
    new = min(top + REPS_STEP, most)
    return _reps(work, (max(low, new - REPS_STEP), new))


def _shorter(work: Work) -> tuple[Kind, Work, Text] | None:
    """A third off the hold, also of held repetitions; else two repetitions less."""
    if work.hold[0] and work.hold[1]:
        new = tuple(max(SHORTEST_HOLD, seconds * 2 // 3) for seconds in work.hold if seconds)
        fewer: Range = (min(new[0], work.hold[0]), min(new[1], work.hold[1]))
        return None if fewer == work.hold else _hold(work, fewer)
    low, top = work.reps
    if low is None or top is None or top - REPS_STEP < FEWEST_REPS:
        return None
    return _reps(work, (max(min(low, FEWEST_REPS), low - REPS_STEP), top - REPS_STEP))


def _reps(work: Work, new: Range) -> tuple[Kind, Work, Text]:
    words = format_lazy(_("{new} repetitions instead of {old}"), new=span(new), old=span(work.reps))
    return Kind.REPS, replace(work, reps=new), words


def _hold(work: Work, new: Range) -> tuple[Kind, Work, Text]:
    words = format_lazy(_("hold {new} s instead of {old} s"), new=span(new), old=span(work.hold))
    return Kind.HOLD, replace(work, hold=new), words


def _work_of(variant: Variant, work: Work) -> Work:
    """Another exercise starts in its own range, without the load and the growth of the one before."""
    own = (variant.low, variant.high)
    is_hold = variant.counts == Kind.HOLD
    return Work(
        sets=work.sets,
        reps=NO_RANGE if is_hold else own,
        hold=(variant.low, variant.low) if is_hold else NO_RANGE,
    )
