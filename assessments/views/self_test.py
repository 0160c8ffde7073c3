"""The self-test at home. Nothing that is told here is stored; a client may bring their result in later."""

import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from assessments import home_test
from assessments.access import ClientRequest, client_required
from assessments.advice import advise, tap_advice, tap_clauses
from assessments.findings import Thresholds
from assessments.forms.self_test import HomeForm
from assessments.intake import NoConsentError, bring_self_test, leave_self_test_out
from assessments.screening import Urgency
from assessments.words import KNEE_WORDS, SIDE_WORDS, choices

LONGEST_RESULT = 2_000


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def self_test(request: HttpRequest) -> HttpResponse:
    """POST is for browsers without our script: it reads the answers, says what they mean, forgets them."""
    form = HomeForm(request.POST if request.method == "POST" else None)
    answers, verdict = {}, None
    if form.is_bound:
        form.is_valid()
        answers = {key: value for key, value in form.answers.items() if value is not None}
        verdict = home_test.verdict(answers)
    stops = [match for match in home_test.matches(answers) if match.urgency is not Urgency.REVIEW]
    context = {
        "form": form,
        "verdict": verdict,
        "advice": advise(stops),
        "tap_advice": tap_advice(home_test.AT_ONCE),
        "with_trainer": tap_clauses(home_test.clauses_of_review()),
        "levels": choices(KNEE_WORDS),
        "scale": range(11),
        "sides": choices(SIDE_WORDS),
        "thresholds": Thresholds(),
        "tries": range(home_test.MOST_TRIES),
    }
    is_open = form.is_bound and verdict is None
    return render(request, "self_test/self_test.html", context, status=422 if is_open else 200)


@require_POST
@client_required
def bring(request: ClientRequest) -> HttpResponse:
    """The result that lay on the device, by the client's own press of a button; for the page's script."""
    now = timezone.now()
    if "leave_out" in request.POST:
        leave_self_test_out(client=request.client)
        return redirect("my_intake")
    try:
        found = home_test.read(_sent(request), today=timezone.localdate())
        bring_self_test(client=request.client, found=found, now=now)
    except ValueError:
        return JsonResponse({"told": _("That could not be read. Nothing was brought in.")}, status=400)
    except NoConsentError:
        return JsonResponse(
            {"told": _("Please agree to the use of your health data first; then bring it in.")}, status=409
        )
    return JsonResponse({"told": _("Your self-test is in your intake now, and no longer on this device.")})


def _sent(request: HttpRequest) -> object:
    text = request.POST.get("result", "")
    if len(text) > LONGEST_RESULT:
        raise ValueError
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError from error
