"""The second factor: an app that shows codes, or a passkey. People without a password have none of this.

In production it is demanded of everybody who signs in with a password: trainers, and staff.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache

from hipcoach.accounts.models import User
from hipcoach.accounts.signed_in import login_required
from hipcoach.privacy.limits import Limit, allows

P = ParamSpec("P")

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
# Six digits, three of them right at any time: this keeps guessing hopeless even to who knows the password.
TRIES_A_DAY = Limit(scope="second-factor-tries", most=50, window=timedelta(days=1))
ONCE = Limit(scope="second-factor-code", most=1, window=timedelta(hours=1))
CODES_LAST = timedelta(seconds=90)

# What opens before the second factor is there; everything else leads to its set-up.
SETTING_UP = {
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "account_reauthenticate",
    "reauthenticate_by_code",
    "account_logout",
}
SHOWING = {"mfa_reauthenticate", "mfa_reauthenticate_webauthn", "account_logout"}


def uses_password(user: User) -> bool:
    """Trainers and staff; people who sign in by code have no password."""
    return user.is_staff or user.has_usable_password()


def is_demanded(user: User) -> bool:
    return settings.SECOND_FACTOR_DEMANDED and uses_password(user)


def factors(user: User) -> "QuerySet[Authenticator]":
    found: QuerySet[Authenticator] = Authenticator.objects.filter(user=user, type__in=FACTORS).order_by("pk")
    return found


def has_shown(request: HttpRequest, user: User) -> bool:
    """Whether this session has passed the second factor, at sign-in or when it was set up."""
    return any(record["method"] == "mfa" for record in get_authentication_records(request, user))


def note_shown(request: HttpRequest, user: User) -> None:
    """Whoever has just set one up holds it."""
    record_authentication(request, user, method="mfa", reauthenticated=True)


def is_first_use(user: User, code: str, *, now: datetime) -> bool:
    """Count the use of a code that shows for a minute and a half; whether it is the first.

    It is counted in the hours of its beginning and of its end, so that no full hour lets it through again.
    """
    subject = f"{user.pk}:{normalize_user_code(code)}"
    instants = {ONCE.window_at(at): at for at in (now, now + CODES_LAST)}
    return all(allows((ONCE, subject), now=at) for at in instants.values())


def may_try(user: User, *, now: datetime) -> bool:
    return allows((TRIES_A_DAY, str(user.pk)), now=now)


def for_password_users(view: Callable[Concatenate[Any, P], Any]) -> Callable[..., HttpResponse]:
    """Whoever signs in by code has no second factor: to them, these pages do not exist."""

    @wraps(view)
    def guarded(request: Any, *args: P.args, **kwargs: P.kwargs) -> Any:
        if not uses_password(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return login_required(never_cache(guarded))


class SecondFactorMiddleware:
    """Where it is demanded, nothing opens before it is set up and shown."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseRedirect | None:
        # Without a session there is nobody to ask, and no reason to look into the database.
        if not settings.SECOND_FACTOR_DEMANDED or settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None
        user = request.user
        if not isinstance(user, User) or not is_demanded(user) or has_shown(request, user):
            return None
        match = request.resolver_match
        has_one = factors(user).exists()
        if match and match.view_name in (SHOWING if has_one else SETTING_UP):
            return None
        return HttpResponseRedirect(_showing_page(user) if has_one else reverse("mfa_index"))


def _showing_page(user: User) -> str:
    by_app = factors(user).filter(type=Authenticator.Type.TOTP).exists()
    return reverse("mfa_reauthenticate" if by_app else "mfa_reauthenticate_webauthn")
