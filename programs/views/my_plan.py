"""The client's own plan: the whole of it, on paper, and one day's session."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments.access import ClientRequest, client_required
from assessments.models import Client
from assessments.screening import Outcome
from hipcoach.common.http import parse_day, parse_number
from programs import coverage_map, logbook, stand_ins
from programs.following import Following, following, local_day, sessions_of, weeks_of
from programs.forms.session import SessionForm
from programs.models import Muscle, Plan, PlanItem, SessionLog
from programs.refusals import Refused
from programs.revised import what_changed
from programs.views.on_device import device_config

JSON = "application/json"
# A session that comes so much later than it was saved was kept on a device without a network.
KEPT_FROM = timedelta(minutes=5)


@require_safe
@client_required
def my_plan(request: ClientRequest) -> HttpResponse:
    now = timezone.now()
    found = following(client=request.client, day=local_day(request.client, now), now=now)
    if found is None:
        return render(request, "programs/no_plan.html", {"device": device_config(request)})
    if found.suspended:
        return paused(request, found)
    lines = list(_all_lines(found.plan))
    context = {
        "found": found,
        "plan": found.plan,
        "lines": [(line, line.in_week(max(found.week, line.from_week))) for line in lines],
        "changed": what_changed(found.plan),
        "weeks": weeks_of(found.plan, sessions_of(found.plan)),
        "parts": coverage_map.parts([line.exercise for line in lines], Muscle.objects.all()),
        "device": device_config(request, plan=found.plan, now=now),
    }
    return render(request, "programs/my_plan.html", context)


@require_safe
@client_required
def my_print(request: ClientRequest) -> HttpResponse:
    """The plan for the fridge: figures, doses, a box for each session."""
    now = timezone.now()
    found = following(client=request.client, day=local_day(request.client, now), now=now)
    if found is None:
        return redirect("my_plan")
    if found.suspended:
        return paused(request, found)
    weeks = range(1, found.plan.weeks + 1)
    context = {
        "plan": found.plan,
        "weeks": weeks,
        "sessions": range(found.plan.sessions_per_week),
        "rows": [(line, _doses(line, weeks)) for line in _all_lines(found.plan)],
    }
    return render(request, "programs/my_print.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@client_required
def my_today(request: ClientRequest) -> HttpResponse:
    """GET shows a day's exercises, today's unless `day` names another; POST logs them for that day."""
    now = timezone.now()
    if request.method == "POST":
        return _save(request, now)
    day = parse_day(request.GET.get("day")) or local_day(request.client, now)
    found = following(client=request.client, day=day, now=now)
    if found is None:
        return redirect("my_plan")
    return _session(request, found, _form(request.client, found.items, found.week, found=found, now=now))


def _save(request: ClientRequest, now: datetime) -> HttpResponse:
    today = local_day(request.client, now)
    day = parse_day(request.POST.get("day")) or today
    found = following(client=request.client, day=min(day, today), now=now)
    plan = _plan_of(request) or (found.plan if found else None)
    if plan is None:
        return redirect("my_plan")
    form = _form_sent(request, plan, min(day, today), now=now)
    if form.is_valid():
        try:
            log = logbook.log_session(
                client=request.client,
                plan=plan,
                key=form.cleaned_data["key"],
                day=form.cleaned_data["day"],
                done_at=form.cleaned_data["done_at"],
                session=form.session,
                now=now,
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return _saved(request, log)
    if _wants_json(request):
        return JsonResponse({"reason": _reasons(form)}, status=409)
    if found is None:
        return redirect("my_plan")
    if plan.pk != found.plan.pk:
        # What was ticked belongs to the old plan; what was written is kept.
        reasons = _reasons(form)
        form = _form(request.client, found.items, found.week, request.POST, found=found, now=now)
        form.add_error(None, reasons)
    return _session(request, found, form, status=422)


def _plan_of(request: ClientRequest) -> Plan | None:
    """The plan that the page was opened for; somebody else's is not found."""
    sent = request.POST.get("plan", "")
    if not sent.isdecimal():
        return None
    plans = request.client.plans.select_related("client__trainer")
    return get_object_or_404(plans, pk=parse_number(sent))


def _form_sent(request: ClientRequest, plan: Plan, day: date, *, now: datetime) -> SessionForm:
    """The form that was sent, with the week's lines, and those of another week that an old page shows."""
    week = plan.week_of(day)
    items = tuple(
        line
        for line in _all_lines(plan)
        if line.from_week <= week <= line.to_week or f"sets_{line.pk}" in request.POST
    )
    # What a device kept for later may name what was open when it was done, whatever is now.
    offered = (
        stand_ins.declared(client=request.client, items=items)
        if _was_kept(request, now)
        else stand_ins.allowed(client=request.client, items=items, now=now)
    )
    return SessionForm(request.POST, items=items, week=week, stand_ins=offered)


def _was_kept(request: ClientRequest, now: datetime) -> bool:
    try:
        done_at = parse_datetime(request.POST.get("done_at", ""))
    except ValueError:
        return False
    return done_at is not None and done_at.tzinfo is not None and done_at < now - KEPT_FROM


def _form(
    client: Client, items: Iterable[PlanItem], week: int, *args: Any, found: Following, now: datetime
) -> SessionForm:
    items = tuple(items)
    offered = stand_ins.allowed(client=client, items=items, screen=found.screen, now=now) if items else {}
    return SessionForm(*args, items=items, week=week, stand_ins=offered)


def _session(
    request: ClientRequest, found: Following, form: SessionForm, *, status: int = 200
) -> HttpResponse:
    """Every showing gets a key of its own: what was refused stored nothing under the last one."""
    if found.suspended:
        return paused(request, found, status=status)
    now = timezone.now()
    context = {
        "found": found,
        "plan": found.plan,
        "form": form,
        "key": uuid4(),
        "is_today": found.day == local_day(request.client, now),
        "is_ahead": found.day > local_day(request.client, now),
        "pain_limit": request.client.trainer.pain_limit,
        "device": device_config(request, plan=found.plan, now=now),
    }
    return render(request, "programs/my_today.html", context, status=status)


def paused(request: ClientRequest, found: Following, *, status: int = 200) -> HttpResponse:
    is_stop = found.screen.outcome == Outcome.STOP
    context = {"trainer": request.client.trainer, "is_stop": is_stop, "device": device_config(request)}
    return render(request, "programs/paused.html", context, status=status)


def _saved(request: ClientRequest, log: SessionLog) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"session": log.pk})
    _thank(request, log)
    return redirect("my_plan")


def _thank(request: ClientRequest, log: SessionLog) -> None:
    pains = [log.pain, *(item.pain for item in log.items.all())]
    if max((pain for pain in pains if pain is not None), default=0) >= request.client.trainer.pain_limit:
        messages.warning(
            request,
            _("Saved. You noted some pain, so please talk to %(trainer)s before your next session.")
            % {"trainer": request.client.trainer.name},
        )
    else:
        messages.success(request, _("Saved. Well done, that was one more session for your hips."))


def _reasons(form: SessionForm) -> str:
    return " ".join(dict.fromkeys(str(error) for errors in form.errors.values() for error in errors))


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "") == JSON


def _all_lines(plan: Plan) -> Iterable[PlanItem]:
    return plan.items.select_related("exercise").prefetch_related("exercise__work__muscle")


def _doses(line: PlanItem, weeks: Iterable[int]) -> list[tuple[int, int, str]]:
    """(first week, last week, dose) for each stretch of weeks in which the line asks for the same."""
    stretches: list[tuple[int, int, str]] = []
    for week in weeks:
        if not line.from_week <= week <= line.to_week:
            continue
        dose = str(line.in_week(week))
        if stretches and stretches[-1][2] == dose:
            stretches[-1] = (stretches[-1][0], week, dose)
        else:
            stretches.append((week, week, dose))
    return stretches
