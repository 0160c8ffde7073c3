"""The client's intake: one step a page, then what it means."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments import screening
from assessments.access import ClientRequest, client_required
from assessments.advice import advise, tap_advice
from assessments.forms.intake import StepForm
from assessments.intake import IncompleteError, open_draft, save_draft, submit
from assessments.models import Intake
from assessments.questions import STEPS, Step, missing
from assessments.screening import Urgency, locked_because
from assessments.screens import latest_screen, stop_signs
from hipcoach.common.cautions import CAUTION_LABELS, Caution

STEP_BY_KEY = {step.key: step for step in STEPS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A step as the line of progress shows it."""

    step: Step
    done: bool
    current: bool


@require_http_methods(["GET", "HEAD", "POST"])
@client_required
def intake(request: ClientRequest) -> HttpResponse:
    """`?step=` names the page; without it, what the last intake means, or the first page still open."""
    now = timezone.now()
    step = STEP_BY_KEY.get(request.GET.get("step", ""))
    if request.method == "POST":
        return _save(request, step, now=now) if step else _start(request, now=now)
    draft = request.client.intakes.drafts().first()
    is_known = request.client.intakes.submitted().exists()
    if is_known and (draft is None or step is None):
        return redirect("my_intake") if step else _standing(request, draft, now=now)
    answers = draft.answers if draft else {}
    step = step or _first_open(answers)
    form = StepForm(answers if "check" in request.GET else None, initial=answers, step=step)
    return _page(request, form, answers, now=now)


def _start(request: ClientRequest, *, now: datetime) -> HttpResponse:
    open_draft(client=request.client, now=now)
    return redirect(_step_url(STEPS[0]))


def _save(request: ClientRequest, step: Step, *, now: datetime) -> HttpResponse:
    """Whatever is an answer is kept, also when the page is sent back or left by its Back button."""
    form = StepForm(request.POST, step=step)
    is_valid = form.is_valid()
    kept = save_draft(client=request.client, answers=form.answers, now=now)
    if kept.submitted_at:
        return redirect("my_intake")
    position = STEPS.index(step)
    if "back" in request.POST:
        return redirect(_step_url(STEPS[max(position - 1, 0)]))
    if not is_valid:
        return _page(request, form, kept.answers, now=now, status=422)
    if step is not STEPS[-1]:
        return redirect(_step_url(STEPS[position + 1]))
    return _submit(request, now=now)


def _submit(request: ClientRequest, *, now: datetime) -> HttpResponse:
    try:
        submit(client=request.client, now=now)
    except IncompleteError as error:
        messages.warning(request, _("A few answers are still missing. They are marked on this page."))
        return redirect(_step_url(_step_of(error.missing[0]), check=True))
    return redirect("my_intake")


def _page(
    request: ClientRequest,
    form: StepForm,
    answers: Mapping[str, Any],
    *,
    now: datetime,
    status: int = 200,
) -> HttpResponse:
    step = form.step
    context = {
        "form": form,
        "step": step,
        "number": STEPS.index(step) + 1,
        "stages": _stages(answers, current=step),
        "is_last": step is STEPS[-1],
        "advice": advise(stop_signs(answers, client=request.client, now=now)),
        "tap_advice": tap_advice(step),
        "saved": {key: answers[key] for key in screening.SCREENED_KEYS & answers.keys()},
    }
    return render(request, "intake/step.html", context, status=status)


def _stages(answers: Mapping[str, Any], *, current: Step) -> list[Stage]:
    still_open = set(missing(answers))
    return [
        Stage(step=step, done=_is_done(step, answers, still_open), current=step is current) for step in STEPS
    ]


def _is_done(step: Step, answers: Mapping[str, Any], still_open: set[str]) -> bool:
    keys = {question.key for question in step.questions}
    return keys.isdisjoint(still_open) and not keys.isdisjoint(answers)


def _standing(request: ClientRequest, draft: Intake | None, *, now: datetime) -> HttpResponse:
    current = latest_screen(client=request.client, now=now)
    stops = tuple(match for match in current.matches if match.urgency is not Urgency.REVIEW)
    context = {
        "current": current,
        "advice": () if current.may_test else advise(stops or current.matches),
        "locked": [locked_because(reason) for reason in current.reasons_locked],
        "limits": [CAUTION_LABELS[tag] for tag in Caution if tag in current.limits],
        "submitted": request.client.intakes.submitted().first(),
        "draft_url": _step_url(_first_open(draft.answers)) if draft else "",
    }
    return render(request, "intake/standing.html", context)


def _first_open(answers: Mapping[str, Any]) -> Step:
    still_open = missing(answers)
    return _step_of(still_open[0]) if still_open else STEPS[-1]


def _step_of(key: str) -> Step:
    return next(step for step in STEPS if any(question.key == key for question in step.questions))


def _step_url(step: Step, *, check: bool = False) -> str:
    """The page of a step; `check` marks what is still open on it."""
    return reverse("my_intake", query={"step": step.key} | ({"check": "1"} if check else {}))
