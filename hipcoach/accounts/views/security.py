"""Everything about signing in, on one page; and the devices one is signed in on."""

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hipcoach.accounts import devices
from hipcoach.accounts.requests import UserRequest
from hipcoach.accounts.second_factor import factors, is_demanded, uses_password
from hipcoach.accounts.signed_in import login_required
from hipcoach.common.http import SeeOther


@login_required
@never_cache
@require_safe
def security(request: UserRequest) -> HttpResponse:
    here = [device for device in devices.devices(request) if not device.is_lent]
    context = {"devices": here, "uses_password": uses_password(request.user)}
    if context["uses_password"]:
        context |= _second_factor(request)
    return render(request, "accounts/security.html", context)


def _second_factor(request: UserRequest) -> dict[str, object]:
    held = list(factors(request.user))
    codes = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.RECOVERY_CODES).first()
    return {
        "app": next((each for each in held if each.type == Authenticator.Type.TOTP), None),
        "passkeys": [each for each in held if each.type == Authenticator.Type.WEBAUTHN],
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else 0,
        "is_demanded": is_demanded(request.user),
    }


@login_required
@never_cache
@require_safe
def sessions(request: UserRequest) -> HttpResponse:
    return render(request, "accounts/sessions.html", {"devices": devices.devices(request)})


@login_required
@require_POST
def session_end(request: UserRequest) -> HttpResponse:
    """Pressed twice, or gone by itself: the device is signed out, and that is what is said."""
    devices.end(request, request.POST.get("device", ""))
    messages.success(request, _("That device is signed out."))
    return SeeOther(reverse("account_sessions"))


@login_required
@require_POST
def sessions_end(request: UserRequest) -> HttpResponse:
    devices.end_others(request)
    messages.success(request, _("All your other devices are signed out."))
    return SeeOther(reverse("account_sessions"))
