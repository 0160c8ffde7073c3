"""Why a change of the schedule is refused, and the kind words for it. PURE."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.availability import Refusal


class TooLate(StrEnum):
    """Why an appointment can no longer be changed."""

    STARTED = "started"
    CUT_OFF = "cut_off"
    CANCELLED = "cancelled"
    SETTLED = "settled"
    GIVEN_BACK = "given_back"
    TESTED = "tested"
    HANDED_OVER = "handed_over"


class TooEarly(StrEnum):
    """Why something about an appointment cannot be said yet."""

    NOT_BEGUN = "not_begun"
    UNCONFIRMED = "unconfirmed"


Reason = Refusal | TooLate | TooEarly

REFUSALS: dict[Reason, Promise] = {
    Refusal.PAST: _("This hour is over. Please pick another one."),
    Refusal.NOTICE: _("This hour starts too soon to book online. Please pick a later one."),
    Refusal.HORIZON: _("This hour is too far ahead to book yet. Please pick an earlier one."),
    Refusal.CLOSED: _("Your trainer doesn't work at this hour. Please pick another one."),
    Refusal.OFF_GRID: _("Visits don't start at this minute. Please pick one of the hours shown."),
    Refusal.FULL: _("This day is full. Please pick another day."),
    Refusal.TAKEN: _("Someone has just taken this hour. Please pick another one."),
    TooLate.STARTED: _("This visit has already begun or is over."),
    TooLate.CUT_OFF: _("It is too late to move this visit online. Please get in touch with your trainer."),
    TooLate.CANCELLED: _("This visit was cancelled."),
    TooLate.SETTLED: _("It is already on record how this visit went."),
    TooLate.GIVEN_BACK: _("This hour was given back, because it wasn't confirmed in time."),
    TooLate.TESTED: _("A test was begun at this visit, so the client was there."),
    TooLate.HANDED_OVER: _("This has gone to another trainer meanwhile. Please open the page again."),
    TooEarly.NOT_BEGUN: _("This visit hasn't begun yet."),
    TooEarly.UNCONFIRMED: _("This booking still waits for its confirmation by e-mail."),
}
# What a trainer reads where they may insist, and book all the same.
OUTSIDE: dict[Reason, Promise] = {
    Refusal.CLOSED: _("This lies outside your working hours."),
    Refusal.OFF_GRID: _("Your visits usually start at other minutes."),
    Refusal.FULL: _("This day already has as many visits as you allow."),
    Refusal.TAKEN: _("You have time off or another plan at this hour."),
}
# What a trainer reads where they may not.
AT_THE_DESK: dict[Reason, Promise] = {
    Refusal.PAST: _("This hour is over. Please pick a later one."),
    Refusal.HORIZON: _("This is more than two years ahead. Please look at the year again."),
    Refusal.TAKEN: _("Another visit, with the time around it, takes this hour. Please pick another one."),
}


class NotBookable(Exception):
    """The change is refused; `str()` says why, kindly.

    A trainer `may_insist` where only their own rules object.
    """

    def __init__(self, reason: Reason, *, may_insist: bool = False) -> None:
        self.reason = reason
        self.may_insist = may_insist
        super().__init__(str((OUTSIDE if may_insist else REFUSALS)[reason]))

    @property
    def for_trainer(self) -> str:
        """The same, said to the trainer."""
        return str(self) if self.may_insist else str(AT_THE_DESK.get(self.reason) or self)
