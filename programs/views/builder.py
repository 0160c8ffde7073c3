"""The template builder's page, and what the template says of itself."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments.access import TrainerRequest, trainer_required
from programs import templating
from programs.forms.library import ExerciseFilter
from programs.forms.template import TemplateForm, told_of
from programs.models import Muscle, Template
from programs.refusals import Refused
from programs.templating import Stale
from programs.views.building import UNDO, answer, builder_context, is_htmx
from programs.views.comparing import differences


@require_http_methods(["GET", "HEAD", "POST"])
@trainer_required
def template_edit(request: TrainerRequest, pk: int) -> HttpResponse:
    """The builder; POST saves what the template says of itself."""
    own = get_object_or_404(request.trainer.templates, pk=pk)
    if request.method != "POST":
        return _page(request, pk, TemplateForm(template=own, initial=told_of(own)))
    form = TemplateForm(request.POST, template=own)
    if form.is_valid():
        version = form.cleaned_data["version"]
        try:
            changed = templating.change(
                trainer=request.trainer, pk=pk, version=version, fields=form.fields_of_row
            )
        except Stale:
            return _both_versions(request, pk)
        except Refused as refused:
            form.add_error("weeks", str(refused))
        else:
            return _saved(request, changed, form, lines_fit=own.weeks == changed.weeks)
    return _not_saved(request, own, form)


def _saved(
    request: TrainerRequest, template: Template, form: TemplateForm, *, lines_fit: bool
) -> HttpResponse:
    before = form.cleaned_data["version"]
    return answer(request, template.pk, said=_("Saved."), before=before, form=form, lines_fit=lines_fit)


def _not_saved(request: TrainerRequest, own: Template, form: TemplateForm) -> HttpResponse:
    if not is_htmx(request):
        return _page(request, own.pk, form, status=422)
    return answer(
        request, own.pk, said=_("Not saved yet."), before=own.version, form=form, parts=False, status=422
    )


def _both_versions(request: TrainerRequest, pk: int) -> HttpResponse:
    """What is stored now beside what was typed; saving again writes over it, now that it was seen."""
    now = request.trainer.templates.get(pk=pk)
    data = request.POST.copy()
    data["version"] = str(now.version)
    form = TemplateForm(data, template=now)
    more = {"conflict": differences(form, told_of(now)), "is_stale": True}
    if not is_htmx(request):
        return _page(request, pk, form, status=409, **more)
    context = {"template": now, "form": form, **more}
    response = render(request, "programs/_template_form.html", context, status=409)
    response["HX-Retarget"], response["HX-Reswap"] = "#about", "outerHTML"
    return response


def _page(
    request: TrainerRequest, pk: int, form: TemplateForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    removed = request.session.pop(UNDO, None)
    context = builder_context(request, pk) | {
        "form": form,
        "filter": ExerciseFilter(muscles=Muscle.objects.all()),
        "removed": removed if removed and removed["template"] == pk else None,
        **more,
    }
    return render(request, "programs/builder.html", context, status=status)
