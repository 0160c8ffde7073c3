"""Which templates suit a client, with reasons, and what each would leave out. Reads only."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from assessments import findings
from assessments.models import Assessment, Client, Finding, Intake, Trainer
from assessments.screening import Outcome
from assessments.screens import CurrentScreen, latest_screen
from hipcoach.common.cautions import Caution
from programs import choices, matching
from programs.choices import Choice, Library, candidate, key_of
from programs.matching import Profile, Suggestion
from programs.models import Exercise, Muscle, Plan, Template

# What a pregnancy rules out whatever was agreed (DOMAIN, "Intake and the screen").
PREGNANT = frozenset({"pregnant", "unsure"})
NOT_IN_PREGNANCY = frozenset({Caution.BREATH_HOLDING, Caution.HANGING, Caution.BALANCE})
SYMPTOMS = frozenset(matching.ANSWERED_BY) | frozenset(matching.MET_BY)
# A symptom this strong meets a caution: the coaching convention of a trainer's pain limit, 4 of 10.
STRONG = 4
# A plan that ended within these weeks, with half of its sessions done, was followed lately.
LATELY = timedelta(weeks=12)


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
    profile = replace(profile, lately=_followed_lately(client, screen, today=now.date()))
    library = _library(trainer, profile)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    answers: Mapping[str, Any] = field(default_factory=dict)
    pregnant: bool = False


def profile_of(*, client: Client, assessment: Assessment | None, screen: CurrentScreen) -> Profile:
    """What the rules may know of this client. A locked intake tells nothing."""
    overall, watched = _found(client, assessment)
    profile = circumstances(screens={client.pk: screen})[client.pk]
    return replace(profile, overall=overall, watch=watched is not None, weaker_side=watched)


def circumstances(*, screens: Mapping[int, CurrentScreen]) -> dict[int, Profile]:
    """By client id, what the rules may know without any test; one query."""
    told = _told(pk for pk, screen in screens.items() if screen.outcome != Outcome.LOCKED)
    return {pk: _profile(told.get(pk, Told()), screen=screen) for pk, screen in screens.items()}


def _profile(told: Told, *, screen: CurrentScreen) -> Profile:
    answers = told.answers
    return Profile(
        overall=None,
        watch=False,
        weaker_side=None,
        experience=answers.get("experience", "new"),
        seated_hours=answers.get("hours_seated", 0),
        equipment=frozenset(answers.get("equipment", ())),
        cautions=screen.limits | (NOT_IN_PREGNANCY if told.pregnant else frozenset()),
        screen_outcome=_outcome(screen),
        trainer_chooses=told.pregnant,
        symptoms=frozenset(symptom for symptom in SYMPTOMS if answers.get(symptom) == "yes"),
        strong=frozenset(symptom for symptom in matching.MET_BY if _is_strong(symptom, answers)),
    )


def _is_strong(symptom: str, answers: Mapping[str, Any]) -> bool:
    """A hip that is only tight or cramped is what plans are for; one that hurts is another thing."""
    if symptom == "hip" and answers.get("hip_hurts") != "yes":
        return False
    return answers.get(symptom) == "yes" and (answers.get(f"{symptom}_score") or 0) >= STRONG


def _outcome(screen: CurrentScreen) -> str:
    """A released stop is read like a review: open, but never like a clear screen."""
    if screen.outcome == Outcome.STOP and screen.may_test:
        return Outcome.REVIEW
    return screen.outcome


def _told(clients: Iterable[int]) -> dict[int, Told]:
    """The last whole answers, and whether they, or a short check since, tell of a pregnancy."""
    told: dict[int, Told] = {}
    for intake in Intake.objects.submitted().filter(client__in=list(clients)).reverse():
        before = Told() if intake.kind == Intake.Kind.WHOLE else told.get(intake.client_id)
        if before is not None:
            is_pregnant = before.pregnant or intake.answers.get("pregnancy") in PREGNANT
            answers = before.answers or intake.answers
            told[intake.client_id] = Told(answers=answers, pregnant=is_pregnant)
    return told


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


def _followed_lately(client: Client, screen: CurrentScreen, *, today: date) -> frozenset[str]:
    """The templates of plans that were really followed. A plan's versions count together."""
    if not screen.may_read:
        return frozenset()
    plans = (
        client.plans.filter(template__isnull=False).select_related("template").order_by("assigned_at", "pk")
    )
    done = Counter(client.session_logs.values_list("plan__template", flat=True))
    newest = {plan.template: plan for plan in plans}
    return frozenset(
        key_of(template)
        for template, plan in newest.items()
        if template
        and _last_day(plan) > today - LATELY
        and done[template.pk] * 2 >= plan.sessions_per_week * plan.weeks
    )


def _last_day(plan: Plan) -> date:
    return min(plan.ends_on, plan.archived_at.date()) if plan.archived_at else plan.ends_on


def _library(trainer: Trainer, profile: Profile) -> Library:
    """Stand-ins of the shared library go before a trainer's own of the same slug."""
    exercises = Exercise.objects.open_to(trainer).prefetch_related("work__muscle")
    own_first = sorted(exercises, key=lambda exercise: exercise.owner_id is None)
    return Library(
        stand_ins={exercise.slug: exercise for exercise in own_first},
        open={exercise.pk: exercise for exercise in own_first},
        shelf=tuple(
            exercise for exercise in own_first if matching.is_possible(choices.movement(exercise), profile)
        ),
        muscles=tuple(Muscle.objects.all()),
    )
