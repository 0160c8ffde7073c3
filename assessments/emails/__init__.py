"""Mails about visits: what is promised when, and what each says when it is sent.

A key names its promise with the appointment's version, so that moving a visit retires the old rows and
makes new ones. The world is read again before a mail goes out. No health data, ever.
"""

from assessments.emails import (
    after,
    agenda,
    coming_clients,
    given_back,
    joining,
    new_trainer,
    reading,
    reminders,
    samples,
    to_trainer,
    trying,
    visits,
    whose,
)
from assessments.emails.after import promise_results
from assessments.emails.coming_clients import promise_welcome_of_clients
from assessments.emails.given_back import cancel_mails, given_back_mails, promise_given_back, time_off_ref
from assessments.emails.joining import promise_invitation, retire_invitation
from assessments.emails.names import TO_A_TRAINER, TO_THE_TRAINER
from assessments.emails.new_trainer import promise_new_trainer
from assessments.emails.promises import (
    promise_booked,
    promise_cancelled,
    promise_confirmation,
    promise_moved,
    promise_new_link,
    promise_reminders_anew,
    promise_taken_over,
    promise_to_new_address,
)
from assessments.emails.reading import promise_reading
from assessments.emails.whose import hand_on, mail_refs, register_mail_refs, send_on, send_trainer_on

__all__ = [
    "TO_A_TRAINER",
    "TO_THE_TRAINER",
    "after",
    "agenda",
    "cancel_mails",
    "coming_clients",
    "given_back",
    "given_back_mails",
    "hand_on",
    "joining",
    "mail_refs",
    "new_trainer",
    "promise_booked",
    "promise_cancelled",
    "promise_confirmation",
    "promise_given_back",
    "promise_invitation",
    "promise_moved",
    "promise_new_link",
    "promise_new_trainer",
    "promise_reading",
    "promise_reminders_anew",
    "promise_results",
    "promise_taken_over",
    "promise_to_new_address",
    "promise_welcome_of_clients",
    "reading",
    "register_mail_refs",
    "reminders",
    "retire_invitation",
    "samples",
    "send_on",
    "send_trainer_on",
    "time_off_ref",
    "to_trainer",
    "trying",
    "visits",
    "whose",
]
