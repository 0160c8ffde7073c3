"""Suggestions know what the intake tells of, and which plans were really followed not long ago."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from assessments.models import Client, Service
from programs.models import Exercise, Plan, SessionLog, Template
from programs.suggesting import Suggestions, suggest
from tests.assessments.standing import send_intake
from tests.makers import make_client
from tests.programs.makers import WHOLE_KIT, assigned_plan, make_assessment, make_template

pytestmark = pytest.mark.usefixtures("shelves")


def after_test(client: Client, service: Service, now: datetime) -> Suggestions:
    assessment = make_assessment(
        client=client, service=service, at=now - timedelta(days=1), left=12, right=12
    )
    return suggest(client=client, assessment=assessment, trainer=client.trainer, now=now)


def follow(client: Client, *, weeks_ago: int, sessions: int, now: datetime) -> Plan:
    """A plan of desk hips (6 weeks of 3 sessions) that began so long ago."""
    then = now - timedelta(weeks=weeks_ago)
    plan = assigned_plan(
        client, now=now, template=Template.objects.get(slug="desk-hips"), starts_on=then.date()
    )
    for number in range(sessions):
        day = then + timedelta(days=2 * number)
        SessionLog.objects.create(client=client, plan=plan, key=uuid4(), day=day.date(), logged_at=day)
    return plan


@pytest.mark.parametrize(
    ("ran", "lately"),
    [
        ((7, 18), True),
        ((7, 9), True),
        ((7, 8), False),
        ((7, 0), False),
        ((17, 18), True),
        ((18, 18), False),
    ],
    ids=["all", "half", "less than half", "never begun", "twelve weeks ago, almost", "long ago"],
)
def test_a_plan_was_followed_lately_when_half_of_it_was_done(
    ready: Client, service: Service, now: datetime, ran: tuple[int, int], lately: bool
) -> None:
    follow(ready, weeks_ago=ran[0], sessions=ran[1], now=now)
    found = after_test(ready, service, now)
    first = found.suggested[0]
    assert bool(found.profile.lately) is lately
    assert first.template.slug == ("above-the-hip" if lately else "desk-hips")
    again = next(each for each in found.suggested if each.template.slug == "desk-hips")
    assert any("followed this plan lately" in str(text) for text in again.against) is lately


@pytest.mark.parametrize(
    ("told", "symptoms", "strong"),
    [
        ({}, set(), set()),
        ({"low_back": "yes", "low_back_side": "both", "low_back_score": 4}, {"low_back"}, {"low_back"}),
        ({"low_back": "yes", "low_back_side": "both", "low_back_score": 3}, {"low_back"}, set()),
        ({"hip": "yes", "hip_side": "left", "hip_score": 6, "hip_hurts": "no"}, {"hip"}, set()),
        ({"hip": "yes", "hip_side": "left", "hip_score": 6, "hip_hurts": "yes"}, {"hip"}, {"hip"}),
        ({"hamstring": "yes", "hamstring_side": "both", "hamstring_score": 9}, {"hamstring"}, set()),
    ],
    ids=["nothing", "back from 4", "back under 4", "a tight hip", "a hip that hurts", "hamstrings"],
)
def test_the_intake_tells_of_symptoms(
    service: Service, now: datetime, told: dict[str, object], symptoms: set[str], strong: set[str]
) -> None:
    client = make_client(trainer=service.trainer)
    send_intake(client, {**WHOLE_KIT, **told}, now=now - timedelta(days=3))
    profile = after_test(client, service, now).profile
    assert (set(profile.symptoms), set(profile.strong)) == (symptoms, strong)


def test_what_is_missing_is_made_up_for_by_the_easier_variant(ready: Client, now: datetime) -> None:
    """Where no nearest one is named."""
    bridge = Exercise.objects.get(slug="single-leg-bridge")
    Exercise.objects.filter(pk=bridge.pk).update(equipment=["moon-boots"], substitutes=[])
    made = make_template(exercises=["single-leg-bridge"])
    choice = suggest(client=ready, assessment=None, trainer=ready.trainer, now=now).of(made)
    assert choice
    assert [line.exercise.slug for line in choice.lines] == ["glute-bridge"]
