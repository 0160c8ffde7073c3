"""PURE: the self-test at home: what is asked before it, and what of it a client may bring into an intake.

Source: the domain's "The pre-activity screen", rules 1-12, and "The hip flexor strength test". The questions
are the intake's own, so that the same rules read them. No trainer is there to decide about the rest, so a
review keeps the test for the visit.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from assessments import questions, screening
from assessments.findings import KneeLevel, Side
from assessments.questions import Kind, Question, Questionnaire, Step
from assessments.questions.whole_1 import YES_NO
from assessments.screening import Clause, Match, Outcome, Urgency
from assessments.words import KNEE_WORDS, SIDE_WORDS

VERSION = 1
LONGEST_HOLD = 30.0
MOST_TRIES = 3
KEPT_DAYS = 30  # On the device; see also static/js/self-test/kept.js.

ADULT = Question(key="adult", text=_("Are you 18 or older?"), kind=Kind.YES_NO, choices=YES_NO)


class Verdict(StrEnum):
    """What the answers say about testing oneself at home."""

    GO = "go"
    STOP = "stop"
    WITH_TRAINER = "with_trainer"
    TOO_YOUNG = "too_young"


def _stops(clause: Clause) -> bool:
    return screening.urgency(clause.rule) is not Urgency.REVIEW


def _wanted() -> frozenset[str]:
    """Keys that a rule of a stop reads, and the questions that lead to them."""
    by_key = questions.WHOLE.by_key()
    keys = {
        each.key for clause in screening.RULES if _stops(clause) for each in (*clause.when, *clause.unless)
    }
    leading = {by_key[key].shown_if for key in keys if key in by_key} - {None}
    return frozenset(keys | {shown_if[0] for shown_if in leading if shown_if})


def _of_the_intake(step: Step) -> Step:
    keys = _wanted()
    asked = tuple(question for question in step.questions if question.key in keys)
    return Step(key=step.key, title=step.title, intro=step.intro, questions=asked)


# What can't wait comes first.
ASKED = Questionnaire(
    version=VERSION,
    steps=(
        _of_the_intake(questions.NOW),
        _of_the_intake(questions.FEEL),
        Step(
            key=questions.HEALTH.key,
            title=questions.HEALTH.title,
            intro=_("The last few. Nothing here is a diagnosis."),
            questions=(*_of_the_intake(questions.HEALTH).questions, ADULT),
        ),
    ),
)
AT_ONCE = Step(key="self_test", title="", intro="", questions=ASKED.questions)


def matches(answers: Mapping[str, Any]) -> tuple[Match, ...]:
    """The rules that the answers so far meet, also while others are open."""
    return screening.check(answers, asked=ASKED, before={}).matches


def verdict(answers: Mapping[str, Any]) -> Verdict | None:
    """None while a question that applies is open and nothing stops."""
    reading = screening.check(answers, asked=ASKED, before={})
    if reading.outcome is Outcome.STOP:
        return Verdict.STOP
    if answers.get(ADULT.key) == "no":
        return Verdict.TOO_YOUNG
    if ASKED.missing(answers):
        return None
    return Verdict.WITH_TRAINER if reading.outcome is Outcome.REVIEW else Verdict.GO


def clauses_of_review() -> list[Clause]:
    """What a page needs to tell a review from a clear answer by itself."""
    keys = set(ASKED.by_key())
    return [
        clause
        for clause in screening.RULES
        if not _stops(clause) and keys.issuperset(each.key for each in clause.when)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeSide:
    """One side as the person wrote it down; seconds to the tenth, None where there was no try."""

    passive: KneeLevel
    hold: float | None
    tries: int
    knee: KneeLevel | None
    pain: int
    radiating: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeTest:
    """A self-test that nobody watched. `key` is the device's own for it; a side that was left out is None."""

    key: UUID
    on: date
    sides: Mapping[Side, HomeSide | None]

    def as_json(self) -> dict[str, Any]:
        sides = {side.value: asdict(each) if each else None for side, each in self.sides.items()}
        return {"version": VERSION, "key": str(self.key), "on": self.on.isoformat(), **sides}


def read(data: object, *, today: date) -> HomeTest:
    """What a device sends. Raises ValueError for anything that a self-test can't have come to."""
    try:
        match data:
            case {"version": int(version), "key": str(key), "on": str(on), "left": left, "right": right}:
                day = date.fromisoformat(on)
                sides = {Side.LEFT: _side(left), Side.RIGHT: _side(right)}
                known = type(version) is int and version == VERSION and any(sides.values())
                # The device may be a zone ahead, and forgets after a while.
                recent = today - timedelta(days=KEPT_DAYS + 1) <= day <= today + timedelta(days=1)
                if known and recent:
                    return HomeTest(key=UUID(key), on=day, sides=sides)
    except (TypeError, OverflowError) as error:
        raise ValueError from error
    raise ValueError("This is no self-test.")


def in_words(stored: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(side, what was noted of it) of a test as `HomeTest.as_json` keeps it."""
    return [(str(SIDE_WORDS[side]), _noted(stored[side])) for side in Side if stored[side]]


def _noted(side: Mapping[str, Any]) -> str:
    """In the words of the studio's record; numbers that nobody watched."""
    parts = [gettext("lifted by hand: %(level)s") % {"level": KNEE_WORDS[KneeLevel(side["passive"])]}]
    if side["tries"]:
        held = ngettext("one try: %(seconds).1f s", "best of %(n)s tries: %(seconds).1f s", side["tries"])
        parts.append(held % {"n": side["tries"], "seconds": side["hold"]})
    if side["knee"]:
        parts.append(gettext("knee %(level)s") % {"level": KNEE_WORDS[KneeLevel(side["knee"])]})
    parts.append(gettext("pain %(pain)s of 10") % {"pain": side["pain"]})
    if side["radiating"]:
        parts.append(gettext("numbness or pain below the knee"))
    return ", ".join(parts)


def _side(data: object) -> HomeSide | None:
    if data is None:
        return None
    match data:
        case {
            "passive": str(passive),
            "hold": hold,
            "tries": int(tries),
            "knee": knee,
            "pain": int(pain),
            "radiating": bool(radiating),
        } if (
            0 <= tries <= MOST_TRIES
            and 0 <= pain <= 10
            and (hold is None) == (tries == 0)
            and _is_hold(hold)
            and not isinstance(tries, bool)
            and not isinstance(pain, bool)
        ):
            return HomeSide(
                passive=KneeLevel(passive),
                hold=None if hold is None else round(float(hold), 1),
                tries=tries,
                knee=None if knee is None else KneeLevel(knee),
                pain=pain,
                radiating=radiating,
            )
    raise ValueError("This is no side of a self-test.")


def _is_hold(value: object) -> bool:
    if value is None:
        return True
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= LONGEST_HOLD
