"""Another sign-in address: a code goes to it, and it counts once the code is typed.

An address that somebody has already gets the same answers, and no mail; its code is never right.
"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hipcoach.accounts.address import change_address, is_free
from hipcoach.accounts.codes import Typed, send_code, type_code, waiting
from hipcoach.accounts.devices import end_others
from hipcoach.accounts.forms import AddressForm, CodeForm
from hipcoach.accounts.fresh import reauthentication_required
from hipcoach.accounts.requests import UserRequest
from hipcoach.common.http import SeeOther

PURPOSE = "address"


@never_cache
@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def address(request: UserRequest) -> HttpResponse:
    form = AddressForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        if send_code(
            request,
            purpose=PURPOSE,
            kind="address-code",
            to=email,
            now=timezone.now(),
            really=is_free(email),
        ):
            return SeeOther(reverse("account_address_confirm"))
        form.add_error(None, _("That was a lot of codes. Please wait a few minutes, then try again."))
    return render(request, "accounts/address.html", {"form": form})


@never_cache
@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: UserRequest) -> HttpResponse:
    asked = waiting(request, purpose=PURPOSE, now=timezone.now())
    if asked is None:
        return redirect("account_address")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        typed = type_code(request, purpose=PURPOSE, typed=form.cleaned_data["code"], now=now)
        if typed is Typed.RIGHT and change_address(user=request.user, email=asked.to, now=now):
            end_others(request)
            messages.success(request, _("Done. From now on you sign in with your new address."))
            return SeeOther(reverse("account_security"))
        if typed is not Typed.WRONG:
            messages.error(request, _("This code no longer works. Please start again."))
            return SeeOther(reverse("account_address"))
        form.add_error("code", _("That is not the code we sent. Please look again."))
    return render(request, "accounts/address_confirm.html", {"form": form, "asked": asked})
