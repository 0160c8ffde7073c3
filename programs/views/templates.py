"""The trainer's templates: the list, one to read, and the buttons for a whole template."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.access import TrainerRequest, trainer_required
from programs import coverage_map, lengths, templating
from programs.forms.template import NewTemplateForm
from programs.models import Exercise, Muscle, Template
from programs.template_lines import in_order
from programs.words import conditions_in_words, grades_in_words


@require_safe
@trainer_required
def templates(request: TrainerRequest) -> HttpResponse:
    """Own ones first, then colleagues', then the shared library's; `?shelf=retired` shows the own retired."""
    is_retired = request.GET.get("shelf") == "retired"
    found = (
        request.trainer.templates.filter(retired_at__isnull=False)
        if is_retired
        else Template.objects.open_to(request.trainer)
    )
    shelves: dict[str, list[Any]] = {"own": [], "practice": [], "library": []}
    for each in found.select_related("owner__user").prefetch_related("items"):
        shelves[_shelf_of(each, request)].append((each, grades_in_words(each.for_grades)))
    names = {"own": _("Yours"), "practice": _("From your colleagues"), "library": _("The library")}
    context = {
        "shelves": [(names[name], rows) for name, rows in shelves.items() if rows],
        "is_retired": is_retired,
        "has_retired": is_retired or request.trainer.templates.filter(retired_at__isnull=False).exists(),
    }
    return render(request, "programs/templates.html", context)


def _shelf_of(template: Template, request: TrainerRequest) -> str:
    if template.owner_id is None:
        return "library"
    return "own" if template.owner_id == request.trainer.pk else "practice"


@require_safe
@trainer_required
def template(request: TrainerRequest, pk: int) -> HttpResponse:
    """Retired rows too: plans that hold them still point at them."""
    visible = Template.objects.visible_to(request.trainer).select_related("owner__user").with_items()
    found = get_object_or_404(visible, pk=pk)
    items = in_order(found.items.all())
    shelf = list(Exercise.objects.open_to(request.trainer).prefetch_related("work__muscle"))
    context = {
        "template": found,
        "grades": grades_in_words(found.for_grades),
        "conditions": conditions_in_words(found.conditions),
        "items": items,
        "is_own": found.owner_id == request.trainer.pk,
        "key": uuid4(),
        "open_exercises": {exercise.pk for exercise in shelf},
        "to_open": set(
            Exercise.objects.visible_to(request.trainer)
            .filter(template_items__template=found)
            .order_by()
            .values_list("pk", flat=True)
        ),
        "length": lengths.of_session([(item, item.exercise.per_side) for item in items], weeks=found.weeks),
        "map": coverage_map.draw(
            [(item.exercise, item.from_week, item.to_week) for item in items],
            weeks=found.weeks,
            must=coverage_map.required(found.must_cover),
            muscles=list(Muscle.objects.all()),
            shelf=shelf,
        ),
    }
    return render(request, "programs/template.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@trainer_required
def template_new(request: TrainerRequest) -> HttpResponse:
    if request.method != "POST":
        form = NewTemplateForm(initial={"key": uuid4(), "sessions_per_week": 3, "weeks": 6})
        return render(request, "programs/template_new.html", {"form": form})
    form = NewTemplateForm(request.POST)
    if form.is_valid():
        key = form.cleaned_data["key"] or uuid4()
        made = templating.create(trainer=request.trainer, key=key, fields=form.fields_of_row)
        return redirect("template_edit", made.pk)
    return render(request, "programs/template_new.html", {"form": form}, status=422)


@require_POST
@trainer_required
def template_copy(request: TrainerRequest, pk: int) -> HttpResponse:
    """An own copy of any template that may be used, or of an own retired one."""
    source = get_object_or_404(Template.objects.visible_to(request.trainer), pk=pk)
    if source.retired_at and source.owner_id != request.trainer.pk:
        raise Http404
    made = templating.copy(
        trainer=request.trainer,
        key=_key(request.POST.get("key", "")),
        source=source,
        name=(_("%(name)s, my way") % {"name": source.name})[:120],
    )
    messages.success(request, _("This copy is yours. The original stays as it is."))
    return redirect("template_edit", made.pk)


def _key(told: str) -> UUID:
    try:
        return UUID(told)
    except ValueError:
        return uuid4()


@require_POST
@trainer_required
def template_share(request: TrainerRequest, pk: int) -> HttpResponse:
    shared = request.POST.get("shared") == "yes"
    try:
        found = templating.share(trainer=request.trainer, pk=pk, shared=shared)
    except Template.DoesNotExist as missing:
        raise Http404 from missing
    said = (
        _("Your colleagues may use and copy it now, with your own exercises in it.")
        if shared
        else _("It is yours alone again. Copies that colleagues made stay.")
    )
    messages.success(request, said)
    return redirect(found)


@require_POST
@trainer_required
def template_retire(request: TrainerRequest, pk: int) -> HttpResponse:
    try:
        retired = templating.retire(trainer=request.trainer, pk=pk, now=timezone.now())
    except Template.DoesNotExist as missing:
        raise Http404 from missing
    messages.success(request, _("%(name)s is retired. Plans made from it stay.") % {"name": retired.name})
    return redirect(retired)


@require_POST
@trainer_required
def template_bring_back(request: TrainerRequest, pk: int) -> HttpResponse:
    try:
        back = templating.bring_back(trainer=request.trainer, pk=pk)
    except Template.DoesNotExist as missing:
        raise Http404 from missing
    messages.success(request, _("%(name)s is back among your templates.") % {"name": back.name})
    return redirect(back)
