"""Setting up the second factor, and showing it: allauth's views, opened to whom and when we say."""

from collections.abc import Callable
from functools import partial
from typing import Any

from allauth.mfa.base import views as base
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.contrib import messages
from django.db import IntegrityError
from django.forms import Form
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.views.decorators.http import require_safe

from hipcoach.accounts.devices import end_others
from hipcoach.accounts.fresh import reauthentication_required
from hipcoach.accounts.mfa import MFAAdapter
from hipcoach.accounts.requests import UserRequest
from hipcoach.accounts.second_factor import factors, for_password_users, is_demanded, note_shown

SECURITY = reverse_lazy("account_security")


def private(view: Callable[..., Any]) -> Callable[..., HttpResponse]:
    """Opened to those with a password who have just shown who they are."""
    return for_password_users(reauthentication_required(view))


@for_password_users
@require_safe
def overview(request: UserRequest) -> HttpResponse:
    """Where it is still to be set up: how; else among everything about signing in."""
    if factors(request.user).exists():
        return redirect("account_security")
    return render(request, "mfa/index.html", {"is_demanded": is_demanded(request.user)})


class ActivateTOTPView(totp.ActivateTOTPView):
    def form_valid(self, form: Form) -> HttpResponse:
        return _set_up(self.request, partial(super().form_valid, form))


class AddPasskeyView(webauthn.AddWebAuthnView):
    def form_valid(self, form: Form) -> HttpResponse:
        return _set_up(self.request, partial(super().form_valid, form))


def _set_up(request: Any, save: Callable[[], HttpResponse]) -> HttpResponse:
    """Setting one up shows that one holds it; whoever got in elsewhere by the password alone is out."""
    is_first = not factors(request.user).exists()
    try:
        response = save()
    except IntegrityError:  # Pressed twice: the other request has set it up.
        return redirect("account_security")
    note_shown(request, request.user)
    if is_first:
        end_others(request)
    return response


@private
def passkey_remove(request: UserRequest, pk: int) -> HttpResponseBase:
    passkey = get_object_or_404(Authenticator, pk=pk, user=request.user, type=Authenticator.Type.WEBAUTHN)
    adapter = MFAAdapter()
    if not adapter.can_delete_authenticator(passkey):
        messages.error(request, adapter.error_messages["cannot_delete_authenticator"])
        return redirect("account_security")
    return _passkey_remove(request, pk=pk)


_passkey_remove = webauthn.RemoveWebAuthnView.as_view(success_url=SECURITY)

totp_activate = private(ActivateTOTPView.as_view())
totp_deactivate = private(totp.DeactivateTOTPView.as_view(success_url=SECURITY))
passkey_add = private(AddPasskeyView.as_view())
passkey_rename = private(webauthn.EditWebAuthnView.as_view(success_url=SECURITY))
recovery_codes = private(recovery.view_recovery_codes)
recovery_codes_new = private(recovery.generate_recovery_codes)
recovery_codes_download = private(recovery.download_recovery_codes)
authenticate = base.authenticate
reauthenticate = for_password_users(base.reauthenticate)
passkey_reauthenticate = for_password_users(webauthn.reauthenticate_webauthn)
