"""The trainer's exercises: the list with its filter, one exercise, and the trainer's own ones."""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.access import TrainerRequest, trainer_required
from assessments.models import Trainer
from hipcoach.common.cautions import CAUTION_LABELS, Caution
from programs import shelving
from programs.forms.exercise import ExerciseForm, initial_of
from programs.forms.library import ExerciseFilter
from programs.models import Exercise, Muscle, Template
from programs.refusals import Refused
from programs.views.searching import found_exercises
from programs.words import POSITION_WORDS, equipment_in_words, set_in_words

ON_A_PAGE = 60


@require_safe
@trainer_required
def exercises(request: TrainerRequest) -> HttpResponse:
    """`?q=` searches names and summaries; muscle, range, kit, level, without and shelf narrow it."""
    form = ExerciseFilter(request.GET, muscles=Muscle.objects.all())
    found = found_exercises(request.trainer, form.cleaned_data) if form.is_valid() else []
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    asked = request.GET.copy()
    asked.pop("page", None)
    context = {
        "form": form,
        "exercises": page,
        "count": len(found),
        "is_filtered": form.is_used,
        "asked": asked.urlencode(),
    }
    return render(request, "programs/exercises.html", context)


@require_safe
@trainer_required
def exercise(request: TrainerRequest, pk: int) -> HttpResponse:
    """Retired rows too: plans that hold them still point at them."""
    visible = Exercise.objects.visible_to(request.trainer)
    found = get_object_or_404(
        visible.select_related("easier", "harder", "owner__user").prefetch_related("work__muscle"), pk=pk
    )
    context = {
        "exercise": found,
        "work": [(each, POSITION_WORDS[each.position]) for each in found.work.all()],
        "dose": _dose(found.dose_kind, found.dose_low, found.dose_high),
        "experienced_dose": _experienced_dose(found),
        "equipment": equipment_in_words(found.equipment),
        "cautions": [CAUTION_LABELS[Caution(tag)] for tag in found.cautions],
        "stand_ins": _stand_ins(request.trainer, found.substitutes),
        "templates": Template.objects.open_to(request.trainer).filter(items__exercise=found).distinct(),
        "is_own": found.owner_id == request.trainer.pk,
    }
    return render(request, "programs/exercise.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@trainer_required
def exercise_new(request: TrainerRequest) -> HttpResponse:
    return _added(request, source=None)


@require_http_methods(["GET", "HEAD", "POST"])
@trainer_required
def exercise_copy(request: TrainerRequest, pk: int) -> HttpResponse:
    """A shared exercise, or one's own, as the start of a new one."""
    visible = Exercise.objects.visible_to(request.trainer)
    return _added(request, source=get_object_or_404(visible.prefetch_related("work__muscle"), pk=pk))


def _added(request: TrainerRequest, *, source: Exercise | None) -> HttpResponse:
    muscles = list(Muscle.objects.all())
    if request.method != "POST":
        initial: dict[str, Any] = {"key": uuid4()}
        if source:
            initial |= initial_of(source)
            initial["name"] = _("%(name)s, my way") % {"name": source.name}
        form = ExerciseForm(trainer=request.trainer, muscles=muscles, initial=initial)
        return _form_page(request, form, source=source)
    form = ExerciseForm(request.POST, trainer=request.trainer, muscles=muscles)
    if form.is_valid():
        key = form.cleaned_data["key"] or uuid4()
        exercise = shelving.add(trainer=request.trainer, key=key, draft=form.draft, source=source)
        messages.success(request, _("%(name)s is in your library.") % {"name": exercise.name})
        return redirect(exercise)
    return _form_page(request, form, source=source, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@trainer_required
def exercise_edit(request: TrainerRequest, pk: int) -> HttpResponse:
    muscles = list(Muscle.objects.all())
    own = get_object_or_404(request.trainer.exercises.prefetch_related("work__muscle"), pk=pk)
    if request.method != "POST":
        form = ExerciseForm(trainer=request.trainer, muscles=muscles, initial=dict(initial_of(own)))
        return _form_page(request, form, own=own)
    form = ExerciseForm(request.POST, trainer=request.trainer, muscles=muscles)
    if form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            changed = shelving.change(trainer=request.trainer, pk=pk, version=version, draft=form.draft)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("%(name)s is saved.") % {"name": changed.name})
            return redirect(changed)
    return _form_page(request, form, own=own, status=422)


def _form_page(
    request: TrainerRequest,
    form: ExerciseForm,
    *,
    own: Exercise | None = None,
    source: Exercise | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "own": own, "source": source, "back": own or source}
    return render(request, "programs/exercise_form.html", context, status=status)


@require_POST
@trainer_required
def exercise_retire(request: TrainerRequest, pk: int) -> HttpResponse:
    try:
        retired = shelving.retire(trainer=request.trainer, pk=pk, now=timezone.now())
    except Exercise.DoesNotExist as missing:
        raise Http404 from missing
    messages.success(request, _("%(name)s is retired. Plans that hold it keep it.") % {"name": retired.name})
    return redirect(retired)


@require_POST
@trainer_required
def exercise_bring_back(request: TrainerRequest, pk: int) -> HttpResponse:
    try:
        back = shelving.bring_back(trainer=request.trainer, pk=pk)
    except Exercise.DoesNotExist as missing:
        raise Http404 from missing
    messages.success(request, _("%(name)s is back in your library.") % {"name": back.name})
    return redirect(back)


@require_POST
@trainer_required
def exercise_share(request: TrainerRequest, pk: int) -> HttpResponse:
    shared = request.POST.get("shared") == "yes"
    try:
        found = shelving.share(trainer=request.trainer, pk=pk, shared=shared)
    except Exercise.DoesNotExist as missing:
        raise Http404 from missing
    said = _("Your colleagues may use and copy it now.") if shared else _("It is yours alone again.")
    messages.success(request, said)
    return redirect(found)


def _stand_ins(trainer: Trainer, slugs: Iterable[str]) -> QuerySet[Exercise]:
    return Exercise.objects.open_to(trainer).filter(slug__in=slugs)


def _experienced_dose(exercise: Exercise) -> str:
    own = exercise.experienced_dose
    return _dose(own["kind"], own["low"], own["high"]) if own else ""


def _dose(kind: str, low: int, high: int) -> str:
    own, none = (low, high), (None, None)
    is_hold = kind == Exercise.DoseKind.HOLD
    return set_in_words(reps=none if is_hold else own, hold=own if is_hold else none)
