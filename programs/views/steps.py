"""Steps that the rules suggest for a plan's lines: taken or declined in one tap, or small ones unasked."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from assessments.access import TrainerRequest, trainer_required
from programs import stepping
from programs.models import Plan
from programs.progression import Kind
from programs.refusals import Refused


@require_POST
@trainer_required
def plan_steps(request: TrainerRequest, pk: int) -> HttpResponse:
    """`take` and `decline` name steps as "line:kind"; `take` may name several, which become one version.

    `seen` names a decision that was looked at again.
    """
    plan = _plan(request, pk)
    taken, declined = (_named(plan, request.POST.getlist(name)) for name in ("take", "decline"))
    now = timezone.now()
    try:
        if taken:
            plan = stepping.take(plan=plan, trainer=request.trainer, steps=taken, now=now)
            messages.success(
                request,
                ngettext(
                    "Done: version %(number)s is your client's plan now.",
                    "Done: version %(number)s is your client's plan now.",
                    len(taken),
                )
                % {"number": plan.version},
            )
        for item, kind in declined.items():
            stepping.decline(plan=plan, trainer=request.trainer, item=item, kind=kind, now=now)
            messages.success(request, _("All right, it stays as it is."))
        if seen := request.POST.get("seen", ""):
            number = int(seen) if seen.isdecimal() and len(seen) < 19 else 0
            stepping.look_again(plan=plan, trainer=request.trainer, decision=number, now=now)
            messages.success(request, _("Good. It is off the list."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("desk") if request.POST.get("back") == "desk" else redirect(plan)


@require_POST
@trainer_required
def plan_small_steps(request: TrainerRequest, pk: int) -> HttpResponse:
    plan = _plan(request, pk)
    by_themselves = request.POST.get("by_themselves") == "yes"
    try:
        stepping.let_small_steps(
            plan=plan, trainer=request.trainer, by_themselves=by_themselves, now=timezone.now()
        )
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request,
            _("Small steps now go by themselves.")
            if by_themselves
            else _("You are asked before every step."),
        )
    return redirect(plan)


def _plan(request: TrainerRequest, pk: int) -> Plan:
    return get_object_or_404(Plan.objects.filter(client__trainer=request.trainer), pk=pk)


def _named(plan: Plan, values: list[str]) -> Mapping[int, str]:
    """Steps by the id of the plan's line; anything that is none of them is nobody's."""
    lines = {f"{pk}" for pk in plan.items.values_list("pk", flat=True)} if values else set()
    named = {}
    for value in values:
        line, _colon, kind = value.partition(":")
        if line not in lines or kind not in set(Kind):
            raise Http404
        named[int(line)] = kind
    return named
