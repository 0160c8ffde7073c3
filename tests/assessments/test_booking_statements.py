"""A booking takes few statements, whatever lies in the database: others wait for its diary meanwhile."""

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from assessments.models import Appointment, Client, Service
from hipcoach.mail.models import OutgoingEmail
from tests.assessments.visits import book_url, form, open_hour
from tests.makers import make_appointment

pytestmark = pytest.mark.django_db(transaction=True)
MOST = 12  # BEGIN and COMMIT are among them.


def statements(client: Browser, service: Service, *, days: int, **typed: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        answer = client.post(book_url(service), form(open_hour(days=days), **typed))
    assert answer.status_code == 302
    # Some engines log these two and some don't; they are counted apart.
    aside = {"BEGIN", "BEGIN IMMEDIATE", "COMMIT"}
    return [query["sql"] for query in captured if query["sql"] not in aside]


def test_a_new_clients_booking_takes_twelve_at_most(client: Browser, service: Service) -> None:
    taken = statements(client, service, days=5)
    assert len(taken) <= MOST - 2, taken
    # The confirmation, the trainer's copy, the intake if it is missing, and the reminders.
    assert OutgoingEmail.objects.count() == 6


def test_a_full_diary_and_a_known_client_add_none(
    client: Browser, service: Service, client_record: Client
) -> None:
    before = len(statements(client, service, days=3))
    for days in range(5, 25):
        make_appointment(client=client_record, service=service, start=open_hour(days=days))
    assert len(statements(client, service, days=4, email=client_record.email)) <= before
    assert Appointment.objects.filter(client=client_record).count() == 21


def test_all_its_mails_are_promised_in_one(client: Browser, service: Service) -> None:
    assert len([sql for sql in statements(client, service, days=3) if "mail_outgoingemail" in sql]) == 1
