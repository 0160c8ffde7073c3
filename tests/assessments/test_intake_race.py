"""Two tabs that send at the same moment make one intake, one screen and one consent of each kind."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection

from assessments.consents import give
from assessments.intake import open_draft, save_draft, submit
from assessments.models import Client, Consent, Intake, Screen
from assessments.questions import CONSENT_VERSION
from tests.assessments.checks import send_check
from tests.assessments.intakes import UNREMARKABLE
from tests.assessments.standing import send_intake
from tests.makers import make_client, make_trainer

TABS = 4


def at_once(act: Callable[[], int]) -> set[int]:
    """Run `act` in every tab together; the primary keys they came back with."""
    barrier = Barrier(TABS)

    def in_a_tab(_number: int) -> int:
        try:
            barrier.wait(timeout=10)
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(TABS) as tabs:
        return set(tabs.map(in_a_tab, range(TABS)))


@pytest.fixture
def ada(transactional_db: None) -> Client:
    return make_client(trainer=make_trainer(hours=False))


def test_opening(ada: Client, now: datetime) -> None:
    assert len(at_once(lambda: open_draft(client=ada, now=now).pk)) == 1
    assert Intake.objects.count() == 1


def test_consenting(ada: Client, now: datetime) -> None:
    def agree() -> int:
        give(client=ada, kind=Consent.Kind.TESTING, wording=CONSENT_VERSION, now=now)
        return ada.pk

    at_once(agree)
    assert Consent.objects.count() == 1


def test_checking(ada: Client, now: datetime) -> None:
    send_intake(ada, now=now)
    at_once(lambda: send_check(ada, now=now + timedelta(days=1)).pk)
    assert ada.intakes.filter(kind=Intake.Kind.CHECK).count() == 1


def test_submitting(ada: Client, now: datetime) -> None:
    save_draft(client=ada, answers=UNREMARKABLE, now=now)
    assert len(at_once(lambda: submit(client=ada, now=now).pk)) == 1
    assert (Screen.objects.count(), Consent.objects.count()) == (1, 2)
