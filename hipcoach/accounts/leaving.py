"""Signing out empties the browser, too."""

from allauth.account import views
from django.http import HttpRequest, HttpResponseBase


def sign_out(request: HttpRequest) -> HttpResponseBase:
    """allauth's own, and what the site has kept on the device goes with the session.

    The page's script has emptied it already; this holds where it didn't get to run.
    """
    was_in = request.user.is_authenticated
    response = views.logout(request)
    if was_in and not request.user.is_authenticated:
        response.headers["Clear-Site-Data"] = '"storage"'
    return response
