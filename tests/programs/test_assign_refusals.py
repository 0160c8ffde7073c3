"""No plan is assigned where the screen, a pain stop or the library forbids it."""

from datetime import datetime, timedelta

import pytest
from django.test import Client as Browser

from assessments.models import Assessment, Clearance, Client, Service, Trainer
from assessments.screens import clear
from programs.assigning import archive, assign
from programs.models import Exercise, Plan
from programs.refusals import Refused
from tests.assessments.standing import CHEST_PAIN, DIZZY, send_intake
from tests.makers import make_client, make_trainer
from tests.programs.makers import WHOLE_KIT, assigned_plan, make_assessment, make_template, shared_template


@pytest.fixture
def hurried(now: datetime) -> datetime:
    return now + timedelta(minutes=1)


def test_a_stopped_client_gets_no_plan(ready: Client, now: datetime, hurried: datetime) -> None:
    send_intake(ready, CHEST_PAIN, now=now)
    with pytest.raises(Refused, match="screen is closed"):
        assigned_plan(ready, now=hurried)
    assert not ready.plans.exists()


def test_a_professionals_statement_opens_the_way(ready: Client, now: datetime, hurried: datetime) -> None:
    screen = send_intake(ready, CHEST_PAIN | WHOLE_KIT, now=now)
    clear(screen=screen, trainer=ready.trainer, basis=Clearance.Basis.STATEMENT, now=now)
    assert assigned_plan(ready, now=hurried).items.exists()


def test_a_review_waits_for_the_trainers_decision(ready: Client, now: datetime, hurried: datetime) -> None:
    screen = send_intake(ready, DIZZY | WHOLE_KIT, now=now)
    with pytest.raises(Refused, match="waits for your decision"):
        assigned_plan(ready, now=hurried)
    clear(screen=screen, trainer=ready.trainer, basis=Clearance.Basis.DECISION, now=now)
    assert assigned_plan(ready, now=hurried).items.exists()


def test_without_an_intake_there_is_no_plan(shelves: None, client_record: Client, now: datetime) -> None:
    with pytest.raises(Refused):
        assigned_plan(client_record, now=now)


def test_a_pain_stop_waits_for_a_test_without_one(ready: Client, service: Service, now: datetime) -> None:
    make_assessment(client=ready, service=service, at=now - timedelta(days=2), pain=7)
    with pytest.raises(Refused, match="pain stop"):
        assigned_plan(ready, now=now)
    make_assessment(client=ready, service=service, at=now - timedelta(days=1))
    assert assigned_plan(ready, now=now).items.exists()


def test_a_retired_template_is_refused(ready: Client, now: datetime) -> None:
    template = shared_template()
    template.retired_at = now
    template.save()
    with pytest.raises(Refused, match="no longer in your library"):
        assigned_plan(ready, now=now)


def test_another_trainers_own_template_is_refused(ready: Client, now: datetime) -> None:
    theirs = make_template(exercises=["glute-bridge"], owner=make_trainer())
    with pytest.raises(Refused):
        assigned_plan(ready, template=theirs, now=now)


def test_a_template_with_nothing_left_is_refused(ready: Client, now: datetime) -> None:
    template = make_template(exercises=["half-kneeling-stretch"])
    assert assigned_plan(ready, template=template, now=now)
    Exercise.objects.filter(slug="half-kneeling-stretch").update(equipment=["moon-boots"])
    with pytest.raises(Refused, match="Nothing of this template"):
        assigned_plan(ready, template=template, now=now)


def test_a_template_of_a_thousand_lines_is_shown_and_refused(
    desk: Browser, ready: Client, now: datetime
) -> None:
    endless = make_template(exercises=["glute-bridge"] * 1000)
    assert desk.get(endless.get_absolute_url()).status_code == 200
    with pytest.raises(Refused, match="more than 60 exercises"):
        assigned_plan(ready, template=endless, now=now)
    assert not Plan.objects.exists()


def test_another_trainers_client_is_nobody(plan: Plan, trainer: Trainer, now: datetime) -> None:
    stranger = make_client(trainer=make_trainer())
    stranger.trainer = trainer
    with pytest.raises(Client.DoesNotExist):
        assigned_plan(stranger, now=now)
    with pytest.raises(Client.DoesNotExist):
        archive(plan=plan, trainer=make_trainer(), now=now)


def test_an_assessment_of_somebody_else_is_refused(ready: Client, service: Service, now: datetime) -> None:
    other = make_client(trainer=ready.trainer)
    theirs = make_assessment(client=other, service=service, at=now - timedelta(days=1))
    with pytest.raises(Assessment.DoesNotExist):
        assign(
            client=ready,
            template=shared_template(),
            trainer=ready.trainer,
            assessment=theirs,
            starts_on=now.date(),
            now=now,
        )
