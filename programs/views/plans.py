"""From an assessment to a plan, and the plan as the trainer follows it."""

from django.contrib import messages
from django.db.models import Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.access import TrainerRequest, trainer_required
from assessments.findings import GRADE_WORDS, Grade
from assessments.models import Assessment
from assessments.screens import latest_screen
from assessments.views.hidden import hidden_page
from hipcoach.privacy import audit
from hipcoach.privacy.models import AuditEntry
from programs import asking, assigning, coverage_map, second_looks, standing
from programs.following import is_suspended, local_day, weeks_of
from programs.forms.assigning import AssignForm
from programs.glance import glances
from programs.models import Muscle, Plan, SessionLog
from programs.progress import ready
from programs.refusals import Refused
from programs.revised import what_changed
from programs.suggesting import suggest as suggest_for

LATEST_SESSIONS = 20


@require_http_methods(["GET", "HEAD", "POST"])
@trainer_required
def suggest(request: TrainerRequest, pk: int) -> HttpResponse:
    """GET shows what suits; POST assigns the chosen template."""
    finished = Assessment.objects.finished().filter(client__trainer=request.trainer)
    assessment = get_object_or_404(finished.select_related("client", "finding"), pk=pk)
    today = local_day(assessment.client, timezone.now())
    if request.method != "POST":
        form = AssignForm(trainer=request.trainer, today=today)
        return _suggestions(request, assessment, form)
    form = AssignForm(request.POST, trainer=request.trainer, today=today)
    if form.is_valid():
        try:
            plan = assigning.assign(
                client=assessment.client,
                trainer=request.trainer,
                assessment=assessment,
                now=timezone.now(),
                **form.cleaned_data,
            )
        except assigning.ReasonMissing as missing:
            form.add_error("why", str(missing))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The plan is assigned."))
            return redirect(plan)
    return _suggestions(request, assessment, form, status=422)


def _suggestions(
    request: TrainerRequest, assessment: Assessment, form: AssignForm, *, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    client = assessment.client
    found = suggest_for(client=client, assessment=assessment, trainer=request.trainer, now=now)
    if not found.screen.may_read:
        return hidden_page(request, client)
    _note_reading(
        request, client_id=client.pk, subject=f"assessment {assessment.pk}", fields=["finding", "intake"]
    )
    closed = standing.why_closed(client=client, screen=found.screen)
    context = {
        "assessment": assessment,
        "grade": found.profile.overall,
        "grade_words": GRADE_WORDS[Grade(found.profile.overall)] if found.profile.overall else "",
        "found": found,
        "closed": closed,
        "can_assign": not closed and (found.suggested or found.others),
        "newer": client.assessments.finished().filter(finished_at__gt=assessment.finished_at).first(),
        "form": form,
        "chosen": form["template"].value() or (found.suggested[0].template.pk if found.suggested else ""),
    }
    return render(request, "programs/suggest.html", context, status=status)


@require_safe
@trainer_required
def plan(request: TrainerRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(
        Plan.objects.filter(client__trainer=request.trainer).select_related(
            "client__trainer", "template", "previous", "next_version", "assigned_by"
        ),
        pk=pk,
    )
    now = timezone.now()
    screen = latest_screen(client=found.client, now=now)
    if not screen.may_read:
        return hidden_page(request, found.client)
    # The order is repeated, because a sum drops the model's own.
    logs = SessionLog.objects.of_series(found).annotate(sets=Sum("items__sets_done"))
    sessions = list(logs.select_related("plan").order_by("-day", "-pk"))
    items = list(found.items.select_related("exercise").prefetch_related("exercise__work__muscle"))
    _note_reading(request, client_id=found.client_id, subject=f"plan {pk}", fields=["plan", "session logs"])
    suspended = is_suspended(screen)
    context = {
        "plan": found,
        "status": _status(found, suspended=suspended),
        "closed": standing.why_screen_closed(screen),
        "asked": next(iter(asking.waiting([found.client])), None),
        "glance": glances([found], now=now)[found.pk],
        "steps": ready([found], now=now, known={found.client_id: screen}).get(found.pk, ()),
        "again": () if found.archived_at else second_looks.reopened([found]).get(found.pk, ()),
        "corrected": None if found.archived_at else second_looks.corrected_tests([found]).get(found.pk),
        "changed": what_changed(found),
        "items": items,
        "map": coverage_map.draw(
            [(item.exercise, item.from_week, item.to_week) for item in items],
            weeks=found.weeks,
            must=coverage_map.required(found.template.must_cover if found.template else ()),
            muscles=list(Muscle.objects.all()),
        ),
        "past_limits": [item.name for item in items if not screen.limits.isdisjoint(item.exercise.cautions)],
        "weeks": weeks_of(found, sessions),
        "this_week": found.week_of(local_day(found.client, now)),
        "sessions": sessions[:LATEST_SESSIONS],
        "session_count": len(sessions),
        "pain_limit": request.trainer.pain_limit,
    }
    return render(request, "programs/plan.html", context)


def _status(plan: Plan, *, suspended: bool) -> tuple[str, str]:
    """For the tag: its look and its words."""
    if plan.archived_at:
        return "archived", _("archived")
    return ("suspended", _("paused")) if suspended else ("live", _("live"))


@require_POST
@trainer_required
def archive(request: TrainerRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Plan.objects.filter(client__trainer=request.trainer), pk=pk)
    assigning.archive(plan=found, trainer=request.trainer, now=timezone.now())
    messages.success(request, _("The plan is archived. What was logged stays."))
    return redirect(found)


def _note_reading(request: TrainerRequest, *, client_id: int, subject: str, fields: list[str]) -> None:
    audit.record(
        actor=request.user,
        client_id=client_id,
        act=AuditEntry.Act.READ,
        subject=subject,
        fields=fields,
        now=timezone.now(),
    )
