"""Whether it was just now that this person showed who they are; some pages open only then.

Trainers show it with their password or second factor, clients with a new code by mail. Signing in counts too.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone

from hipcoach.accounts.models import User
from hipcoach.accounts.signed_in import login_required, way_back
from hipcoach.common.http import with_query

P = ParamSpec("P")
Response = TypeVar("Response", bound=HttpResponseBase)

IDLE = timedelta(days=30)
NOTED_AGAIN_AFTER = timedelta(days=1)
# The session's key for when its health pages were last opened.
LAST_OPENED = "health_opened"


def reauthentication_required(
    view: Callable[Concatenate[Any, P], Response],
) -> Callable[..., Response | HttpResponse]:
    """Decorate what exports, erases or changes how one signs in: it opens within five minutes of showing who
    one is, and leads there first.

    Whoever pressed a button comes back to its page and presses again: nothing is kept to act by itself later.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> Response | HttpResponse:
        return view(request, *args, **kwargs) if is_fresh(request) else ask_again(request)

    return login_required(guarded)


def is_fresh(request: HttpRequest) -> bool:
    records = get_authentication_records(request, request.user) if request.user.is_authenticated else []
    return any(time.time() - record["at"] < app_settings.REAUTHENTICATION_TIMEOUT for record in records)


def note_signed_in(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    request.session[LAST_OPENED] = timezone.now().timestamp()


def has_been_idle(request: HttpRequest, *, now: datetime) -> bool:
    """Whether health pages ask again: they were last opened, or one signed in, over 30 days ago."""
    last = request.session.get(LAST_OPENED)
    is_long_ago = last is None or now.timestamp() - last > IDLE.total_seconds()
    return is_long_ago and not is_fresh(request)


def note_opened(request: HttpRequest, *, now: datetime) -> None:
    """A health page is opened; noted once a day, so that pages don't write each time."""
    last = request.session.get(LAST_OPENED)
    if last is None or now.timestamp() - last >= NOTED_AGAIN_AFTER.total_seconds():
        request.session[LAST_OPENED] = now.timestamp()


def make_fresh(request: HttpRequest, user: User) -> None:
    """Note that a mailed code has just shown who this is."""
    record_authentication(request, user, method="code", reauthenticated=True)


def ask_again(request: HttpRequest) -> HttpResponse:
    """To the page where one shows who one is, and from there back here."""
    page = get_adapter().get_reauthentication_methods(request.user)[0]["url"]
    return HttpResponseRedirect(with_query(page, next=way_back(request)))
