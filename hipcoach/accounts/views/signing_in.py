"""Where signing in differs from allauth's views: trusted devices, codes sent again, and the admin's door."""

import time
from datetime import UTC, datetime
from typing import Any

from allauth.account.views import ConfirmLoginCodeView as AllauthConfirmLoginCodeView
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from hipcoach.accounts.devices import TRUSTED
from hipcoach.accounts.requests import way_on
from hipcoach.accounts.sending import take_back_code
from hipcoach.common.http import with_query


class ConfirmLoginCodeView(AllauthConfirmLoginCodeView):
    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()
        if "code" in kwargs:
            kwargs["made_at"] = datetime.fromtimestamp(self._process.state["at"], UTC)
        return kwargs

    def _verify_form_valid(self, form: Form) -> HttpResponse:
        self.request.session[TRUSTED] = form.cleaned_data["remember"]
        response: HttpResponse = super()._verify_form_valid(form)
        return response

    def _resend_form_valid(self, form: Form) -> HttpResponse:
        """The new code lasts as long as its mail says, and works alone."""
        take_back_code(self.request.session, "sign-in-code", now=timezone.now())
        response: HttpResponse = super()._resend_form_valid(form)
        self._process.state["at"] = time.time()
        self._process.persist()
        return response


class PasskeyLoginView(LoginWebAuthnView):
    def form_valid(self, form: Form) -> HttpResponse:
        self.request.session[TRUSTED] = False
        response: HttpResponse = super().form_valid(form)
        return response


confirm_login_code = ConfirmLoginCodeView.as_view()
passkey_login = PasskeyLoginView.as_view()


@never_cache
def admin_login(request: HttpRequest) -> HttpResponse:
    """The admin's own form knows no throttle and no second factor; nobody signs in by it."""
    if not request.user.is_authenticated:
        return redirect(with_query(reverse("account_login"), next=way_on(request) or reverse("admin:index")))
    if not request.user.is_staff:
        raise PermissionDenied
    return redirect(way_on(request) or "admin:index")
