"""The client's own plan: the whole of it, and today's session."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments.access import ClientRequest, client_required
from assessments.screening import Outcome
from hipcoach.common.http import parse_day
from programs import logbook
from programs.following import Following, following, local_day
from programs.forms.session import SessionForm
from programs.models import SessionLog
from programs.refusals import Refused


@require_safe
@client_required
def my_plan(request: ClientRequest) -> HttpResponse:
    now = timezone.now()
    found = following(client=request.client, day=local_day(request.client, now), now=now)
    if found is None:
        return render(request, "programs/no_plan.html")
    if found.suspended:
        return _paused(request, found)
    context = {"found": found, "plan": found.plan, "items": found.plan.items.all()}
    return render(request, "programs/my_plan.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@client_required
def my_today(request: ClientRequest) -> HttpResponse:
    """GET shows today's exercises; POST logs them for the day the page was opened on."""
    now = timezone.now()
    today = local_day(request.client, now)
    day = parse_day(request.POST.get("day")) or today
    found = following(client=request.client, day=min(day, today), now=now)
    if found is None:
        return redirect("my_plan")
    if request.method != "POST":
        return _session(request, found, SessionForm(items=found.items))
    form = SessionForm(request.POST, items=found.items)
    if form.is_valid():
        plan = get_object_or_404(request.client.plans, pk=form.cleaned_data["plan"])
        try:
            log = logbook.log_session(
                client=request.client,
                plan=plan,
                key=form.cleaned_data["key"],
                day=form.cleaned_data["day"],
                session=form.session,
                now=now,
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            _thank(request, log)
            return redirect("my_plan")
    return _session(request, found, form, status=422)


def _session(
    request: ClientRequest, found: Following, form: SessionForm, *, status: int = 200
) -> HttpResponse:
    """Every showing gets a key of its own: what was refused stored nothing under the last one."""
    if found.suspended:
        return _paused(request, found, status=status)
    context = {"found": found, "plan": found.plan, "form": form, "key": uuid4()}
    return render(request, "programs/my_today.html", context, status=status)


def _paused(request: ClientRequest, found: Following, *, status: int = 200) -> HttpResponse:
    is_stop = found.screen.outcome == Outcome.STOP
    context = {"trainer": request.client.trainer, "is_stop": is_stop}
    return render(request, "programs/paused.html", context, status=status)


def _thank(request: ClientRequest, log: SessionLog) -> None:
    if log.pain is not None and log.pain >= request.client.trainer.pain_limit:
        messages.warning(
            request,
            _("Saved. You noted some pain, so please talk to %(trainer)s before your next session.")
            % {"trainer": request.client.trainer.name},
        )
    else:
        messages.success(request, _("Saved. Well done, that was one more session for your hips."))
