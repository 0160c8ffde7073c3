"""What `make plans` once found to read whole tables: each has an index that can answer it."""

from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet

from assessments.models import Client
from hipcoach.accounts.models import User
from hipcoach.common.caseless import caseless
from hipcoach.pages.records import mails_to
from programs.models import Plan

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]


def plan_of(rows: QuerySet[Any]) -> str:
    """As PostgreSQL answers it where reading a whole table costs more than anything."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    return rows.explain()


def test_an_account_is_found_by_its_address() -> None:
    assert "user_email_unique" in plan_of(User.objects.filter(caseless("email", "Ada@example.com")))


def test_a_client_of_whichever_trainer_is_found_by_their_address() -> None:
    assert "client_by_email" in plan_of(Client.objects.with_email("Ada@example.com"))


def test_the_mails_of_a_client_are_found_by_address_and_subject(client_record: Client) -> None:
    plan = plan_of(mails_to(client_record))
    assert "outgoing_by_address" in plan
    assert "Seq Scan" not in plan


def test_a_record_that_has_become_part_of_another_is_looked_up(client_record: Client) -> None:
    plan = plan_of(Client.objects.standing_for(client_record.pk))
    assert "Index Cond: (id = ANY" in plan


def test_what_is_to_come_is_bounded_from_below(client_record: Client, now: datetime) -> None:
    trainers = plan_of(client_record.trainer.appointments.upcoming(now))
    assert "start > " in trainers.partition("Index Cond")[2].partition("\n")[0]


def test_plans_that_step_by_themselves_are_few_among_many() -> None:
    assert "plan_small_steps" in plan_of(Plan.objects.current().filter(small_steps=True))
