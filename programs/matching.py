"""PURE: from a person's finding and circumstances to the templates that suit, best first.

Source: DOMAIN, "Starting templates", "Findings" and "Intake and the screen". A suggestion is only that: the
trainer decides. Grades, outcomes, kit and cautions are their plain strings, as they are stored.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.text import format_lazy

from programs.coverage import Cell, Position
from programs.reasons import (
    EMPTY_AGAINST,
    EXPERIENCE_REASON,
    GRADE_REASONS,
    KIT_AGAINST,
    KIT_REASON,
    LATELY_AGAINST,
    LIMIT_AGAINST,
    RETIRED_AGAINST,
    REVIEW_AGAINST,
    SEATED_REASON,
    SIDE_REASONS,
    SYMPTOM_AGAINST,
    SYMPTOM_REASONS,
    Text,
)

RULE_VERSION = 3

OPEN_SCREENS = frozenset({"clear", "review"})
# What meets a symptom that was told as strong. A hip that hurts when it is lifted ends the test with a pain
# stop, so lifting is not ruled out here a second time.
MET_BY: Mapping[str, frozenset[str]] = MappingProxyType(
    {"low_back": frozenset({"spine_load"}), "hip": frozenset({"end_range_extension"})}
)
# What must be trained to answer what was told, strong or not; stated, never promised to help.
ANSWERED_BY: Mapping[str, frozenset[Cell]] = MappingProxyType(
    {
        "hip": frozenset({Cell("psoas", Position.M), Cell("psoas", Position.T)}),
        "hamstring": frozenset({Cell("hamstrings", Position.T)}),
        "core_glutes": frozenset(
            {Cell("gluteus-maximus", Position.L), Cell("obliques-internal", Position.TRUNK)}
        ),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What is known about one person: `seated_hours` a day, `cautions` that a clearance rules out."""

    overall: str | None
    watch: bool
    weaker_side: str | None
    experience: str
    seated_hours: float
    equipment: frozenset[str]
    cautions: frozenset[str]
    screen_outcome: str
    trainer_chooses: bool
    """Only a plan of the trainer's own choice will do, as in pregnancy: nothing is suggested."""
    symptoms: frozenset[str] = frozenset()
    """What the intake tells of, by the keys of ANSWERED_BY and MET_BY."""
    strong: frozenset[str] = frozenset()
    """Those of MET_BY that are told as strong, or as hurting."""
    lately: frozenset[str] = frozenset()
    """The candidates, by slug, of plans that were really followed not long ago."""

    @property
    def ruled_out(self) -> frozenset[str]:
        """The cautions that nothing may carry: beyond an agreed limit, or met by a strong symptom."""
        return self.cautions.union(*(MET_BY[symptom] for symptom in self.strong))


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    slug: str
    name: str
    equipment: frozenset[str] = frozenset()
    cautions: frozenset[str] = frozenset()
    is_retired: bool = False
    trains: frozenset[Cell] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of a template, and what may stand in for it, nearest first."""

    movement: Movement
    substitutes: tuple[Movement, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What a template asks beyond the grade; one that is not met takes the template out."""

    watch: bool = False
    screen_clear: bool = False
    seated_hours_from: float | None = None
    experience: frozenset[str] = frozenset()
    equipment: frozenset[str] = frozenset()

    def met_by(self, profile: Profile) -> bool:
        return (
            (profile.watch or not self.watch)
            and (profile.screen_outcome == "clear" or not self.screen_clear)
            and (self.seated_hours_from is None or profile.seated_hours >= self.seated_hours_from)
            and (not self.experience or profile.experience in self.experience)
            and self.equipment <= profile.equipment
        )

    @property
    def count(self) -> int:
        """How many conditions are set: of two templates that suit, the more particular one goes first."""
        return sum(
            (
                self.watch,
                self.screen_clear,
                self.seated_hours_from is not None,
                bool(self.experience),
                bool(self.equipment),
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    slug: str
    name: str
    for_grades: frozenset[str]
    items: tuple[Item, ...]
    conditions: Conditions = Conditions()

    @property
    def slugs(self) -> frozenset[str]:
        return frozenset(item.movement.slug for item in self.items)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A template that suits, in a client's words, with every movement that had to change.

    `substitutions` are (from, to) slugs; a `to` that the template already holds is done only once.
    `left_out` are slugs that have no stand-in; each is explained in `against`.
    `answers` are the symptoms that what is left has something for.
    """

    slug: str
    reasons: tuple[Text, ...]
    against: tuple[Text, ...]
    substitutions: tuple[tuple[str, str], ...]
    left_out: tuple[str, ...]
    answers: tuple[str, ...] = ()


def suggest(profile: Profile, candidates: Iterable[Candidate]) -> tuple[Suggestion, ...]:
    """The candidates that suit `profile`, best first; the order of `candidates` does not matter.

    First come those that leave least out, then those not followed lately, then those for a watched side,
    because a finding weighs more than circumstances; then the more particular, then those that answer most of
    what was told, then those with fewest substitutions.
    Nothing without an overall grade, after a pain stop, behind a stopped or locked screen, or where only the
    trainer chooses. No suggestion holds a movement that lacks equipment or is ruled out.
    """
    opening = GRADE_REASONS.get(profile.overall or "")
    if opening is None or profile.trainer_chooses or profile.screen_outcome not in OPEN_SCREENS:
        return ()
    fitting = (
        (
            candidate,
            adapt(candidate, profile, reasons=(opening, *_further_reasons(candidate.conditions, profile))),
        )
        for candidate in candidates
        if profile.overall in candidate.for_grades and candidate.conditions.met_by(profile)
    )
    worth_it = ((candidate, fit) for candidate, fit in fitting if len(fit.left_out) < len(candidate.slugs))
    return tuple(
        fit for _candidate, fit in sorted(worth_it, key=lambda pair: _rank(pair[0], pair[1], profile))
    )


def adapt(candidate: Candidate, profile: Profile, *, reasons: tuple[Text, ...] = ()) -> Suggestion:
    """The candidate as this person could do it, whatever their finding: also for a trainer's own choice."""
    swaps: dict[str, str] = {}
    left_out: dict[str, Text] = {}
    trained: set[Cell] = set()
    for item in candidate.items:
        chosen = _first_possible(item, profile)
        if chosen is None:
            left_out[item.movement.slug] = _why_left_out(item.movement, profile)
            continue
        trained |= chosen.trains
        if chosen != item.movement:
            swaps[item.movement.slug] = chosen.slug
    answers = tuple(
        symptom for symptom, cells in ANSWERED_BY.items() if symptom in profile.symptoms and cells <= trained
    )
    return Suggestion(
        slug=candidate.slug,
        reasons=(*reasons, *(SYMPTOM_REASONS[symptom] for symptom in answers)) if reasons else (),
        answers=answers,
        against=(*_against(candidate, profile), *left_out.values()),
        substitutions=tuple(swaps.items()),
        left_out=tuple(left_out),
    )


def _against(candidate: Candidate, profile: Profile) -> Iterator[Text]:
    if profile.screen_outcome == "review":
        yield REVIEW_AGAINST
    if candidate.slug in profile.lately:
        yield LATELY_AGAINST
    if not candidate.items:
        yield EMPTY_AGAINST


def _rank(
    candidate: Candidate, suggestion: Suggestion, profile: Profile
) -> tuple[int, bool, bool, int, int, int, str]:
    return (
        len(suggestion.left_out),
        candidate.slug in profile.lately,
        not candidate.conditions.watch,
        -candidate.conditions.count,
        -len(suggestion.answers),
        len(suggestion.substitutions),
        suggestion.slug,
    )


def _first_possible(item: Item, profile: Profile) -> Movement | None:
    choices = (item.movement, *item.substitutes)
    return next((movement for movement in choices if is_possible(movement, profile)), None)


def is_possible(movement: Movement, profile: Profile) -> bool:
    """Whether it is still in the library, the equipment is at hand and nothing rules it out."""
    return (
        not movement.is_retired
        and movement.equipment <= profile.equipment
        and movement.cautions.isdisjoint(profile.ruled_out)
    )


def _why_left_out(movement: Movement, profile: Profile) -> Text:
    if movement.is_retired:
        return format_lazy(RETIRED_AGAINST, name=movement.name)
    if not movement.cautions.isdisjoint(profile.cautions):
        return format_lazy(LIMIT_AGAINST, name=movement.name)
    for symptom, cautions in MET_BY.items():
        if symptom in profile.strong and not movement.cautions.isdisjoint(cautions):
            return format_lazy(SYMPTOM_AGAINST[symptom], name=movement.name)
    return format_lazy(KIT_AGAINST, name=movement.name)


def _further_reasons(conditions: Conditions, profile: Profile) -> Iterator[Text]:
    if profile.watch and profile.weaker_side:
        yield SIDE_REASONS[profile.weaker_side]
    if conditions.seated_hours_from is not None:
        yield SEATED_REASON
    if conditions.experience:
        yield EXPERIENCE_REASON
    if conditions.equipment:
        yield KIT_REASON
