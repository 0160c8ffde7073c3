"""Counts of windows that are over go, by a job of their own."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hipcoach.privacy.limits import Limit, allows
from hipcoach.privacy.models import RateCount
from hipcoach.privacy.tasks import forget_old
from hipcoach.settings import CELERY_BEAT_SCHEDULE

HOURLY = Limit(scope="test", most=3, window=timedelta(hours=1))


@pytest.mark.django_db
def test_old_counts_go_and_standing_ones_stay() -> None:
    now = timezone.now()
    for days in (0, 2, 9):
        allows((HOURLY, "somebody"), now=now - timedelta(days=days))
    assert forget_old() == 2
    assert RateCount.objects.get().window == HOURLY.window_at(now)


def test_the_beat_asks_for_it_each_day() -> None:
    assert CELERY_BEAT_SCHEDULE["forget-rate-counts"] == {
        "task": forget_old.name,
        "schedule": timedelta(days=1).total_seconds(),
    }
