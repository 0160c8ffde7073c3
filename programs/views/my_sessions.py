"""What a client has done: every session, one of them, and putting it right."""

from uuid import uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments.access import ClientRequest, client_required
from assessments.screens import latest_screen
from programs import logbook, stand_ins
from programs.following import lines_of
from programs.forms.session import WorkForm, initial_of
from programs.models import SessionLog
from programs.refusals import Refused

ON_A_PAGE = 30


@require_safe
@client_required
def my_sessions(request: ClientRequest) -> HttpResponse:
    if hidden := _hidden(request):
        return hidden
    logs = _own(request).annotate(sets=Sum("items__sets_done")).order_by("-day", "-pk")
    page = Paginator(logs, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "programs/my_sessions.html", {"page_obj": page, "logs": page.object_list})


@require_safe
@client_required
def my_session(request: ClientRequest, pk: int) -> HttpResponse:
    if hidden := _hidden(request):
        return hidden
    log = get_object_or_404(_own(request), pk=pk)
    week = log.plan.week_of(log.day)
    items = list(log.items.select_related("plan_item__exercise", "instead"))
    context = {
        "log": log,
        "week": week,
        "items": [(item, item.plan_item.in_week(week)) for item in items],
        "corrections": list(log.corrections.all()),
    }
    return render(request, "programs/my_session.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@client_required
def my_correction(request: ClientRequest, pk: int) -> HttpResponse:
    """GET shows what was told of that day, to be put right; POST keeps both."""
    if hidden := _hidden(request):
        return hidden
    log = get_object_or_404(_own(request), pk=pk)
    week = log.plan.week_of(log.day)
    items = tuple(lines_of(log.plan, week))
    offered = stand_ins.declared(client=request.client, items=items)
    if request.method != "POST":
        form = WorkForm(initial=initial_of(log), items=items, week=week, stand_ins=offered)
        return _correcting(request, log, form)
    form = WorkForm(request.POST, items=items, week=week, stand_ins=offered)
    if form.is_valid():
        try:
            logbook.correct_session(
                log=log, key=form.cleaned_data["key"], session=form.session, now=timezone.now()
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Put right. What it said before is kept beside it."))
            return redirect("my_session", pk=log.pk)
    return _correcting(request, log, form, status=422)


def _correcting(
    request: ClientRequest, log: SessionLog, form: WorkForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "log": log,
        "form": form,
        "key": uuid4(),
        "pain_limit": request.client.trainer.pain_limit,
    }
    return render(request, "programs/my_correction.html", context, status=status)


def _own(request: ClientRequest) -> QuerySet[SessionLog]:
    return request.client.session_logs.select_related("plan__client")


def _hidden(request: ClientRequest) -> HttpResponse | None:
    """Consent taken back hides what was done; a stop doesn't: it is the client's own past."""
    if latest_screen(client=request.client, now=timezone.now()).is_hidden:
        return render(request, "programs/paused.html", {"trainer": request.client.trainer})
    return None
