"""Visitors without an account: who keeps an hour, and how often one may try.

A signed cookie numbers a browser once it keeps an hour. The database holds a keyed hash of that number only,
so that a copy of it lets nobody take over what another visitor keeps.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac

from assessments.models import Appointment
from hipcoach.common.http import visitor_network
from hipcoach.privacy.limits import Limit, allows

COOKIE = "visitor"
COOKIE_LASTS = timedelta(days=90)

# A family, an office or a gym's desk shares one network; a robot wants thousands.
HOLDS = Limit(scope="holds-by-network", most=60, window=timedelta(hours=1))
BOOKINGS = Limit(scope="bookings-by-network", most=20, window=timedelta(hours=1))
# Each booking mails an address that nobody has proven, and so does each move by the link that follows: so
# many can a stranger's inbox get. It leaves room for pressing twice, and for losing a few hours to others.
MAILS = Limit(scope="bookings-by-address", most=10, window=timedelta(hours=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """`holder` is what appointments know of the visitor."""

    number: str

    @property
    def holder(self) -> str:
        return salted_hmac("hipcoach.visitor", self.number, algorithm="sha256").hexdigest()

    def remember(self, response: HttpResponseBase) -> None:
        response.set_signed_cookie(
            COOKIE,
            self.number,
            salt=COOKIE,
            max_age=COOKIE_LASTS,
            secure=settings.HTTPS,
            httponly=True,
            samesite="Lax",
        )


def holder_of(request: HttpRequest) -> str:
    """The holder that this browser is known as, or "" while it keeps nothing."""
    known = _known(request)
    return known.holder if known else ""


def visitor_of(request: HttpRequest) -> Visitor:
    """This browser's visitor; a new one where it has no number yet.

    The new number follows from the token that guards its forms, so that a first tap doubled is one visitor.
    """
    if known := _known(request):
        return known
    secret = request.COOKIES.get(settings.CSRF_COOKIE_NAME) or token_hex(16)
    return Visitor(number=salted_hmac("hipcoach.visitor-number", secret, algorithm="sha256").hexdigest()[:32])


def may_hold(request: HttpRequest, *, now: datetime) -> bool:
    """Count one more hour that is asked to be kept; whether this is still within the limit."""
    return allows((HOLDS, visitor_network(request)), now=now)


def may_book(request: HttpRequest, *, email: str, now: datetime) -> bool:
    """Count one more booking; whether network and address are still within their limits."""
    return allows((BOOKINGS, visitor_network(request)), (MAILS, email), now=now)


def may_move(visit: Appointment, *, now: datetime) -> bool:
    """Count one more move; whether the address that is mailed about it is still within its limit."""
    return allows((MAILS, visit.contact_email or visit.ref), now=now)


def opens_again(now: datetime) -> datetime:
    """When the counts start anew."""
    return BOOKINGS.window_at(now) + BOOKINGS.window


def _known(request: HttpRequest) -> Visitor | None:
    number = request.get_signed_cookie(COOKIE, default="", salt=COOKIE, max_age=COOKIE_LASTS)
    return Visitor(number=number) if number else None
