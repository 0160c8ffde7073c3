"""Pages of somebody: whoever isn't signed in is led to the sign-in, and from there to a page that opens."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

Response = TypeVar("Response", bound=HttpResponseBase)


def login_required(view: Callable[..., Response]) -> Callable[..., Response | HttpResponse]:
    """As Django's, but who pressed a button comes back to its page: the button's own address has none."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Any, **kwargs: Any) -> Response | HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        return redirect_to_login(way_back(request))

    return guarded


def way_back(request: HttpRequest) -> str:
    """This page, or the one whose button was pressed."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    came_from = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(came_from, {request.get_host()}, request.is_secure()):
        return reverse("home_for_user")
    there = urlsplit(came_from)
    return f"{there.path}?{there.query}" if there.query else there.path
