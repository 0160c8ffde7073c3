"""Rate limits count across processes, each window anew, and keep no names."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from hipcoach.privacy.limits import Limit, allows, forget_before
from hipcoach.privacy.models import RateCount

pytestmark = pytest.mark.django_db
THREE = Limit(scope="test", most=3, window=timedelta(hours=1))
ONE = Limit(scope="other", most=1, window=timedelta(hours=1))


def test_the_limit_itself_is_still_allowed(now: datetime) -> None:
    assert [allows((THREE, "ada"), now=now) for _ in range(5)] == [True, True, True, False, False]


def test_each_subject_and_each_scope_counts_for_itself(now: datetime) -> None:
    assert allows((ONE, "ada"), now=now)
    assert allows((ONE, "ben"), now=now)
    assert allows((THREE, "ada"), now=now)
    assert not allows((ONE, "ada"), now=now)


def test_a_new_window_begins_at_nought(now: datetime) -> None:
    assert allows((ONE, "ada"), now=now)
    assert not allows((ONE, "ada"), now=now + timedelta(minutes=59))
    assert allows((ONE, "ada"), now=now + timedelta(minutes=60))


def test_one_exhausted_limit_refuses_the_whole(now: datetime) -> None:
    assert allows((ONE, "ada"), (THREE, "ada"), now=now)
    assert not allows((ONE, "ada"), (THREE, "ada"), now=now)


def test_several_are_one_statement(now: datetime, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        allows((ONE, "ada"), (THREE, "ada"), now=now)


def test_the_table_names_nobody(now: datetime) -> None:
    allows((ONE, "ada@example.com"), now=now)
    assert "ada" not in RateCount.objects.get().key


def test_windows_that_are_over_are_forgotten(now: datetime) -> None:
    allows((ONE, "ada"), now=now)
    assert forget_before(now) == 0
    assert forget_before(now + timedelta(hours=1)) == 1


@pytest.mark.django_db(transaction=True)
def test_many_at_once_lose_no_count(now: datetime) -> None:
    most = Limit(scope="rush", most=40, window=timedelta(hours=1))

    def run(number: int) -> list[bool]:
        try:
            # Crosswise, so that two statements would wait for each other if the keys were not sorted.
            pair = [(most, "one"), (most, "two")]
            return [allows(*(pair if number % 2 else reversed(pair)), now=now) for _ in range(10)]
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = Counter(answer for answers in pool.map(run, range(8)) for answer in answers)
    assert answers == {True: 40, False: 40}
