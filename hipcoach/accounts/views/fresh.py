"""Showing once more who one is, for those who sign in by code: another code, by mail."""

from allauth.account.views import PasswordChangeView
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hipcoach.accounts.codes import Typed, send_code, type_code, waiting
from hipcoach.accounts.forms import CodeForm
from hipcoach.accounts.fresh import is_fresh, make_fresh, reauthentication_required
from hipcoach.accounts.requests import UserRequest, way_on
from hipcoach.accounts.signed_in import login_required
from hipcoach.common.http import SeeOther, with_query

PURPOSE = "reauthenticate"

password_change = never_cache(
    reauthentication_required(PasswordChangeView.as_view(success_url=reverse_lazy("account_security")))
)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def by_code(request: UserRequest) -> HttpResponse:
    target = way_on(request)
    if request.user.has_usable_password():
        return redirect(with_query(reverse("account_reauthenticate"), next=target))
    if is_fresh(request):
        return redirect(target or "home_for_user")
    if request.method == "POST" and request.POST.get("action") == "send":
        return _send(request, target)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        answer = _try(request, form, target)
        if answer:
            return answer
    asked = waiting(request, purpose=PURPOSE, now=timezone.now())
    return render(
        request, "accounts/reauthenticate_by_code.html", {"form": form, "asked": asked, "next": target}
    )


def _send(request: UserRequest, target: str) -> HttpResponse:
    sent = send_code(request, purpose=PURPOSE, kind="sign-in-code", to=request.user.email, now=timezone.now())
    if not sent:
        messages.error(request, _("That was a lot of codes. Please wait a few minutes, then ask again."))
    return SeeOther(with_query(reverse("reauthenticate_by_code"), next=target))


def _try(request: UserRequest, form: CodeForm, target: str) -> HttpResponse | None:
    """Back to where they were; or None, with the reason on the form."""
    match type_code(request, purpose=PURPOSE, typed=form.cleaned_data["code"], now=timezone.now()):
        case Typed.RIGHT:
            make_fresh(request, request.user)
            return SeeOther(target or reverse("home_for_user"))
        case Typed.WRONG:
            form.add_error("code", _("That is not the code we sent. Please look again."))
        case Typed.GONE:
            messages.error(request, _("This code no longer works. Please ask for a new one."))
            return SeeOther(with_query(reverse("reauthenticate_by_code"), next=target))
    return None
