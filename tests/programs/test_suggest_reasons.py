"""Suggestions start from the finding, the intake and the screen, and say what speaks for and against."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from assessments.models import Assessment, Clearance, Client, Service
from assessments.screens import clear
from programs.models import Template
from programs.suggesting import Suggestions, suggest
from tests.assessments.checks import send_check
from tests.assessments.standing import CHEST_PAIN, DIZZY, send_intake
from tests.makers import make_client, make_trainer
from tests.programs.makers import WHOLE_KIT, make_assessment, make_template

pytestmark = pytest.mark.usefixtures("shelves")


def found(assessment: Assessment | None, client: Client, now: datetime) -> Suggestions:
    return suggest(client=client, assessment=assessment, trainer=client.trainer, now=now)


def after_test(client: Client, service: Service, now: datetime, **holds: Any) -> Suggestions:
    assessment = make_assessment(client=client, service=service, at=now - timedelta(days=1), **holds)
    return found(assessment, client, now)


def slugs(suggestions: Suggestions) -> list[str]:
    return [choice.template.slug for choice in suggestions.suggested]


@pytest.mark.parametrize(
    ("hold", "templates"),
    [
        (0.5, ["first-lift"]),
        (6, ["above-the-hip"]),
        (12, ["desk-hips", "above-the-hip"]),
        (20, ["desk-hips", "keep-the-balance"]),
    ],
    ids=str,
)
def test_the_finding_and_eight_hours_of_sitting_lead_to_their_templates(
    ready: Client, service: Service, now: datetime, hold: float, templates: list[str]
) -> None:
    suggestions = after_test(ready, service, now, left=hold, right=hold)
    assert slugs(suggestions) == templates
    assert suggestions.suggested[0].reasons


def test_a_pain_stop_suggests_nothing(ready: Client, service: Service, now: datetime) -> None:
    assert slugs(after_test(ready, service, now, pain=8)) == []


def test_without_a_test_every_template_is_the_trainers_own_choice(ready: Client, now: datetime) -> None:
    suggestions = found(None, ready, now)
    assert slugs(suggestions) == []
    assert {choice.template for choice in suggestions.others} == set(Template.objects.all())


def test_gaps_are_told_in_the_muscles_own_names(service: Service, now: datetime) -> None:
    client = make_client(trainer=service.trainer)
    send_intake(client, {"equipment": ["weight"]}, now=now - timedelta(days=3))
    (choice,) = after_test(client, service, now).suggested
    assert "nothing stretches tensor fasciae latae (TFL)" in [str(gap) for gap in choice.gaps]
    assert [exercise.slug for exercise in choice.left_out]


def test_what_would_close_a_gap_is_something_the_client_can_do(service: Service, now: datetime) -> None:
    client = make_client(trainer=service.trainer)
    screen = send_intake(client, DIZZY | {"equipment": ["weight", "pad"]}, now=now - timedelta(days=3))
    clear(
        screen=screen,
        trainer=client.trainer,
        basis=Clearance.Basis.DECISION,
        limits=["supine", "spine_load"],
        now=now,
    )
    suggestions = after_test(client, service, now)
    gaps = [gap for choice in (*suggestions.suggested, *suggestions.others) for gap in choice.gaps]
    offered = [exercise for gap in gaps for exercise in gap.closers]
    assert offered
    assert all(set(exercise.equipment) <= {"weight", "pad"} for exercise in offered)
    assert all({"supine", "spine_load"}.isdisjoint(exercise.cautions) for exercise in offered)


def test_a_side_that_stayed_weaker_is_watched(ready: Client, service: Service, now: datetime) -> None:
    make_assessment(client=ready, service=service, at=now - timedelta(days=40), left=6, right=20)
    suggestions = after_test(ready, service, now, left=6, right=20)
    assert (suggestions.profile.watch, suggestions.profile.weaker_side) == (True, "left")
    assert slugs(suggestions) == ["even-sides", "above-the-hip"]
    assert any("left side" in str(reason) for reason in suggestions.suggested[0].reasons)


def test_one_uneven_test_is_not_watched_yet(ready: Client, service: Service, now: datetime) -> None:
    assert not after_test(ready, service, now, left=6, right=20).profile.watch


def test_a_stop_suggests_nothing_until_it_is_released(ready: Client, service: Service, now: datetime) -> None:
    screen = send_intake(ready, CHEST_PAIN | WHOLE_KIT, now=now - timedelta(hours=1))
    assert slugs(after_test(ready, service, now)) == []
    clear(screen=screen, trainer=ready.trainer, basis=Clearance.Basis.STATEMENT, now=now)
    suggestions = found(ready.assessments.get(), ready, now)
    assert slugs(suggestions) == ["above-the-hip"]
    assert suggestions.profile.screen_outcome == "review"


def test_a_pregnancy_leaves_the_choice_to_the_trainer(ready: Client, service: Service, now: datetime) -> None:
    answers = WHOLE_KIT | DIZZY | {"pregnancy": "pregnant", "pregnancy_signs": "no"}
    send_intake(ready, answers, now=now - timedelta(hours=1))
    suggestions = after_test(ready, service, now)
    assert slugs(suggestions) == []
    assert suggestions.profile.trainer_chooses


def test_a_pregnancy_told_in_a_short_check_does_so_too(
    ready: Client, service: Service, now: datetime
) -> None:
    send_check(ready, {"pregnancy": "pregnant", "pregnancy_signs": "no"}, now=now - timedelta(hours=1))
    suggestions = after_test(ready, service, now)
    assert suggestions.profile.trainer_chooses
    assert suggestions.profile.equipment  # What the whole intake told stays.


def test_a_withdrawn_consent_hides_the_answers(ready: Client, service: Service, now: datetime) -> None:
    ready.consents.filter(kind="health_data").update(withdrawn_at=now)
    suggestions = after_test(ready, service, now)
    assert slugs(suggestions) == []
    assert suggestions.profile.equipment == frozenset()


def test_another_trainers_own_template_is_not_offered(ready: Client, now: datetime) -> None:
    theirs = make_template(exercises=["glute-bridge"], owner=make_trainer())
    assert theirs not in {choice.template for choice in found(None, ready, now).others}


def test_many_templates_cost_as_many_queries_as_few(
    ready: Client, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(40) as few:
        found(None, ready, now)
    for number in range(20):
        make_template(exercises=["glute-bridge", "dead-bug", "side-plank"], slug=f"made-{number}")
    with django_assert_max_num_queries(len(few)):
        found(None, ready, now)
