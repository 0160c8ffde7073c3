"""How the live screen's script is answered; see also outbox.js."""

from django import forms
from django.http import HttpRequest, JsonResponse
from django.utils.functional import Promise


def wants_json(request: HttpRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def refusal(reason: str | Promise) -> JsonResponse:
    """What was sent stands against what is on record; sending it again is of no use."""
    return JsonResponse({"reason": reason}, status=409)


def asked_again(*sent: forms.Form) -> JsonResponse:
    reasons = []
    for form in sent:
        for name, errors in form.errors.get_json_data().items():
            label = f"{form.fields[name].label}: " if name in form.fields else ""
            reasons.append(label + " ".join(error["message"] for error in errors))
    return JsonResponse({"reason": " ".join(reasons)}, status=422)
