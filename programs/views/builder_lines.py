"""The builder's buttons, and the library to choose from."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from django.core.exceptions import BadRequest, ValidationError
from django.core.signing import BadSignature
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments.access import TrainerRequest, trainer_required
from programs import template_lines
from programs.forms.library import ExerciseFilter
from programs.forms.template import row_field
from programs.models import Exercise, Muscle, Template, TemplateItem
from programs.refusals import Refused
from programs.templating import Stale
from programs.views.building import answer, sealed, unsealed
from programs.views.searching import found_exercises

SHOWN = 12
NOT_THERE = (Template.DoesNotExist, TemplateItem.DoesNotExist, Exercise.DoesNotExist)


@require_safe
@trainer_required
def template_shelf(request: TrainerRequest, pk: int) -> HttpResponse:
    """The library beside a template: `?q=`, muscle and kit narrow it; `instead` names a line."""
    own = get_object_or_404(request.trainer.templates, pk=pk)
    form = ExerciseFilter(request.GET, muscles=Muscle.objects.all())
    found = found_exercises(request.trainer, form.cleaned_data) if form.is_valid() else []
    instead = request.GET.get("instead", "")
    context = {
        "template": own,
        "filter": form,
        "found": found[:SHOWN],
        "more": max(len(found) - SHOWN, 0),
        "instead": own.items.select_related("exercise").filter(pk=instead).first()
        if instead.isascii() and instead.isdigit() and len(instead) < SHOWN
        else None,
    }
    return render(request, "programs/shelf.html", context)


@require_POST
@trainer_required
def template_lines_act(request: TrainerRequest, pk: int) -> HttpResponse:
    """One of ACTS: take comes with a `line`, drop with every `place` in order."""
    own = get_object_or_404(request.trainer.templates, pk=pk)
    try:
        version = _row(request.POST.get("version"))
        act = next((name for name in ACTS if name in request.POST), "")
        if not act:
            raise BadRequest("No button was pressed.")
        return ACTS[act](request, pk, version)
    except NOT_THERE as missing:
        raise Http404 from missing
    except Stale:
        said = _("Somebody changed this template meanwhile. Here it is as it stands now; please do it again.")
        return answer(request, pk, said=said, before=own.version, status=409)
    except Refused as refused:
        return answer(request, pk, said=str(refused), before=own.version, status=422)
    except (ValidationError, BadSignature) as odd:
        raise BadRequest("Not what a button sends.") from odd


def _add(request: TrainerRequest, pk: int, version: int) -> HttpResponse:
    item = template_lines.add(
        trainer=request.trainer, pk=pk, version=version, exercise=_row(request.POST["add"])
    )
    said = _("%(name)s is added.") % {"name": item.exercise.name}
    return answer(request, pk, said=said, before=version, focus=f"change-{item.pk}")


def _put_back(request: TrainerRequest, pk: int, version: int) -> HttpResponse:
    removed = unsealed(request.POST["put_back"])
    item = template_lines.put_back(trainer=request.trainer, pk=pk, version=version, removed=removed)
    said = _("%(name)s is back.") % {"name": item.exercise.name}
    return answer(request, pk, said=said, before=version, focus=f"change-{item.pk}")


def _remove(request: TrainerRequest, pk: int, version: int) -> HttpResponse:
    item = template_lines.remove(
        trainer=request.trainer, pk=pk, version=version, line=_row(request.POST["remove"])
    )
    said = _("%(name)s is removed.") % {"name": item.exercise.name}
    return answer(request, pk, said=said, before=version, focus="undo", undo=sealed(item))


def _take(request: TrainerRequest, pk: int, version: int) -> HttpResponse:
    item = template_lines.replace(
        trainer=request.trainer,
        pk=pk,
        version=version,
        line=_row(request.POST.get("line")),
        exercise=_row(request.POST["take"]),
    )
    said = _("%(name)s stands here now.") % {"name": item.exercise.name}
    return answer(request, pk, said=said, before=version, focus=f"change-{item.pk}")


def _up(request: TrainerRequest, pk: int, version: int) -> HttpResponse:
    return _moved(request, pk, version, line=_row(request.POST["up"]), up=True)


def _down(request: TrainerRequest, pk: int, version: int) -> HttpResponse:
    return _moved(request, pk, version, line=_row(request.POST["down"]), up=False)


def _moved(request: TrainerRequest, pk: int, version: int, *, line: int, up: bool) -> HttpResponse:
    item = template_lines.move(trainer=request.trainer, pk=pk, version=version, line=line, up=up)
    focus = f"{'up' if up else 'down'}-{line}"
    return answer(request, pk, said=_where(item), before=version, focus=focus, with_lines=False)


def _drop(request: TrainerRequest, pk: int, version: int) -> HttpResponse:
    places = [place.partition(":") for place in request.POST.getlist("place")]
    template_lines.arrange(
        trainer=request.trainer,
        pk=pk,
        version=version,
        places=[(_row(line), block) for line, _colon, block in places],
    )
    item = TemplateItem.objects.select_related("exercise").get(template=pk, pk=_row(request.POST["drop"]))
    return answer(request, pk, said=_where(item), before=version, with_lines=False)


ACTS: Mapping[str, Callable[[TrainerRequest, int, int], HttpResponse]] = MappingProxyType(
    {
        "add": _add,
        "put_back": _put_back,
        "remove": _remove,
        "take": _take,
        "up": _up,
        "down": _down,
        "drop": _drop,
    }
)


def _where(item: TemplateItem) -> str:
    """Where a line stands now, for the ear as well."""
    mates = list(item.template.items.filter(block=item.block).values_list("pk", flat=True))
    told = {
        "name": item.exercise.name,
        "part": item.block_name,
        "place": mates.index(item.pk) + 1,
        "all": len(mates),
    }
    return _("%(name)s: %(part)s, %(place)s of %(all)s.") % told


def _row(value: Any) -> int:
    number: int = row_field().clean(value)
    return number
