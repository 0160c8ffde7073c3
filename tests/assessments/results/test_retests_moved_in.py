"""Who was tested before days were kept gets the day that their mail was promised for."""

from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path

from django.apps import apps

import assessments.migrations
from assessments.models import Client, Service
from tests.assessments.shared_results import make_result
from tests.makers import make_client

WEEK = timedelta(weeks=1)


def test_the_migration_suggests_eight_weeks_after_the_last_test_that_had_no_stop(
    service: Service, now: datetime
) -> None:
    people = [make_client(trainer=service.trainer) for _ in range(4)]
    tested, twice, stopped, _untested = people
    make_result(client=tested, service=service, at=now, left=9, right=9)
    for weeks in (1, 2):
        make_result(client=twice, service=service, at=now + weeks * WEEK, left=9, right=9)
    make_result(client=stopped, service=service, at=now + 3 * WEEK, left=9, right=9, passive_pain_left=9)
    Client.objects.update(retest_on=None)
    (folder,) = assessments.migrations.__path__
    (file,) = Path(folder).glob("*_results_and_incidents.py")
    import_module(f"assessments.migrations.{file.stem}").suggest_retests(apps, None)
    days = {client.pk: client.retest_on for client in Client.objects.all()}
    assert [days[each.pk] for each in people] == [
        (now + 8 * WEEK).date(),
        (now + 10 * WEEK).date(),
        None,
        None,
    ]
