"""A client's own choice of mails."""

from datetime import datetime

import pytest
from django.test import Client as Browser

from assessments.emails.after import wants_nudges
from assessments.models import Client, Service

PAGE = "/me/mail/"


def test_it_offers_what_the_trainer_sends(phone: Browser, service: Service) -> None:
    page = phone.get(PAGE).content.decode()
    assert [words in page for words in ("2 days before", "24 hours before", "7 days before")] == [
        True,
        True,
        False,
    ]
    assert "/me/mail/" in phone.get("/me/").content.decode()


def test_what_is_chosen_is_kept(phone: Browser, ada: Client, service: Service, now: datetime) -> None:
    phone.post(PAGE, {"reminders": ["1440"], "nudges": "on"})
    ada.refresh_from_db()
    assert (ada.reminders_off, wants_nudges(ada, now)) == ([120, 2880], True)
    phone.post(PAGE, {"reminders": ["1440", "2880", "120"]})
    ada.refresh_from_db()
    assert (ada.reminders_off, wants_nudges(ada, now)) == ([], False)


def test_none_at_all_is_a_choice(phone: Browser, ada: Client, service: Service) -> None:
    phone.post(PAGE, {})
    ada.refresh_from_db()
    assert ada.reminders_off == [120, 1440, 2880]


def test_what_was_declined_stays_so_while_the_trainer_does_not_send_it(
    phone: Browser, ada: Client, service: Service
) -> None:
    Client.objects.update(reminders_off=[360])
    phone.post(PAGE, {"reminders": ["1440", "2880", "120"]})
    ada.refresh_from_db()
    assert ada.reminders_off == [360]


@pytest.mark.parametrize("sent", [["7"], ["x"], ["1440\x00"], ["9" * 500]])
def test_bad_input_changes_nothing(phone: Browser, ada: Client, service: Service, sent: list[str]) -> None:
    assert phone.post(PAGE, {"reminders": sent}).status_code == 422
    ada.refresh_from_db()
    assert ada.reminders_off == []


def test_a_trainer_without_reminders_leaves_the_nudges(phone: Browser, ada: Client, now: datetime) -> None:
    assert phone.post(PAGE, {"nudges": "on"}).status_code == 302
    assert wants_nudges(ada, now)
