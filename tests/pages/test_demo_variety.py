"""The demo shows every kind of client, so that every page looks alive."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
import pytest_django
from django.db.models import Count, F

from assessments import findings
from assessments.evidence import setup_of
from assessments.findings import Grade, Side, Visit
from assessments.models import Appointment, Assessment, Client, Incident, Intake, Observations, Trainer
from assessments.screening import Outcome
from assessments.screens import latest_screens
from hipcoach.common.zones import day_bounds
from programs.following import is_suspended
from programs.models import Plan, Question
from tests.pages.demo_world import NOW, told

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def demo(
    django_db_setup: None,
    django_db_blocker: pytest_django.DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    with told(django_db_blocker, tmp_path_factory.mktemp("demo")):
        yield


def pairs_of_visits() -> list[tuple[Visit, Visit]]:
    """Each client's last two tests, the earlier first."""
    pairs = []
    for client in Client.objects.all():
        newest = list(client.assessments.finished().select_related("finding")[:2])
        if len(newest) == 2:
            later, earlier = (Visit(reading=each.finding.reading, setup=setup_of(each)) for each in newest)
            pairs.append((earlier, later))
    return pairs


def test_two_trainers_in_two_zones_share_about_thirty_clients() -> None:
    trainers = Trainer.objects.annotate(count=Count("clients")).values_list("zone", "count")
    assert {zone for zone, _count in trainers} == {"Europe/Berlin", "America/New_York"}
    assert all(15 <= count <= 20 for _zone, count in trainers)


def test_every_screen_is_there() -> None:
    screens = latest_screens(clients=Client.objects.all(), now=NOW).values()
    assert {screen.outcome for screen in screens} == set(Outcome)
    assert {screen.clearance.basis for screen in screens if screen.clearance} == {"statement", "decision"}


def test_every_finding_is_there() -> None:
    found = set(Assessment.objects.finished().values_list("finding__overall", flat=True))
    assert found == {*findings.WORST_FIRST, ""}
    sides = set(Assessment.objects.finished().values_list("finding__left", flat=True))
    assert {Grade.UNGRADED_BALANCE, Grade.UNGRADED_PASSIVE} <= sides


def test_retests_improve_or_cannot_be_compared_and_one_side_is_watched() -> None:
    pairs = pairs_of_visits()
    changes = [change for pair in pairs for change in findings.compare(*pair).values()]
    assert any(change.comparable and not change.within_error for change in changes)
    assert any(not change.comparable for change in changes)
    assert any(findings.watch([each.reading.difference for each in pair]) for pair in pairs)


def test_a_client_who_signs_in_has_a_long_trend_with_a_break_in_it() -> None:
    leonie = Client.objects.get(email="leonie@hipcoach.example")
    tests = list(leonie.assessments.shared().select_related("finding"))
    visits = [Visit(reading=each.finding.reading, setup=setup_of(each)) for each in reversed(tests)]
    changes = [findings.compare(*pair)[Side.LEFT] for pair in pairwise(visits)]
    assert [change.comparable for change in changes] == [False, True, True, True]
    assert [row.of for test in tests for row in test.amendments.all() if row.is_told] == ["added"]
    assert any(test.finding.is_overridden for test in tests)
    assert Observations.objects.filter(assessment__in=tests).count() == 2


def test_something_went_wrong_once_and_was_written_down_twice() -> None:
    assert Incident.objects.get().entries.count() == 2


def test_visits_end_in_every_way() -> None:
    booked = Appointment.objects.booked()
    assert set(booked.values_list("status", flat=True)) == set(Appointment.Status) - {"held"}
    assert booked.filter(cancelled_late=True).exists()
    assert set(booked.exclude(cancelled_by="").values_list("cancelled_by", flat=True)) == set(Appointment.By)
    assert booked.confirmed().filter(version__gt=1).exists()


def test_both_trainers_have_visits_behind_and_ahead_of_them_today() -> None:
    for trainer in Trainer.objects.all():
        begins, ends = day_bounds(NOW.astimezone(trainer.tz).date(), trainer.tz)
        today = trainer.appointments.live().starting_between(begins, ends)
        assert today.filter(end__lte=NOW).exists()
        assert today.filter(start__gt=NOW).exists()


def test_one_test_is_still_open() -> None:
    running = Assessment.objects.get(finished_at=None)
    assert running.appointment.start <= NOW < running.appointment.end
    assert running.trials.exists()


def test_plans_are_followed_well_or_patchily_revised_archived_and_paused() -> None:
    current = Plan.objects.current().select_related("client")
    screens = latest_screens(clients=[plan.client for plan in current], now=NOW)
    assert any(is_suspended(screens[plan.client_id]) for plan in current)
    assert current.filter(previous__archived_at__isnull=False).exists()
    assert Plan.objects.filter(archived_at__isnull=False, next_version=None).exists()
    followed = Plan.objects.annotate(done=Count("session_logs")).values_list(
        "done", "weeks", "sessions_per_week"
    )
    shares = [done / (weeks * sessions) for done, weeks, sessions in followed]
    assert min(share for share in shares if share) < 0.4
    assert max(shares) > 0.8


def test_questions_wait_for_both_trainers_and_some_are_answered() -> None:
    asked = {question.client.trainer for question in Question.objects.waiting()}
    assert asked == set(Trainer.objects.all())
    assert Question.objects.filter(is_answer=True).count() == 2


def test_some_have_no_address_share_one_or_have_not_filled_in_their_intake() -> None:
    assert Client.objects.filter(email="").count() == 2
    assert Client.objects.filter(shares_email=True).values("email").distinct().count() == 1
    assert Client.objects.filter(intakes=None, appointments__start__gt=NOW).exists()
    assert Intake.objects.drafts().exists()


def test_nothing_happens_before_it_could() -> None:
    assert not Appointment.objects.filter(booked_at__gte=F("start")).exists()
    assert not Appointment.objects.filter(booked_at__gt=NOW).exists()
    assert not Intake.objects.filter(submitted_at__gt=NOW).exists()
    assert not Assessment.objects.filter(finished_at__gt=NOW).exists()
    assert not Plan.objects.filter(assigned_at__gt=NOW).exists()
    assert not Plan.objects.filter(session_logs__logged_at__gt=NOW).exists()
