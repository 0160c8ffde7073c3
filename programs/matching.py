"""PURE: from a person's finding and circumstances to the templates that suit, best first.

Source: DOMAIN, "Starting templates", "Findings" and "Intake and the screen". A suggestion is only that: the
trainer decides. Grades, outcomes, kit and cautions are their plain strings, as they are stored.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

RULE_VERSION = 1

Text: TypeAlias = str | Promise

OPEN_SCREENS = frozenset({"clear", "review"})

# A grade without words here, such as a pain stop, is never matched to a template.
GRADE_REASONS: Mapping[str, Text] = MappingProxyType(
    {
        "range_limited": _("Your hips get gentle work in the range they have today."),
        "unable": _("Lifting the foot is your first step, so this plan starts right there."),
        "limited": _("You lift the foot already; next comes holding the knee above the hip."),
        "developing": _("Your hold is on its way; this plan helps you make it longer and steadier."),
        "full": _("Your hold is strong; this plan keeps hips, glutes, thighs and core in balance."),
    }
)
SIDE_REASONS: Mapping[str, Text] = MappingProxyType(
    {
        "left": _("One-sided movements start with your left side, to give it the fresh effort."),
        "right": _("One-sided movements start with your right side, to give it the fresh effort."),
    }
)
SEATED_REASON = _("You sit for much of the day, and this plan was made with that in mind.")
EXPERIENCE_REASON = _("It fits the training experience you told us about.")
KIT_REASON = _("You have the equipment that this plan is built around.")
REVIEW_AGAINST = _("Your trainer reads your intake answers before anything starts.")
LIMIT_AGAINST = _("{name} is left out: it goes past a limit that was agreed for you.")
KIT_AGAINST = _("{name} is left out: it needs equipment that you don't have at hand.")


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    slug: str
    name: str
    equipment: frozenset[str] = frozenset()
    cautions: frozenset[str] = frozenset()


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
    """

    slug: str
    reasons: tuple[Text, ...]
    against: tuple[Text, ...]
    substitutions: tuple[tuple[str, str], ...]
    left_out: tuple[str, ...]


def suggest(profile: Profile, candidates: Iterable[Candidate]) -> tuple[Suggestion, ...]:
    """The candidates that suit `profile`, best first; the order of `candidates` does not matter.

    First come those that leave least out, then the more particular, then those with fewest substitutions.
    Nothing without an overall grade, after a pain stop, behind a stopped or locked screen, or where only the
    trainer chooses. No suggestion holds a movement that lacks equipment or goes past a limit.
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
    return tuple(fit for _candidate, fit in sorted(worth_it, key=lambda pair: _rank(*pair)))


def adapt(candidate: Candidate, profile: Profile, *, reasons: tuple[Text, ...] = ()) -> Suggestion:
    """The candidate as this person could do it, whatever their finding: also for a trainer's own choice."""
    swaps: dict[str, str] = {}
    left_out: dict[str, Text] = {}
    for item in candidate.items:
        chosen = _first_possible(item, profile)
        if chosen is None:
            left_out[item.movement.slug] = _why_left_out(item.movement, profile)
        elif chosen != item.movement:
            swaps[item.movement.slug] = chosen.slug
    review = (REVIEW_AGAINST,) if profile.screen_outcome == "review" else ()
    return Suggestion(
        slug=candidate.slug,
        reasons=reasons,
        against=(*review, *left_out.values()),
        substitutions=tuple(swaps.items()),
        left_out=tuple(left_out),
    )


def _rank(candidate: Candidate, suggestion: Suggestion) -> tuple[int, int, int, str]:
    return (
        len(suggestion.left_out),
        -candidate.conditions.count,
        len(suggestion.substitutions),
        suggestion.slug,
    )


def _first_possible(item: Item, profile: Profile) -> Movement | None:
    choices = (item.movement, *item.substitutes)
    return next((movement for movement in choices if _is_possible(movement, profile)), None)


def _is_possible(movement: Movement, profile: Profile) -> bool:
    return movement.equipment <= profile.equipment and movement.cautions.isdisjoint(profile.cautions)


def _why_left_out(movement: Movement, profile: Profile) -> Text:
    past_limit = not movement.cautions.isdisjoint(profile.cautions)
    return format_lazy(LIMIT_AGAINST if past_limit else KIT_AGAINST, name=movement.name)


def _further_reasons(conditions: Conditions, profile: Profile) -> Iterator[Text]:
    if profile.watch and profile.weaker_side:
        yield SIDE_REASONS[profile.weaker_side]
    if conditions.seated_hours_from is not None:
        yield SEATED_REASON
    if conditions.experience:
        yield EXPERIENCE_REASON
    if conditions.equipment:
        yield KIT_REASON
