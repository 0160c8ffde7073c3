"""What `make plans` found to read whole tables, asked of the planner: an index can answer it."""

from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from assessments.models import Client
from hipcoach.accounts.models import User
from hipcoach.mail.models import OutgoingEmail
from hipcoach.pages.records import mails_to

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]


def plan_of(sql: str) -> str:
    """As PostgreSQL would answer it if reading a whole table cost far more than it does."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {sql}")
        return "\n".join(line for (line,) in cursor.fetchall())
