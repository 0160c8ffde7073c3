"""The pages of a questionnaire, one step each; the same at home and on a tablet handed over at the studio."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments import questions
from assessments.advice import advise, tap_advice
from assessments.answers import readable
from assessments.forms.intake import StepForm
from assessments.intake import (
    AnsweredElsewhereError,
    IncompleteError,
    NoConsentError,
    draft_of,
    may_ask,
    may_bring_self_test,
    save_draft,
    submit,
)
from assessments.models import Client, Intake
from assessments.questions import Asked, Questionnaire, Step
from assessments.screens import stop_signs
from hipcoach.accounts.models import User

LONGEST_SEEN = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A step as the line of progress shows it."""

    step: Step
    done: bool
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One client going through one questionnaire; `page` is the name of the address they do it on."""

    client: Client
    asked: Asked
    page: str
    handed_over_by: User | None = None

    @property
    def today(self) -> Questionnaire:
        return questions.TODAY[self.asked]

    @property
    def draft(self) -> Intake | None:
        return draft_of(self.client, self.asked)

    def url(self, step: Step, *, check: bool = False) -> str:
        """The page of a step; `check` marks what is still open on it."""
        return reverse(self.page, query={"step": step.key} | ({"check": "1"} if check else {}))

    def first_open(self, answers: Mapping[str, Any]) -> Step:
        still_open = self.today.missing(answers)
        return self.today.step_of(still_open[0]) if still_open else self.today.steps[-1]


def show(request: HttpRequest, going: Round, step: Step | None, *, now: datetime) -> HttpResponse:
    """The page of a step, or of the first that is still open; of consent, while health waits for it."""
    draft = going.draft
    answers = draft.answers if draft else {}
    step = step or going.first_open(answers)
    if not may_ask(client=going.client, step=step, draft=draft, now=now):
        return _consent_first(request, going)
    form = StepForm(answers if "check" in request.GET else None, initial=answers, step=step)
    return _page(request, going, form, draft, now=now)


def save(request: HttpRequest, going: Round, step: Step, *, now: datetime) -> HttpResponse:
    """Whatever is an answer is kept, also when the page is sent back or left by its Back button."""
    form = StepForm(request.POST, step=step)
    is_valid = form.is_valid()
    clashes: tuple[str, ...] = ()
    try:
        kept = save_draft(
            client=going.client, asked=going.asked, answers=form.answers, seen=_seen(request), now=now
        )
    except AnsweredElsewhereError as elsewhere:
        kept, clashes = elsewhere.intake, elsewhere.clashes
    except NoConsentError:
        return _consent_first(request, going)
    if "autosave" in request.POST:
        return _told(kept, step, clashes)
    if kept.submitted_at:
        return redirect(going.page)
    if clashes or not (is_valid or "back" in request.POST):
        status = 409 if clashes else 422
        return _page(request, going, form, kept, now=now, status=status, clashes=clashes)
    return _go_on(request, going, step, now=now)


def _consent_first(request: HttpRequest, going: Round) -> HttpResponse:
    """To where the client can give it: in the whole intake, or else beside it."""
    messages.warning(request, _("First your say, please: before it we keep nothing about your health."))
    consent = going.today.step(questions.CONSENT.key)
    return redirect(going.url(consent) if consent else "my_consent")


def _go_on(request: HttpRequest, going: Round, step: Step, *, now: datetime) -> HttpResponse:
    steps = going.today.steps
    position = steps.index(step)
    if "back" in request.POST:
        return redirect(going.url(steps[max(position - 1, 0)]))
    if step is not steps[-1]:
        return redirect(going.url(steps[position + 1]))
    return _submit(request, going, now=now)


def _submit(request: HttpRequest, going: Round, *, now: datetime) -> HttpResponse:
    try:
        submit(client=going.client, asked=going.asked, handed_over_by=going.handed_over_by, now=now)
    except IncompleteError as error:
        messages.warning(request, _("A few answers are still missing. They are marked on this page."))
        return redirect(going.url(going.today.step_of(error.missing[0]), check=True))
    return redirect(going.page)


def _page(
    request: HttpRequest,
    going: Round,
    form: StepForm,
    draft: Intake | None,
    *,
    now: datetime,
    status: int = 200,
    clashes: tuple[str, ...] = (),
) -> HttpResponse:
    step, steps = form.step, going.today.steps
    answers = draft.answers if draft else {}
    whole = None if going.asked is Asked.WHOLE else going.client.intakes.submitted().whole().first()
    known = {**(whole.answers if whole else {}), **answers}
    signs = stop_signs(draft, whole=whole, client=going.client, now=now) if draft else ()
    advice = advise(signs)
    context = {
        "form": form,
        "step": step,
        "action": going.url(step),
        "client": going.client,
        "is_check": going.asked is Asked.CHECK,
        "number": steps.index(step) + 1,
        "stages": _stages(going.today, answers, current=step),
        "is_last": step is steps[-1],
        "advice": advice,
        "said": [each.text for each in advice],
        "tap_advice": tap_advice(step),
        "saved": {key: value for key, value in known.items() if isinstance(value, str | int)},
        "seen": _shown(answers, step),
        "may_bring_self_test": may_bring_self_test(client=going.client, draft=draft, now=now),
        "self_test_draft": draft,
        "clashes": [row for part in _clashing(going, answers, clashes) for row in part.answers],
        "is_clashing": bool(clashes),
    }
    layout = "tablet" if going.handed_over_by else "intake"
    return render(request, f"{layout}/step.html", context, status=status)


def _clashing(going: Round, answers: Mapping[str, Any], clashes: tuple[str, ...]) -> Any:
    """What another window has saved, in words."""
    return readable(
        {key: value for key, value in answers.items() if key in clashes}, flagged=frozenset(), to=going.today
    )


def _told(kept: Intake, step: Step, clashes: tuple[str, ...]) -> JsonResponse:
    """For the page's script: what it has seen from now on, and whether another window answered otherwise."""
    told = {"seen": _shown(kept.answers, step), "clashes": bool(clashes), "sent": bool(kept.submitted_at)}
    return JsonResponse(told, status=409 if clashes else 200)


def _shown(answers: Mapping[str, Any], step: Step) -> str:
    """The saved answers of a step, for its form to bring back; see `_seen`."""
    return json.dumps({each.key: answers[each.key] for each in step.questions if each.key in answers})


def _seen(request: HttpRequest) -> dict[str, Any]:
    """What the form showed when it was opened; nothing where that can't be read."""
    text = request.POST.get("seen", "")
    if len(text) > LONGEST_SEEN:
        return {}
    try:
        seen = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return seen if isinstance(seen, dict) else {}


def _stages(asked: Questionnaire, answers: Mapping[str, Any], *, current: Step) -> list[Stage]:
    still_open = set(asked.missing(answers))
    return [
        Stage(step=step, done=_is_done(step, answers, still_open), current=step is current)
        for step in asked.steps
    ]


def _is_done(step: Step, answers: Mapping[str, Any], still_open: set[str]) -> bool:
    keys = {question.key for question in step.questions}
    return keys.isdisjoint(still_open) and not keys.isdisjoint(answers)
