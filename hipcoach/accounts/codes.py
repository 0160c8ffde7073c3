"""A mailed code that somebody who is signed in types back: once, within ten minutes, with three tries.

What is asked for waits in the sealed session, so a code opens nothing in any other browser. Tries are counted
in the database, so that three requests at the same moment are three tries too.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core.internal.cryptokit import compare_user_code
from django.http import HttpRequest
from django.utils.crypto import get_random_string

from hipcoach.accounts.sending import promise_code, take_back_code
from hipcoach.privacy.limits import Limit, allows, times

LASTS = timedelta(minutes=10)
TRIES = Limit(scope="code-tries", most=3, window=timedelta(hours=1))
MAILS_IN_TEN_MINUTES = Limit(scope="codes-in-ten-minutes", most=3, window=timedelta(minutes=10))
MAILS_A_DAY = Limit(scope="codes-a-day", most=20, window=timedelta(days=1))


class Typed(Enum):
    """What came of typing a code."""

    RIGHT = auto()
    WRONG = auto()
    GONE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A code that was asked for. An empty one is never mailed and never right."""

    number: str
    to: str
    code: str
    at: datetime


def send_code(
    request: HttpRequest, *, purpose: str, kind: str, to: str, now: datetime, really: bool = True
) -> bool:
    """Mail a code to `to`, in place of the last one of this purpose; False when there were too many.

    Not `really`: everything looks the same, but no mail goes out and no code is right.
    """
    # The database counts for the person and for the address, so that nobody's mailbox is filled.
    counted = (str(request.user.pk), to.lower())
    if not allows(
        *((limit, subject) for limit in (MAILS_IN_TEN_MINUTES, MAILS_A_DAY) for subject in counted), now=now
    ):
        return False
    code = get_adapter().generate_login_code() if really else ""
    request.session[_key(purpose)] = {
        "number": get_random_string(16),
        "to": to,
        "code": code,
        "at": now.timestamp(),
    }
    take_back_code(request.session, kind, now=now)
    if really:
        promise_code(request.session, kind, to, code, LASTS, now=now)
    return True


def waiting(request: HttpRequest, *, purpose: str, now: datetime) -> Waiting | None:
    """The code that can still be typed."""
    kept: dict[str, Any] | None = request.session.get(_key(purpose))
    if kept is None:
        return None
    at = datetime.fromtimestamp(kept["at"], tz=now.tzinfo)
    return (
        Waiting(number=kept["number"], to=kept["to"], code=kept["code"], at=at) if now - at <= LASTS else None
    )


def type_code(request: HttpRequest, *, purpose: str, typed: str, now: datetime) -> Typed:
    """Try `typed`; a right one, and the third wrong one, use the code up."""
    found = waiting(request, purpose=purpose, now=now)
    if found is None:
        return Typed.GONE
    # Counted in the hour in which the code was made: at the full hour it gets no new tries.
    tried = times(TRIES, found.number, now=found.at)
    if tried <= TRIES.most and compare_user_code(actual=typed, expected=found.code):
        forget_code(request, purpose=purpose)
        return Typed.RIGHT
    if tried >= TRIES.most:
        forget_code(request, purpose=purpose)
        return Typed.GONE
    return Typed.WRONG


def forget_code(request: HttpRequest, *, purpose: str) -> None:
    request.session.pop(_key(purpose), None)


def _key(purpose: str) -> str:
    return f"code:{purpose}"
