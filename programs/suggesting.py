"""Which templates suit a client, with reasons, and what each would leave out. Reads only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assessments import findings
from assessments.models import Assessment, Client, Finding, Trainer
from assessments.screening import Outcome
from assessments.screens import CurrentScreen, latest_screen
from hipcoach.common.cautions import Caution
from programs import choices, matching
from programs.choices import Choice, Library, candidate, key_of
from programs.matching import Profile, Suggestion
from programs.models import Exercise, Muscle, Template

# What a pregnancy rules out whatever was agreed (DOMAIN, "Intake and the screen").
PREGNANT = frozenset({"pregnant", "unsure"})
NOT_IN_PREGNANCY = frozenset({Caution.BREATH_HOLDING, Caution.HANGING, Caution.BALANCE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestions:
    """Every template open to the trainer: those that suit, best first, then the others."""

    screen: CurrentScreen
    profile: Profile
    suggested: tuple[Choice, ...]
    others: tuple[Choice, ...]

    def of(self, template: Template) -> Choice | None:
        """The choice of this template, or None when it is not open to the trainer."""
        return next((each for each in (*self.suggested, *self.others) if each.template == template), None)


def suggest(*, client: Client, assessment: Assessment | None, trainer: Trainer, now: datetime) -> Suggestions:
    """Match the finding of `assessment` and what the client told with the trainer's templates.

    As many queries for many templates as for few. Without a graded assessment, behind a closed screen or
    where only the trainer chooses, `suggested` is empty.
    """
    screen = latest_screen(client=client, now=now)
    profile = profile_of(client=client, assessment=assessment, screen=screen)
    library = _library(trainer)
    templates = {key_of(each): each for each in Template.objects.open_to(trainer).with_items()}
    candidates = {key: candidate(each, library) for key, each in templates.items()}
    suggested = matching.suggest(profile, candidates.values())
    rest = candidates.keys() - {each.slug for each in suggested}
    others = (matching.adapt(candidates[key], profile) for key in templates if key in rest)

    def in_rows(suggestion: Suggestion) -> Choice:
        return choices.choice(templates[suggestion.slug], suggestion, library)

    return Suggestions(
        screen=screen,
        profile=profile,
        suggested=tuple(map(in_rows, suggested)),
        others=tuple(map(in_rows, others)),
    )


def profile_of(*, client: Client, assessment: Assessment | None, screen: CurrentScreen) -> Profile:
    """What the rules may know of this client. A locked intake tells nothing."""
    answers = {} if screen.outcome == Outcome.LOCKED else _answers(client)
    overall, watched = _found(client, assessment)
    pregnant = answers.get("pregnancy") in PREGNANT
    return Profile(
        overall=overall,
        watch=watched is not None,
        weaker_side=watched,
        experience=answers.get("experience", "new"),
        seated_hours=answers.get("hours_seated", 0),
        equipment=frozenset(answers.get("equipment", ())),
        cautions=screen.limits | (NOT_IN_PREGNANCY if pregnant else frozenset()),
        screen_outcome=_outcome(screen),
        trainer_chooses=pregnant,
    )


def _outcome(screen: CurrentScreen) -> str:
    """A released stop is read like a review: open, but never like a clear screen."""
    if screen.outcome == Outcome.STOP and screen.may_test:
        return Outcome.REVIEW
    return screen.outcome


def _answers(client: Client) -> Mapping[str, Any]:
    last = client.intakes.submitted().first()
    return last.answers if last else {}


def _found(client: Client, assessment: Assessment | None) -> tuple[str | None, str | None]:
    """The overall grade of `assessment`, and the side to watch from it and the one before."""
    if assessment is None or assessment.finished_at is None:
        return None, None
    readings = Finding.objects.filter(
        assessment__client=client, assessment__finished_at__lte=assessment.finished_at
    ).order_by("-assessment__finished_at", "-pk")
    last_two = list(readings.select_related("assessment")[:2])
    if not last_two or last_two[0].assessment_id != assessment.pk:
        return None, None
    side = findings.watch([finding.reading.difference for finding in reversed(last_two)])
    return last_two[0].overall or None, side.value if side else None


def _library(trainer: Trainer) -> Library:
    """Stand-ins of the shared library go before a trainer's own of the same slug."""
    exercises = Exercise.objects.open_to(trainer).prefetch_related("work__muscle")
    own_first = sorted(exercises, key=lambda exercise: exercise.owner_id is None)
    return Library(
        stand_ins={exercise.slug: exercise for exercise in own_first},
        muscle_names=dict(Muscle.objects.values_list("slug", "name")),
    )
