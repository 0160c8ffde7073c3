"""Revise a plan: everything in one form, saved as a whole as the next version."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments.access import TrainerRequest, trainer_required
from assessments.screens import CurrentScreen, latest_screen
from assessments.views.hidden import hidden_page
from hipcoach.privacy import audit
from hipcoach.privacy.models import AuditEntry
from programs import revising
from programs.following import local_day
from programs.forms.revising import RevisionForm, Shelf
from programs.models import Exercise, Plan
from programs.refusals import Refused
from programs.standing import why_screen_closed
from programs.suggesting import circumstances
from programs.views.building import is_htmx
from programs.words import equipment_in_words


@require_http_methods(["GET", "HEAD", "POST"])
@trainer_required
def plan_revise(request: TrainerRequest, pk: int) -> HttpResponse:
    """GET shows the current version to be changed; POST saves the next one, or only adds a line or looks.

    A look draws anew what the plan would train; to htmx it is sent alone.
    """
    now = timezone.now()
    plans = Plan.objects.filter(client__trainer=request.trainer).select_related("client__trainer", "template")
    plan = get_object_or_404(plans, pk=pk)
    screen = latest_screen(client=plan.client, now=now)
    if not screen.may_read:
        return hidden_page(request, plan.client)
    if request.method != "POST" and plan.archived_at:
        messages.info(request, _("This version is over, so it can't be revised."))
        return redirect(plan)
    form = RevisionForm(
        plan=plan,
        today=local_day(plan.client, now),
        shelf=_shelf(request, plan, screen),
        data=request.POST if request.method == "POST" else None,
    )
    if request.method != "POST":
        _note_reading(request, plan)
        return _page(request, form, screen)
    if "look" in request.POST and is_htmx(request):
        return render(request, "programs/_revise_side.html", {"plan": plan, "form": form})
    if "more" in request.POST or "also" in request.POST:
        form.add()
    if not {"look", "more", "also"}.isdisjoint(request.POST):
        return _page(request, form, screen)
    return _saved(request, form, screen)


def _saved(request: TrainerRequest, form: RevisionForm, screen: CurrentScreen) -> HttpResponse:
    current: Plan | None = None
    if form.is_valid():
        try:
            new = revising.revise(
                plan=form.plan,
                trainer=request.trainer,
                draft=form.draft(revising.lines_of_series(form.plan)),
                now=timezone.now(),
            )
        except revising.Outdated as outdated:
            form.problem, current = str(outdated), outdated.current
        except Refused as refused:
            form.problem = str(refused)
        else:
            if new.pk == form.plan.pk:
                messages.info(request, _("Nothing was changed, so there is no new version."))
            else:
                messages.success(
                    request, _("Version %(number)s is your client's plan now.") % {"number": new.version}
                )
            return redirect(new)
    return _page(request, form, screen, current=current, status=422)


def _page(
    request: TrainerRequest,
    form: RevisionForm,
    screen: CurrentScreen,
    *,
    current: Plan | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "plan": form.plan,
        "form": form,
        "current": current,
        "closed": why_screen_closed(screen),
    }
    return render(request, "programs/revise.html", context, status=status)


def _shelf(request: TrainerRequest, plan: Plan, screen: CurrentScreen) -> Shelf:
    """What the plan holds, retired or not, and what the library holds within this client's limits."""
    profile = circumstances(screens={plan.client_id: screen})[plan.client_id]
    held = set(plan.items.values_list("exercise_id", flat=True))
    open_ = set(Exercise.objects.open_to(request.trainer).order_by().values_list("pk", flat=True))
    rows = Exercise.objects.filter(pk__in=held | open_).prefetch_related("work__muscle")
    fitting = [each for each in rows if each.pk in held or profile.cautions.isdisjoint(each.cautions)]
    lacking = {
        each.pk: _("needs %(kit)s") % {"kit": equipment_in_words(missing)}
        for each in fitting
        if (missing := [kit for kit in each.equipment if kit not in profile.equipment])
    }
    return Shelf.of(fitting, lacking=lacking, open_=open_)


def _note_reading(request: TrainerRequest, plan: Plan) -> None:
    audit.record(
        actor=request.user,
        client_id=plan.client_id,
        act=AuditEntry.Act.READ,
        subject=f"plan {plan.pk}",
        fields=["plan"],
        now=timezone.now(),
    )
