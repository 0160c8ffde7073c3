"""One line of a template to change: on a page of its own, or inside the builder."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers

from assessments.access import TrainerRequest, trainer_required
from programs import template_lines
from programs.forms.template import TemplateLineForm, line_of
from programs.models import Template, TemplateItem
from programs.models.dose import MOST_LINES
from programs.refusals import Refused
from programs.templating import Stale
from programs.views.building import answer, is_htmx, sealed
from programs.views.comparing import differences


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
@trainer_required
def template_line(request: TrainerRequest, pk: int, line: int) -> HttpResponse:
    own = get_object_or_404(request.trainer.templates, pk=pk)
    item = _line(own, line)
    if request.method != "POST":
        if item is None:
            raise Http404
        form = _form(request, own, item, line, initial=line_of(item, version=own.version))
        return _page(request, own, form, line=line, item=item)
    form = _form(request, own, item, line, data=request.POST)
    if form.is_valid():
        try:
            changed = _change(request, pk, line, form)
        except Stale:
            return _both_versions(request, pk, line)
        except TemplateItem.DoesNotExist as missing:
            raise Http404 from missing
        except Refused as refused:
            form.add_error("alternative", str(refused))
        else:
            return _saved(request, pk, form, line=changed, has_moved=not item or item.block != changed.block)
    return _not_saved(request, own, form, line=line, item=item)


def _line(own: Template, line: int) -> TemplateItem | None:
    return own.items.select_related("exercise", "alternative").filter(pk=line).first()


def _form(
    request: TrainerRequest, own: Template, item: TemplateItem | None, line: int, **kwargs: Any
) -> TemplateLineForm:
    """Several may be open on one page, so each has the line's number in its fields' ids."""
    return TemplateLineForm(
        trainer=request.trainer,
        weeks=own.weeks,
        alternative=item.alternative if item else None,
        auto_id=f"id_{line}_%s",
        **kwargs,
    )


def _change(request: TrainerRequest, pk: int, line: int, form: TemplateLineForm) -> TemplateItem:
    return template_lines.change(
        trainer=request.trainer,
        pk=pk,
        version=form.cleaned_data["version"],
        line=line,
        dose=form.dose,
        alternative=form.cleaned_data["alternative"],
    )


def _saved(
    request: TrainerRequest, pk: int, form: TemplateLineForm, *, line: TemplateItem, has_moved: bool
) -> HttpResponse:
    closes = "done" in request.POST
    return answer(
        request,
        pk,
        said=_("Saved."),
        before=form.cleaned_data["version"],
        focus=f"change-{line.pk}" if closes or not is_htmx(request) else "",
        form=form,
        line=line.pk,
        with_lines=has_moved,
        closes=closes,
    )


def _not_saved(
    request: TrainerRequest, own: Template, form: TemplateLineForm, *, line: int, item: TemplateItem | None
) -> HttpResponse:
    if not is_htmx(request):
        return _page(request, own, form, line=line, item=item, status=422)
    return answer(
        request, own.pk, said=_("Not saved yet."), before=own.version, form=form, parts=False, status=422
    )


def _both_versions(request: TrainerRequest, pk: int, line: int) -> HttpResponse:
    """What is stored now beside what was typed. A line that is gone may be put back as it was typed."""
    own = request.trainer.templates.get(pk=pk)
    item = _line(own, line)
    data = request.POST.copy()
    data["version"] = str(own.version)
    form = _form(request, own, item, line, data=data)
    more: dict[str, Any] = {"is_stale": True, "said": _("Not saved yet.") if is_htmx(request) else ""}
    if item:
        more["conflict"] = differences(form, line_of(item, version=own.version))
    elif form.is_valid():
        more["put_back"] = sealed(_as_typed(form))
    response = _page(request, own, form, line=line, item=item, status=409, **more)
    if is_htmx(request):
        response["HX-Retarget"], response["HX-Reswap"] = f"#edit-{line}", "innerHTML"
    return response


def _as_typed(form: TemplateLineForm) -> TemplateItem:
    return TemplateItem(
        exercise_id=form.cleaned_data["exercise"],
        alternative_id=form.cleaned_data["alternative"],
        order=MOST_LINES,
        **form.dose,
    )


def _page(
    request: TrainerRequest,
    own: Template,
    form: TemplateLineForm,
    *,
    line: int,
    item: TemplateItem | None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = {"template": own, "line": line, "item": item, "form": form, **more}
    page = "programs/_line_editor.html" if is_htmx(request) else "programs/line.html"
    return render(request, page, context, status=status)
