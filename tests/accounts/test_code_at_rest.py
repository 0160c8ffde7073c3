"""A sign-in code is nowhere in the database in clear, and gone once its mail is out."""

from datetime import datetime

import pytest
from django.db import connection
from django.test import Client as Browser
from django.utils import timezone

from assessments.models import Client
from hipcoach.accounts.models import DeviceSession
from hipcoach.mail.delivery import sweep
from hipcoach.mail.models import OutgoingEmail
from tests.accounts.hands import ask_code, mailed_code

pytestmark = pytest.mark.django_db


def everything_stored() -> str:
    """Every column of every row of every table, as the database holds it."""
    with connection.cursor() as cursor:
        cells = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            cells += [str(cell) for row in cursor.fetchall() for cell in row]
    return "\n".join(cells)


def test_the_code_is_stored_sealed_only(client: Browser, client_record: Client) -> None:
    ask_code(client, client_record.email)
    stored = everything_stored()
    code = mailed_code()
    assert client_record.email in stored
    assert code not in stored
    assert code.replace("-", "") not in stored


def test_the_session_row_shows_nothing_of_who_asked(client: Browser, client_record: Client) -> None:
    ask_code(client, client_record.email)
    session = DeviceSession.objects.get()
    assert client.session["account_login"]
    assert session.session_data.startswith("gAAAA")


def test_the_code_is_blanked_once_its_mail_is_sent(client: Browser, client_record: Client) -> None:
    ask_code(client, client_record.email)
    assert OutgoingEmail.objects.get().secret
    sweep(timezone.now())
    assert OutgoingEmail.objects.values_list("secret", "state").get() == ("", "sent")


def test_the_code_is_blanked_when_its_mail_came_too_late(
    client: Browser, client_record: Client, now: datetime
) -> None:
    ask_code(client, client_record.email)
    sweep(timezone.now().replace(year=2100))
    assert OutgoingEmail.objects.values_list("secret", "state").get() == ("", "missed")
