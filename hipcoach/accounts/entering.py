"""Sign in somebody who has just made their account, or proven that it is theirs."""

from allauth.account.app_settings import EmailVerificationMethod
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.http import HttpRequest, HttpResponse

from hipcoach.accounts.models import User


def enter(request: HttpRequest, user: User, *, to: str) -> HttpResponse:
    """The answer that leads on to the address `to`, signed in as if they had typed their password."""
    record_authentication(request, user, method="password", email=user.email)
    response: HttpResponse = perform_login(
        request, user, email_verification=EmailVerificationMethod.NONE, redirect_url=to
    )
    return response
