"""The client's say: what they agreed to, in the words of then, to give and to take back."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments import consents, questions
from assessments.access import ClientRequest, client_required
from assessments.models import Consent
from assessments.questions import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One consent: `held` is the row that stands, `earlier` what was taken back, newest first."""

    kind: Consent.Kind
    wording: Text
    held: Consent | None
    earlier: list[Consent]

    @property
    def is_in_force(self) -> bool:
        return self.held is not None and self.held.wording_version == questions.CONSENT_VERSION


@client_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_consent(request: ClientRequest) -> HttpResponse:
    """POST `kind` with `agree` (the version of the wording that was read) or `withdraw`."""
    if request.method == "POST":
        return _decide(request)
    rows = list(request.client.consents.order_by("-given_at", "-pk"))
    context = {
        "boxes": [_box(kind, rows) for kind in Consent.Kind],
        "version": questions.CONSENT_VERSION,
        "has_intake": request.client.intakes.submitted().whole().exists(),
    }
    return render(request, "intake/consent.html", context)


def _decide(request: ClientRequest) -> HttpResponse:
    kind, now = request.POST.get("kind"), timezone.now()
    if kind not in Consent.Kind.values:
        return HttpResponseBadRequest()
    if "withdraw" in request.POST:
        consents.withdraw(client=request.client, kind=Consent.Kind(kind), now=now)
        messages.success(request, _("You took it back. It counts from now on."))
        return redirect("my_consent")
    try:
        wording = int(request.POST.get("agree", "")[:4])
        consents.give(client=request.client, kind=Consent.Kind(kind), wording=wording, now=now)
    except (ValueError, consents.WordingChanged):
        messages.warning(request, _("The words have changed meanwhile. Please read them once more."))
    else:
        messages.success(request, _("Thank you, your agreement is noted."))
    return redirect("my_consent")


def _box(kind: Consent.Kind, rows: list[Consent]) -> Box:
    of_kind = [row for row in rows if row.kind == kind]
    return Box(
        kind=kind,
        wording=questions.WORDINGS[questions.CONSENT_VERSION][kind],
        held=next((row for row in of_kind if row.withdrawn_at is None), None),
        earlier=[row for row in of_kind if row.withdrawn_at is not None],
    )
