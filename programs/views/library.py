"""The trainer's library: exercises and templates."""

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from assessments.access import TrainerRequest, trainer_required
from assessments.models import Trainer
from hipcoach.common.cautions import CAUTION_LABELS, Caution
from programs import coverage_map
from programs.forms.library import ExerciseFilter
from programs.models import Exercise, Muscle, Template
from programs.words import (
    POSITION_WORDS,
    conditions_in_words,
    equipment_in_words,
    grades_in_words,
    set_in_words,
)


@require_safe
@trainer_required
def exercises(request: TrainerRequest) -> HttpResponse:
    """`?q=` searches names and summaries, `?muscle=` (a slug) keeps what trains that muscle."""
    muscles = list(Muscle.objects.all())
    form = ExerciseFilter(request.GET, muscles=muscles)
    found = Exercise.objects.open_to(request.trainer)
    if form.is_valid():
        if muscle := form.cleaned_data["muscle"]:
            found = found.filter(work__muscle__slug=muscle).distinct()
        if words := form.cleaned_data["q"]:
            found = found.filter(Q(name__icontains=words) | Q(summary__icontains=words))
    else:
        found = found.none()
    context = {
        "form": form,
        "exercises": found.prefetch_related("work__muscle"),
        "is_filtered": bool(request.GET.get("q") or request.GET.get("muscle")),
    }
    return render(request, "programs/exercises.html", context)


@require_safe
@trainer_required
def exercise(request: TrainerRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(
        Exercise.objects.filter(_visible_to(request.trainer))
        .select_related("easier", "harder")
        .prefetch_related("work__muscle"),
        pk=pk,
    )
    context = {
        "exercise": found,
        "work": [(each, POSITION_WORDS[each.position]) for each in found.work.all()],
        "dose": _usual_dose(found),
        "equipment": equipment_in_words(found.equipment),
        "cautions": [CAUTION_LABELS[Caution(tag)] for tag in found.cautions],
        "stand_ins": Exercise.objects.open_to(request.trainer).filter(slug__in=found.substitutes),
        "templates": Template.objects.open_to(request.trainer).filter(items__exercise=found).distinct(),
    }
    return render(request, "programs/exercise.html", context)


@require_safe
@trainer_required
def templates(request: TrainerRequest) -> HttpResponse:
    found = Template.objects.open_to(request.trainer).prefetch_related("items")
    context = {"templates": [(each, grades_in_words(each.for_grades)) for each in found]}
    return render(request, "programs/templates.html", context)


@require_safe
@trainer_required
def template(request: TrainerRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Template.objects.filter(_visible_to(request.trainer)).with_items(), pk=pk)
    muscles = list(Muscle.objects.all())
    items = list(found.items.all())
    context = {
        "template": found,
        "grades": grades_in_words(found.for_grades),
        "conditions": conditions_in_words(found.conditions),
        "items": items,
        "map": coverage_map.rows([item.exercise for item in items], muscles),
        "gaps": coverage_map.gaps_in_words(
            found,
            [(item.exercise, item.from_week, item.to_week) for item in items],
            names={muscle.slug: muscle.name for muscle in muscles},
        ),
    }
    return render(request, "programs/template.html", context)


def _usual_dose(exercise: Exercise) -> str:
    own, none = (exercise.dose_low, exercise.dose_high), (None, None)
    is_hold = exercise.dose_kind == Exercise.DoseKind.HOLD
    return set_in_words(reps=none if is_hold else own, hold=own if is_hold else none)


def _visible_to(trainer: Trainer) -> Q:
    """Retired rows too: plans that hold them still point at them."""
    return Q(owner__isnull=True) | Q(owner=trainer)
