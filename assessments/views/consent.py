"""A change that would strand booked visits is shown first, with all that was typed, to save or to mend."""

import re

from django.http import HttpResponse
from django.shortcuts import render

from assessments.access import TrainerRequest
from assessments.opening import Agreed, NeedsConsent

# Fields of the page itself, beside those of the form it carries along.
_OURS = {"csrfmiddlewaretoken", "agreed", "agreed_zone", "edit"}


def agreed_in(request: TrainerRequest) -> Agreed:
    """What the trainer was shown and saves all the same."""
    numbers = re.findall(r"[0-9]{1,18}", request.POST.get("agreed", ""), re.ASCII)
    return Agreed(visits=frozenset(map(int, numbers)), zone=request.POST.get("agreed_zone", ""))


def goes_back(request: TrainerRequest) -> bool:
    """Whether the trainer would rather change what they typed."""
    return "edit" in request.POST


def ask(
    request: TrainerRequest, change: NeedsConsent, *, title: str, back: str, keeps_form: bool = True
) -> HttpResponse:
    """The page that asks; `back` is where the form stands, which opens with what was typed if it has one."""
    context = {
        "title": title,
        "change": change,
        "agreed": " ".join(str(visit.pk) for visit in change.visits),
        "carried": [
            (name, value) for name, values in request.POST.lists() for value in values if name not in _OURS
        ],
        "back": back,
        "keeps_form": keeps_form,
    }
    return render(request, "desk/settings_confirm.html", context, status=409)
