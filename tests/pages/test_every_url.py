"""Who may open which address. An address that this table doesn't know fails the test."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.test import Client as Browser
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from assessments.links import token_of
from assessments.models import Appointment, Assessment, Service, Trainer
from programs.library import load_library
from programs.models import Exercise, Plan, Template
from tests.makers import make_appointment, make_client, make_service, make_signed_in_client, make_trainer

PERSONAS = ("visitor", "client", "other client", "trainer", "other trainer")

OPEN, SIGN_IN, NOT_YOURS, NO_GET = 200, 302, 404, 405
EVERYBODY = (OPEN,) * 5
CLIENTS = (SIGN_IN, OPEN, OPEN, NOT_YOURS, NOT_YOURS)
TRAINERS = (SIGN_IN, NOT_YOURS, NOT_YOURS, OPEN, OPEN)
OWN_TRAINER = (SIGN_IN, NOT_YOURS, NOT_YOURS, OPEN, NOT_YOURS)
# A button's address: nobody opens it with a link, and nobody learns from the answer whose it is.
BUTTON = (SIGN_IN, NOT_YOURS, NOT_YOURS, NO_GET, NO_GET)
SIGNED_OUT_ONLY = (OPEN, SIGN_IN, SIGN_IN, SIGN_IN, SIGN_IN)
SIGNED_IN = (SIGN_IN, OPEN, OPEN, OPEN, OPEN)
SENT_ON = (SIGN_IN,) * 5

DECLARED = {
    "home": EVERYBODY,
    "healthz": EVERYBODY,
    "trainers": EVERYBODY,
    "trainer": EVERYBODY,
    "service": EVERYBODY,
    "slots": (400,) * 5,
    "book": (400,) * 5,
    "manage": EVERYBODY,
    "reschedule": EVERYBODY,
    "cancel": EVERYBODY,
    "invite": EVERYBODY,
    "home_for_user": SENT_ON,
    "me": CLIENTS,
    "my_intake": CLIENTS,
    "my_results": CLIENTS,
    "my_plan": CLIENTS,
    "my_today": (SIGN_IN, OPEN, SIGN_IN, NOT_YOURS, NOT_YOURS),
    "desk": TRAINERS,
    "schedule": TRAINERS,
    "clients": TRAINERS,
    "client": OWN_TRAINER,
    "appointment": OWN_TRAINER,
    "assess": OWN_TRAINER,
    "clearance": BUTTON,
    "no_show": BUTTON,
    "appointment_cancel": BUTTON,
    "assessment_start": BUTTON,
    "assess_setup": BUTTON,
    "trial": BUTTON,
    "trial_remove": BUTTON,
    "assessment_finish": BUTTON,
    "assessment_words": BUTTON,
    "assessment_share": BUTTON,
    "exercises": TRAINERS,
    "exercise": TRAINERS,
    "templates": TRAINERS,
    "template": TRAINERS,
    "suggest": OWN_TRAINER,
    "plan": OWN_TRAINER,
    "plan_archive": BUTTON,
    "mail_ledger": TRAINERS,
    "mailbox": EVERYBODY,
    "mailbox_message": (NOT_YOURS,) * 5,
    "account_login": SIGNED_OUT_ONLY,
    "account_request_login_code": SIGNED_OUT_ONLY,
    "account_confirm_login_code": SENT_ON,
    "account_logout": SENT_ON,
    "account_inactive": EVERYBODY,
    "account_signup": SIGNED_OUT_ONLY,
    "account_reauthenticate": SENT_ON,
    "account_change_password": SENT_ON,
    "account_reset_password": EVERYBODY,
    "account_reset_password_done": EVERYBODY,
    "account_reset_password_from_key": EVERYBODY,
    "account_reset_password_from_key_done": EVERYBODY,
}
