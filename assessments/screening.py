"""The pre-activity screen: intake answers in, a safety reading out. It locks; it diagnoses nothing.

Source: the domain's "Intake and the screen", rules 1-14. The rules are data, so that a page can show the
same advice at the tap, without a connection.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext_lazy as _

from assessments import questions
from assessments.questions import Questionnaire, Text

RULE_VERSION = 2  # 1 didn't know the short check.


class Outcome(StrEnum):
    CLEAR = "clear"
    REVIEW = "review"
    STOP = "stop"
    LOCKED = "locked"


class Urgency(StrEnum):
    EMERGENCY = "emergency"
    PROMPT = "prompt"
    REVIEW = "review"


class LockReason(StrEnum):
    NO_INTAKE = "no_intake"
    EXPIRED = "expired"
    UNDER_18 = "under_18"
    NO_CONSENT = "no_consent"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Holds when the answer to `key`, a question that is shown, is one of `values`."""

    key: str
    values: tuple[str | int, ...]

    def holds(self, given: Mapping[str, Any]) -> bool:
        return given.get(self.key) in self.values


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One way to meet a rule: every condition of `when` holds and none of `unless` does."""

    rule: int
    when: tuple[Condition, ...]
    unless: tuple[Condition, ...] = ()

    def met(self, given: Mapping[str, Any]) -> bool:
        return all(each.holds(given) for each in self.when) and not any(
            each.holds(given) for each in self.unless
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A rule that was met; `answers` are the keys of the questions that met it, in the intake's order."""

    rule: int
    urgency: Urgency
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """The reading: matches by rule number, and every reason to lock, also those that a stop outranks."""

    outcome: Outcome
    matches: tuple[Match, ...]
    reasons_locked: tuple[LockReason, ...]


EMERGENCY_SIGNS = ("chest_now", "bladder_saddle", "both_legs", "tear_calf")
RULE_8_ADDITIONS = ("unwell_lately", "cancer_immune", "trauma", "night_weight")
SCORES_OF_PAIN = ("low_back_score", "hip_score", "hamstring_score", "new_pain_score")
PROMPT_SIGNS = MappingProxyType(
    {
        "chest_effort": 6,
        "one_leg_weak": 7,
        "heart_stroke": 9,
        "supervised_only": 10,
        "no_deep_bend": 11,
        "ill_today": 12,
    }
)
REVIEW_SIGNS = (
    "falls",
    "osteoporosis",
    "illness_medicine",
    "dizziness",
    "joint_problem",
    "new_injury",
    "new_medicine",
    "new_illness",
)
NEW_PAIN = ("back", "hip", "both")
# What a client who has told it once tells again before every visit: nothing new.
TOLD_BEFORE = ("pregnancy",)


def _is(key: str, *values: str | int) -> Condition:
    return Condition(key=key, values=values)


def _each(rule: int, keys: Collection[str], *values: str | int) -> Iterator[Clause]:
    return (Clause(rule=rule, when=(_is(key, *values),)) for key in keys)


BACK_OR_HIP_PAIN = (_is("low_back", "yes"), _is("hip_hurts", "yes"), _is("new_pain", *NEW_PAIN))


def _prompt_with_pain(pain: Condition) -> Iterator[Clause]:
    for addition in RULE_8_ADDITIONS:
        yield Clause(rule=8, when=(pain, _is(addition, "yes")))
    for fall in ("falls", "new_injury"):
        yield Clause(rule=8, when=(pain, _is(fall, "yes"), _is("osteoporosis", "yes")))


def _review_without_pain() -> Iterator[Clause]:
    return (Clause(rule=13, when=(_is(key, "yes"),), unless=BACK_OR_HIP_PAIN) for key in RULE_8_ADDITIONS)


RULES: tuple[Clause, ...] = (
    *_each(1, ["chest_now"], "yes"),
    *_each(2, ["bladder_saddle", "both_legs"], "yes"),
    *_each(3, ["tear_calf"], "yes"),
    Clause(rule=4, when=(_is("pregnancy", "pregnant"), _is("pregnancy_signs", "yes"))),
    *_each(5, EMERGENCY_SIGNS, "unsure"),
    Clause(rule=5, when=(_is("pregnancy", "pregnant"), _is("pregnancy_signs", "unsure"))),
    Clause(rule=5, when=(_is("pregnancy", "unsure"), _is("pregnancy_signs", "yes", "unsure"))),
    *(Clause(rule=rule, when=(_is(key, "yes"),)) for key, rule in PROMPT_SIGNS.items()),
    *(clause for pain in BACK_OR_HIP_PAIN for clause in _prompt_with_pain(pain)),
    Clause(rule=9, when=(_is("blood_pressure", "uncontrolled"),)),
    Clause(rule=11, when=(_is("surgery", "recent"),)),
    *_review_without_pain(),
    *_each(13, REVIEW_SIGNS, "yes"),
    Clause(rule=13, when=(_is("blood_pressure", "controlled"),)),
    Clause(rule=13, when=(_is("pregnancy", "pregnant", "birth"),)),
    Clause(rule=13, when=(_is("surgery", "other"),)),
    Clause(rule=13, when=(_is("other_change", "yes"),)),
    *_each(14, SCORES_OF_PAIN, 7, 8, 9, 10),
    *_each(14, ["first_back_pain", "below_knee"], "yes"),
    Clause(rule=14, when=(_is("new_pain", *NEW_PAIN, "elsewhere"),)),
    *_each(14, [*PROMPT_SIGNS, *RULE_8_ADDITIONS, *REVIEW_SIGNS], "unsure"),
    *_each(14, ["blood_pressure", "pregnancy", "surgery"], "unsure"),
)

ADVICE: Mapping[Urgency, Text] = MappingProxyType(
    {
        Urgency.EMERGENCY: _(
            "Please stop here and call your local emergency services now. All else can wait."
        ),
        Urgency.PROMPT: _(
            "Please see a doctor or another clinician soon and tell them about this answer. "
            "We wait with testing and training until you bring their word."
        ),
        Urgency.REVIEW: _("Thank you for telling us. Your trainer will read this first and plan around it."),
    }
)
ADVICE_FOR_RULE: Mapping[int, Text] = MappingProxyType(
    {
        5: _(
            "Not being sure is reason enough to ask. Please see a doctor today, and call your local "
            "emergency services if it starts or gets worse. We wait with testing and training."
        ),
        6: _(
            "Please see a doctor soon and tell them about this answer. If it happens now, call your local "
            "emergency services. We wait with testing and training."
        ),
        7: _("Please see a doctor today and tell them about this answer. We wait with testing and training."),
        12: _("Please rest today. We will gladly find another day: answer again once you feel well."),
    }
)
LOCKED_BECAUSE: Mapping[LockReason, Text] = MappingProxyType(
    {
        LockReason.NO_INTAKE: _("Your intake comes first."),
        LockReason.EXPIRED: _("Your intake is a year old. Please go through it again."),
        LockReason.UNDER_18: _("We work with adults, and your birth year doesn't yet show that you are 18."),
        LockReason.NO_CONSENT: _("We need your consent to use your health answers and to test you."),
        LockReason.INCOMPLETE: _("A few answers about your health are still missing."),
    }
)


def screen(
    answers: Mapping[str, Any] | None,
    *,
    today: date,
    answered_on: date | None,
    asked: Questionnaire = questions.WHOLE,
) -> Screen:
    """The screen of a whole intake. Never raises.

    `answered_on` is the day it was submitted, None for a draft; `asked` is the version that was answered. The
    worst match wins. A stop wins over a lock too, so that its text is shown whatever else is missing; a lock
    wins over review and clear. An answer to a question that isn't shown matches nothing; a value that isn't
    one of a question's answers leaves it open, and an open question locks.
    """
    given = answers or {}
    matches = _matches(_shown(given, asked))
    reasons = _reasons_locked(given, today=today, answered_on=answered_on if answers else None, asked=asked)
    return Screen(outcome=_outcome(matches, reasons), matches=matches, reasons_locked=reasons)


def check(
    answers: Mapping[str, Any],
    *,
    asked: Questionnaire = questions.CHECK,
    before: Mapping[str, Any],
    asked_before: Questionnaire = questions.WHOLE,
) -> Screen:
    """What a short check brings, read together with the whole intake `before` it. Never raises.

    New pain, say, weighs more where the intake tells of brittle bones. A "no" says that nothing is new, so it
    takes nothing back. What the intake alone says is left to the intake's own screen.
    """
    known = _shown(before, asked_before)
    told = {key: value for key, value in _shown(answers, asked).items() if value not in (None, "no")}
    new = {key for key, value in told.items() if key not in TOLD_BEFORE or value != known.get(key)}
    matches = _matches(known | told, new=new)
    return Screen(outcome=_outcome(matches, ()), matches=matches, reasons_locked=())


def _outcome(matches: tuple[Match, ...], reasons: tuple[LockReason, ...]) -> Outcome:
    if any(match.urgency is not Urgency.REVIEW for match in matches):
        return Outcome.STOP
    if reasons:
        return Outcome.LOCKED
    return Outcome.REVIEW if matches else Outcome.CLEAR


def _shown(answers: Mapping[str, Any], asked: Questionnaire) -> dict[str, Any]:
    """The answers to the questions that are shown, None where one is open, in the order of asking."""
    return {question.key: answers.get(question.key) for question in asked.visible(answers)}


def _matches(given: Mapping[str, Any], *, new: Collection[str] | None = None) -> tuple[Match, ...]:
    """The rules that are met; with `new`, by clauses about one of these keys only."""
    met: dict[int, set[str]] = {}
    for clause in RULES:
        keys = {each.key for each in clause.when}
        if clause.met(given) and (new is None or not keys.isdisjoint(new)):
            met.setdefault(clause.rule, set()).update(keys)
    return tuple(
        Match(rule=rule, urgency=urgency(rule), answers=tuple(key for key in given if key in met[rule]))
        for rule in sorted(met)
    )


def urgency(rule: int) -> Urgency:
    """How soon a match of this rule wants an answer."""
    if rule <= 4:
        return Urgency.EMERGENCY
    return Urgency.PROMPT if rule <= 12 else Urgency.REVIEW


def _reasons_locked(
    answers: Mapping[str, Any], *, today: date, answered_on: date | None, asked: Questionnaire
) -> tuple[LockReason, ...]:
    if answered_on is None:
        return (LockReason.NO_INTAKE,)
    checks = {
        LockReason.EXPIRED: _expired(answered_on, today=today),
        LockReason.UNDER_18: not _surely_adult(answers.get("birth_year"), today=today),
        LockReason.NO_CONSENT: not all(answers.get(key) is True for key in ("health_data", "testing")),
        LockReason.INCOMPLETE: not screened_keys(asked).isdisjoint(asked.missing(answers)),
    }
    return tuple(reason for reason, locks in checks.items() if locks)


def screened_keys(asked: Questionnaire) -> frozenset[str]:
    """Keys of the questions that a screen can't do without."""
    return asked.screened | {"birth_year"}


def _expired(answered_on: date, *, today: date) -> bool:
    """From the same day of the next year on (1 March for 29 February)."""
    anniversary = (answered_on.year + 1, answered_on.month, answered_on.day)
    return (today.year, today.month, today.day) >= anniversary


def _surely_adult(birth_year: object, *, today: date) -> bool:
    """Only the year is known, so the birthday may lie as late as 31 December."""
    return isinstance(birth_year, int) and (today.year - 18, today.month, today.day) >= (birth_year, 12, 31)


def advice(match: Match) -> Text:
    """What to do now, in plain words for the person at the tap; lazy, and never a diagnosis."""
    return ADVICE_FOR_RULE.get(match.rule, ADVICE[match.urgency])


def locked_because(reason: LockReason) -> Text:
    """Why nothing can start yet, in plain words; lazy."""
    return LOCKED_BECAUSE[reason]
