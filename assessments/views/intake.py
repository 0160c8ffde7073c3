"""The client's intake and short checks: one step a page, then what they mean."""

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from assessments import questions
from assessments.access import ClientRequest, client_required
from assessments.advice import advise
from assessments.intake import may_bring_self_test, next_asked, open_draft
from assessments.models import Client
from assessments.questions import Asked
from assessments.screening import Urgency, locked_because
from assessments.screens import CurrentScreen, latest_screen
from assessments.views.intake_steps import Round, save, show
from hipcoach.common.cautions import CAUTION_LABELS, Caution

STEPS = {
    step.key: (asked, step)
    for asked, questionnaire in questions.TODAY.items()
    for step in questionnaire.steps
}
NOWHERE = (Asked.WHOLE, None)


@require_http_methods(["GET", "HEAD", "POST"])
@client_required
def intake(request: ClientRequest) -> HttpResponse:
    """`?step=` names the page; without it, what is asked now, or what the last answers mean."""
    now, client = timezone.now(), request.client
    asked, step = STEPS.get(request.GET.get("step", ""), NOWHERE)
    is_known = client.intakes.submitted().whole().exists()
    if asked is Asked.CHECK and not is_known:
        return redirect("my_intake")
    going = _round(client, asked)
    if request.method == "POST":
        return save(request, going, step, now=now) if step else _start(going, now=now)
    if not is_known or asked is Asked.CHECK or (step and going.draft):
        return show(request, going, step, now=now)
    return redirect("my_intake") if step else _what_is_asked(request, going, now=now)


def _round(client: Client, asked: Asked) -> Round:
    return Round(client=client, asked=asked, page="my_intake")


def _what_is_asked(request: ClientRequest, going: Round, *, now: datetime) -> HttpResponse:
    current = latest_screen(client=request.client, now=now)
    if next_asked(client=request.client, current=current, now=now) is Asked.CHECK:
        return show(request, _round(request.client, Asked.CHECK), None, now=now)
    return _standing(request, going, current, now=now)


def _start(going: Round, *, now: datetime) -> HttpResponse:
    open_draft(client=going.client, now=now)
    return redirect(going.url(going.today.steps[0]))


def _standing(request: ClientRequest, going: Round, current: CurrentScreen, *, now: datetime) -> HttpResponse:
    stops = tuple(match for match in current.matches if match.urgency is not Urgency.REVIEW)
    draft = going.draft
    context = {
        "current": current,
        "advice": () if current.may_test else advise(stops or current.matches),
        "locked": [locked_because(reason) for reason in current.reasons_locked],
        "limits": [CAUTION_LABELS[tag] for tag in Caution if tag in current.limits],
        "submitted": request.client.intakes.submitted().first(),
        "may_bring_self_test": may_bring_self_test(client=request.client, draft=draft, now=now),
        "self_test_draft": draft,
        "draft_url": going.url(going.first_open(draft.answers)) if draft else "",
    }
    return render(request, "intake/standing.html", context)
