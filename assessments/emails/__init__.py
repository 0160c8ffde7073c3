"""Mails about visits: what is promised when, and what each says when it is sent.

A key names its promise with the appointment's version, so that moving a visit retires the old rows and
makes new ones. The world is read again before a mail goes out. No health data, ever.
"""

from assessments.emails import after, agenda, given_back, reminders, samples, to_trainer, trying, visits
from assessments.emails.after import promise_results
from assessments.emails.given_back import cancel_mails, given_back_mails, promise_given_back
from assessments.emails.promises import (
    promise_booked,
    promise_cancelled,
    promise_confirmation,
    promise_moved,
    promise_new_link,
    promise_reminders_anew,
)

__all__ = [
    "after",
    "agenda",
    "cancel_mails",
    "given_back",
    "given_back_mails",
    "promise_booked",
    "promise_cancelled",
    "promise_confirmation",
    "promise_given_back",
    "promise_moved",
    "promise_new_link",
    "promise_reminders_anew",
    "promise_results",
    "reminders",
    "samples",
    "to_trainer",
    "trying",
    "visits",
]
