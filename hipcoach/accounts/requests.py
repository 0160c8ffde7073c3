"""What the account pages ask of a request."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from hipcoach.accounts.models import User


class UserRequest(HttpRequest):
    """After `login_required`."""

    user: User


def way_on(request: HttpRequest) -> str:
    """Where `next` leads, if that is a page of ours; else nothing."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    return asked if url_has_allowed_host_and_scheme(asked, {request.get_host()}, request.is_secure()) else ""
