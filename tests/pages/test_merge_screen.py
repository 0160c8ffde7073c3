"""Two records become one, and nothing that either screen held back opens by it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import product

import pytest

from assessments.models import Clearance, Client, Consent, Service
from assessments.screening import Outcome
from assessments.screens import CurrentScreen, clear, latest_screen
from tests.assessments.standing import CHEST_PAIN, DIZZY, ILL, send_intake
from tests.makers import make_client
from tests.pages.doubled import merged

pytestmark = pytest.mark.django_db

Story = Callable[[Client, datetime], object]
SEVERITY = {Outcome.CLEAR: 0, Outcome.REVIEW: 1, Outcome.LOCKED: 2, Outcome.STOP: 3}


def released(client: Client, now: datetime, *, basis: Clearance.Basis, limits: tuple[str, ...]) -> None:
    screen = latest_screen(client=client, now=now).screen
    assert screen
    clear(screen=screen, trainer=client.trainer, basis=basis, limits=limits, now=now)


def reviewed_and_released(client: Client, now: datetime) -> None:
    send_intake(client, DIZZY, now=now)
    released(client, now, basis=Clearance.Basis.DECISION, limits=("supine",))


def stopped_and_released(client: Client, now: datetime) -> None:
    send_intake(client, CHEST_PAIN, now=now)
    released(client, now, basis=Clearance.Basis.STATEMENT, limits=("hanging",))


def stopped_then_fine(client: Client, now: datetime) -> None:
    send_intake(client, CHEST_PAIN, now=now)
    send_intake(client, now=now + timedelta(minutes=1))


STORIES: dict[str, Story] = {
    "clear": lambda client, now: send_intake(client, now=now),
    "review": lambda client, now: send_intake(client, DIZZY, now=now),
    "review, released": reviewed_and_released,
    "stop": lambda client, now: send_intake(client, CHEST_PAIN, now=now),
    "stop, released": stopped_and_released,
    "stop, then fine": stopped_then_fine,
    "ill that day": lambda client, now: send_intake(client, ILL, now=now),
}


@pytest.fixture
def pair(service: Service) -> tuple[Client, Client]:
    return make_client(trainer=service.trainer), make_client(trainer=service.trainer)


def told(client: Client, story: str, now: datetime) -> CurrentScreen:
    STORIES[story](client, now)
    return latest_screen(client=client, now=now + timedelta(hours=1))


@pytest.mark.parametrize(("ours", "theirs"), list(product(STORIES, repeat=2)))
def test_the_stricter_screen_stands_whichever_came_later(
    pair: tuple[Client, Client], now: datetime, ours: str, theirs: str
) -> None:
    kept, gone = pair
    first = told(kept, ours, now - timedelta(days=2))
    second = told(gone, theirs, now - timedelta(days=1))
    merged(kept, gone, now=now)
    found = latest_screen(client=kept, now=now)
    assert found.may_test == (first.may_test and second.may_test)
    held = [SEVERITY[each.outcome] for each in (first, second) if not each.may_test]
    assert SEVERITY[found.outcome] >= max(held, default=0)
    assert found.limits >= first.limits | second.limits


def test_a_new_intake_speaks_for_the_whole_person(pair: tuple[Client, Client], now: datetime) -> None:
    kept, gone = pair
    told(kept, "review", now - timedelta(days=2))
    told(gone, "clear", now - timedelta(days=1))
    merged(kept, gone, now=now)
    send_intake(kept, now=now + timedelta(minutes=1))
    assert latest_screen(client=kept, now=now + timedelta(minutes=2)).may_test


def test_a_stop_from_either_is_released_by_a_statement_only(
    pair: tuple[Client, Client], now: datetime
) -> None:
    kept, gone = pair
    told(kept, "stop", now - timedelta(days=2))
    told(gone, "stop", now - timedelta(days=1))
    merged(kept, gone, now=now)
    send_intake(kept, now=now + timedelta(minutes=1))
    for _each in "12":
        assert latest_screen(client=kept, now=now + timedelta(hours=1)).outcome is Outcome.STOP
        released(kept, now + timedelta(hours=1), basis=Clearance.Basis.STATEMENT, limits=())
    assert latest_screen(client=kept, now=now + timedelta(hours=2)).may_test


def test_a_double_without_an_intake_closes_nothing(pair: tuple[Client, Client], now: datetime) -> None:
    kept, gone = pair
    told(gone, "clear", now - timedelta(days=1))
    merged(kept, gone, now=now)
    assert latest_screen(client=kept, now=now).may_test


def test_an_intake_grown_old_says_nothing_beside_a_fresh_one(
    pair: tuple[Client, Client], now: datetime
) -> None:
    kept, gone = pair
    told(kept, "review", now - timedelta(days=500))
    told(gone, "clear", now - timedelta(days=1))
    merged(kept, gone, now=now)
    assert latest_screen(client=kept, now=now).may_test


def test_but_its_stop_does(pair: tuple[Client, Client], now: datetime) -> None:
    kept, gone = pair
    told(kept, "stop", now - timedelta(days=500))
    told(gone, "clear", now - timedelta(days=1))
    merged(kept, gone, now=now)
    assert latest_screen(client=kept, now=now).outcome is Outcome.STOP


def test_consent_taken_back_on_either_stays_taken_back(pair: tuple[Client, Client], now: datetime) -> None:
    kept, gone = pair
    told(kept, "clear", now - timedelta(days=3))
    told(gone, "clear", now - timedelta(days=4))
    gone.consents.filter(kind=Consent.Kind.HEALTH_DATA).update(withdrawn_at=now - timedelta(days=1))
    merged(kept, gone, now=now)
    assert latest_screen(client=kept, now=now).screen is None


def test_a_third_record_adds_its_own_line(
    service: Service, pair: tuple[Client, Client], now: datetime
) -> None:
    kept, gone = pair
    third = make_client(trainer=service.trainer)
    told(gone, "review", now - timedelta(days=3))
    told(kept, "clear", now - timedelta(days=2))
    told(third, "clear", now - timedelta(days=1))
    merged(kept, gone, now=now)
    merged(third, kept, now=now + timedelta(hours=1))
    found = latest_screen(client=third, now=now + timedelta(hours=2))
    assert (found.outcome, found.may_test) == (Outcome.REVIEW, False)
