"""Reading the outbox as its trainer's ledger, a leaf at a time; as quick with a million mails as with ten.

No leaf is found by counting: it begins where the one before it ended.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Q

from hipcoach.mail.models import LATEST_FIRST, OutgoingEmail, OutgoingEmailQuerySet

MAILS_ON_A_LEAF = 40
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LONGEST_NUMBER = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """`back` and `on` mark where the leaves beside it begin; "" when there is none."""

    mails: Sequence[OutgoingEmail]
    back: str
    on: str


@dataclass(frozen=True, slots=True)
class Place:
    """Between two mails of the ledger."""

    moment: datetime
    pk: int

    @classmethod
    def of(cls, mail: OutgoingEmail) -> "Place":
        return cls(mail.settled_at or mail.due_at, mail.pk)

    @classmethod
    def read(cls, mark: str) -> "Place | None":
        numbers = mark.split("-")
        if len(numbers) != 2 or not all(
            part.isascii() and part.isdecimal() and len(part) <= LONGEST_NUMBER for part in numbers
        ):
            return None
        try:
            return cls(EPOCH + timedelta(microseconds=int(numbers[0])), int(numbers[1]))
        except OverflowError:
            return None

    def __str__(self) -> str:
        return f"{(self.moment - EPOCH) // timedelta(microseconds=1)}-{self.pk}"


def open_ledger(*, trainer_ref: int, state: str, after: str = "", before: str = "", now: datetime) -> Leaf:
    """The leaf after (or before) a mark; a mark that says nothing opens the first.

    The latest first; what is promised, the soonest first. Without a `state`: all that has happened, or
    should have by now.
    """
    mails = OutgoingEmail.objects.filter(trainer_ref=trainer_ref)
    mails = mails.filter(state=state).with_moment() if state else mails.between(None, now)
    is_rising = state == OutgoingEmail.State.PROMISED
    if place := Place.read(before):
        found = list(_next(mails, place, is_rising=not is_rising))
        return _leaf(found[MAILS_ON_A_LEAF - 1 :: -1], back=len(found) > MAILS_ON_A_LEAF, on=True)
    place = Place.read(after)
    found = list(_next(mails, place, is_rising=is_rising))
    return _leaf(found[:MAILS_ON_A_LEAF], back=place is not None, on=len(found) > MAILS_ON_A_LEAF)


def _next(mails: OutgoingEmailQuerySet, place: Place | None, *, is_rising: bool) -> OutgoingEmailQuerySet:
    """The mails of one leaf and one more, from this place on."""
    if place:
        way = "gt" if is_rising else "lt"
        beyond = Q(**{f"moment__{way}": place.moment})
        beyond |= Q(**{"moment": place.moment, f"pk__{way}": place.pk})
        # The second condition says nothing new, but is what an index can be entered by.
        mails = mails.filter(beyond, **{f"moment__{way}e": place.moment})
    return mails.order_by(*(("moment", "pk") if is_rising else LATEST_FIRST))[: MAILS_ON_A_LEAF + 1]


def _leaf(mails: Sequence[OutgoingEmail], *, back: bool, on: bool) -> Leaf:
    return Leaf(
        mails=mails,
        back=str(Place.of(mails[0])) if back and mails else "",
        on=str(Place.of(mails[-1])) if on and mails else "",
    )
