"""What a trainer writes about pain lies sealed in the database, and is readable on the page."""

from datetime import datetime

from django.db import connection

from assessments.models import Client, Service, Trial
from tests.assessments.under_way import a_trial, make_started, save


def test_where_it_hurt_is_unreadable_in_the_database(
    service: Service, client_record: Client, now: datetime
) -> None:
    assessment = make_started(client=client_record, service=service, now=now)
    save(assessment, a_trial(pain_place="left groin", cramp_place="right calf"), now=now)

    trial = Trial.objects.get()
    assert (trial.pain_place, trial.cramp_place) == ("left groin", "right calf")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pain_place, cramp_place FROM assessments_trial")
        stored = str(cursor.fetchall())
    assert "groin" not in stored
    assert "calf" not in stored
