"""Where a person is signed in: in plain words, in the sealed session; no network address is kept."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from hipcoach.accounts.browsers import in_words
from hipcoach.accounts.models import DeviceSession, User
from hipcoach.accounts.requests import UserRequest
from hipcoach.accounts.sessions import LENT

TRUSTED_FOR = timedelta(days=90)
SEEN_AGAIN_AFTER = timedelta(days=1)
# The session's keys: what is known of the device, and whether it is to stay signed in.
DEVICE = "signed_in_device"
TRUSTED = "trusted_device"


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """`name` stands for it in forms: the session's own key would open it."""

    name: str
    browser: str
    since: datetime
    seen: datetime
    is_trusted: bool
    is_this: bool
    is_lent: bool


def note_device(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """At sign-in: since when, and what kind of browser."""
    _note(request)


def lend(request: HttpRequest, user: User) -> None:
    """Note, once they are signed out, that the user has given this device out of their hands."""
    request.session[LENT] = {"by": user.pk, "mark": user.get_session_auth_hash()}
    _note(request)


def is_lent_by(request: HttpRequest, user: User) -> bool:
    """Whether they lent this device, and have neither ended it nor another password since."""
    lent = request.session.get(LENT)
    return lent is not None and lent["by"] == user.pk and _is_mark_of(user, lent["mark"])


def end_loan(request: HttpRequest) -> None:
    request.session.pop(LENT, None)


def set_lasting(session: SessionBase, *, now: datetime) -> None:
    """A trusted device stays signed in for 90 days; any other until its browser is closed."""
    session.set_expiry(now + TRUSTED_FOR if session.get(TRUSTED) else 0)


class DeviceSeenMiddleware:
    """Note on which day a device was last seen; once a day, so that pages don't write each time."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # A page that never asked who is there need not be made to.
        if request.session.accessed and (kept := request.session.get(DEVICE)):
            now = timezone.now().timestamp()
            if now - kept["seen"] >= SEEN_AGAIN_AFTER.total_seconds():
                request.session[DEVICE] = kept | {"seen": now}
        return response


def devices(request: UserRequest) -> list[Device]:
    """This one first, then those seen last."""
    found = [_read(row, content, request) for row, content in _living(request.user) if DEVICE in content]
    return sorted(found, key=lambda device: (not device.is_this, -device.seen.timestamp()))


def end(request: UserRequest, name: str) -> None:
    """Sign out one of the others; it is out at its next request."""
    keys = [row.session_key for row in _others(request) if constant_time_compare(_name(row), name)]
    DeviceSession.objects.filter(session_key__in=keys).delete()


def end_others(request: UserRequest) -> None:
    _others(request).delete()


def _others(request: UserRequest) -> QuerySet[DeviceSession]:
    rows = DeviceSession.objects.filter(user=request.user)
    return rows.exclude(session_key=request.session.session_key)


def _living(user: User) -> Iterator[tuple[DeviceSession, dict[str, Any]]]:
    """Sessions that would still open: neither over, nor of an older password."""
    for row in DeviceSession.objects.filter(user=user, expire_date__gt=timezone.now()):
        content = row.get_decoded()
        if _is_mark_of(user, content.get(HASH_SESSION_KEY) or content.get(LENT, {}).get("mark", "")):
            yield row, content


def _is_mark_of(user: User, mark: str) -> bool:
    return constant_time_compare(mark, user.get_session_auth_hash())


def _note(request: HttpRequest) -> None:
    now = timezone.now().timestamp()
    browser = in_words(request.headers.get("User-Agent", ""))
    request.session[DEVICE] = {"browser": browser, "since": now, "seen": now}


def _read(row: DeviceSession, content: dict[str, Any], request: UserRequest) -> Device:
    kept = content[DEVICE]
    return Device(
        name=_name(row),
        browser=kept["browser"],
        since=datetime.fromtimestamp(kept["since"], UTC),
        seen=datetime.fromtimestamp(kept["seen"], UTC),
        is_trusted=bool(content.get(TRUSTED)),
        is_this=row.session_key == request.session.session_key,
        is_lent=LENT in content,
    )


def _name(row: DeviceSession) -> str:
    return salted_hmac("hipcoach.devices", row.session_key, algorithm="sha256").hexdigest()[:32]
