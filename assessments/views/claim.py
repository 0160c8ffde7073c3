"""A trainer who is somebody's client too opens those pages once a mailed code has proven the address.

Clients prove it by signing in. Trainers sign in by password, which proves nothing about a mailbox.
"""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from assessments.access import clients_of
from assessments.signin import claim_by_code, is_trainer
from hipcoach.accounts.codes import Typed, send_code, type_code, waiting
from hipcoach.accounts.forms import CodeForm
from hipcoach.accounts.requests import UserRequest
from hipcoach.accounts.signed_in import login_required
from hipcoach.common.http import SeeOther

PURPOSE = "claim"


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: UserRequest) -> HttpResponse:
    if not is_trainer(request.user):
        raise Http404
    if request.method == "POST" and request.POST.get("action") == "send":
        return _send(request)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and (answer := _try(request, form)):
        return answer
    context = {
        "form": form,
        "asked": waiting(request, purpose=PURPOSE, now=timezone.now()),
        "has_pages": bool(clients_of(request.user)),
    }
    return render(request, "pages/claim.html", context, status=422 if form.errors else 200)


def _send(request: UserRequest) -> HttpResponse:
    sent = send_code(request, purpose=PURPOSE, kind="sign-in-code", to=request.user.email, now=timezone.now())
    if not sent:
        messages.error(request, _("That was a lot of codes. Please wait a few minutes, then ask again."))
    return SeeOther(request.path)


def _try(request: UserRequest, form: CodeForm) -> HttpResponse | None:
    """On to their pages; or None, with the reason on the form."""
    asked = waiting(request, purpose=PURPOSE, now=timezone.now())
    match type_code(request, purpose=PURPOSE, typed=form.cleaned_data["code"], now=timezone.now()):
        case Typed.RIGHT if asked and asked.to == request.user.email:
            claim_by_code(request.user)
            if clients_of(request.user):
                return redirect("me")
            messages.info(request, _("No trainer has a client of this address."))
            return SeeOther(request.path)
        case Typed.WRONG:
            form.add_error("code", _("That is not the code we sent. Please look again."))
            return None
        case _other:
            messages.error(request, _("This code no longer works. Please ask for a new one."))
            return SeeOther(request.path)
