"""Choosing a plan at the desk: reasons, what speaks against, and one button that assigns it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser

from assessments.models import Assessment, Client, Service
from hipcoach.privacy.models import AuditEntry
from programs.models import Plan, Template
from tests.assessments.standing import CHEST_PAIN, DIZZY, send_intake
from tests.makers import make_client, make_service, make_trainer
from tests.programs.makers import (
    WHOLE_KIT,
    make_assessment,
    make_ready,
    make_template,
    shared_template,
)

pytestmark = pytest.mark.usefixtures("shelves")


@pytest.fixture
def assessment(ready: Client, service: Service, now: datetime) -> Assessment:
    return make_assessment(client=ready, service=service, at=now - timedelta(hours=2))


def path(assessment: Assessment) -> str:
    return f"/desk/assessments/{assessment.pk}/suggest/"


def filled(**changes: Any) -> dict[str, Any]:
    return {"template": shared_template().pk, "starts_on": "2026-12-07", "note": "Slowly.", **changes}


def shown(desk: Browser, assessment: Assessment) -> str:
    response = desk.get(path(assessment))
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_shows_what_suits_and_why(desk: Browser, assessment: Assessment) -> None:
    page = shown(desk, assessment)
    assert "next comes holding the knee above the hip" in page
    assert f'value="{shared_template().pk}" checked' in page
    assert 'value="2026-11-30"' in page
    assert page.index("Above the hip") < page.index("Your own choice") < page.index("Keep the balance")


def test_what_speaks_against_is_shown(desk: Browser, service: Service, now: datetime) -> None:
    client = make_client(trainer=service.trainer)
    make_ready(client, now=now, equipment=["pad", "bench", "weight", "chair"])
    page = shown(desk, make_assessment(client=client, service=service, at=now - timedelta(hours=5)))
    assert "Dead bug stands in for Pallof press." in page
    assert "Standing table hamstring stretch is left out" in page
    assert "nothing stretches hamstrings" in page


def test_assigning_leads_to_the_plan_and_twice_is_one(desk: Browser, assessment: Assessment) -> None:
    for _time in range(2):
        response = desk.post(path(assessment), filled())
        plan = Plan.objects.get()
        assert response["Location"] == plan.get_absolute_url()
    assert (plan.assessment, plan.note, f"{plan.starts_on}") == (assessment, "Slowly.", "2026-12-07")


@pytest.mark.parametrize(
    "odd",
    [
        {"template": ""},
        {"template": "first-lift"},
        {"template": "1\x00"},
        {"template": str(10**25)},
        {"starts_on": ""},
        {"starts_on": "2026-11-28"},
        {"starts_on": "2027-11-30"},
        {"starts_on": "9999-12-31"},
        {"starts_on": "2026-12-07\x00"},
        {"note": "nul \x00"},
        {"note": "x" * 10_000},
    ],
    ids=lambda odd: f"{odd}"[:30],
)
def test_what_cannot_be_is_rejected_and_typed_text_stays(
    desk: Browser, assessment: Assessment, odd: dict[str, str]
) -> None:
    response = desk.post(path(assessment), filled(**odd))
    assert response.status_code == 422
    assert "note" in odd or "Slowly." in response.content.decode()
    assert not Plan.objects.exists()


def test_another_one_than_suggested_needs_a_reason_that_is_kept(
    desk: Browser, assessment: Assessment
) -> None:
    other = filled(template=shared_template("keep-the-balance").pk)
    response = desk.post(path(assessment), other)
    assert response.status_code == 422
    assert "say why you choose another one" in response.content.decode()
    assert "Slowly." in response.content.decode()
    desk.post(path(assessment), other | {"why": "She asked for squats."})
    plan = Plan.objects.get()
    assert plan.inputs["why"] == "She asked for squats."
    assert "She asked for squats." in desk.get(plan.get_absolute_url()).content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT inputs FROM programs_plan")
        assert "squats" not in str(cursor.fetchall())


def test_a_suggested_one_needs_no_reason(desk: Browser, assessment: Assessment) -> None:
    desk.post(path(assessment), filled(why="Just so."))
    assert "why" not in Plan.objects.get().inputs


def test_an_empty_template_cannot_be_assigned_and_says_so(
    desk: Browser, assessment: Assessment, now: datetime
) -> None:
    empty = make_template(exercises=[], name="Empty one")
    page = shown(desk, assessment)
    assert "There are no exercises in it yet." in page
    assert f'value="{empty.pk}"' not in page
    response = desk.post(path(assessment), filled(template=empty.pk, why="Try."))
    assert response.status_code == 422
    assert "has no exercises yet" in response.content.decode()


def test_a_template_retired_meanwhile_is_rejected(
    desk: Browser, assessment: Assessment, now: datetime
) -> None:
    Template.objects.filter(slug="above-the-hip").update(retired_at=now)
    assert desk.post(path(assessment), filled()).status_code == 422


@pytest.mark.parametrize(
    ("answers", "words"),
    [(CHEST_PAIN, "The screen is closed"), (DIZZY, "waits for your decision")],
    ids=["stop", "review"],
)
def test_a_closed_screen_offers_no_button_and_refuses_a_sent_form(
    desk: Browser, assessment: Assessment, now: datetime, answers: dict[str, str], words: str
) -> None:
    send_intake(assessment.client, WHOLE_KIT | answers, now=now)
    page = shown(desk, assessment)
    assert words in page
    assert "Assign the plan" not in page
    assert desk.post(path(assessment), filled()).status_code == 422
    assert not Plan.objects.exists()


def test_a_pain_stop_closes_it_too(desk: Browser, ready: Client, service: Service, now: datetime) -> None:
    assessment = make_assessment(client=ready, service=service, at=now - timedelta(hours=3), pain=9)
    assert "ended with a pain stop" in shown(desk, assessment)
    assert desk.post(path(assessment), filled()).status_code == 422


def test_without_templates_there_is_nothing_to_assign(
    desk: Browser, assessment: Assessment, now: datetime
) -> None:
    Template.objects.update(retired_at=now)
    page = shown(desk, assessment)
    assert "No templates yet" in page
    assert "Assign the plan" not in page


def test_a_newer_test_is_pointed_out(
    desk: Browser, assessment: Assessment, service: Service, now: datetime
) -> None:
    newer = make_assessment(client=assessment.client, service=service, at=now - timedelta(minutes=1))
    assert path(newer) in shown(desk, assessment)
    assert "newer test" not in shown(desk, newer)


def test_the_reading_is_audited(desk: Browser, assessment: Assessment) -> None:
    shown(desk, assessment)
    entry = AuditEntry.objects.get(subject=f"assessment {assessment.pk}")
    assert (entry.act, entry.client_ref) == ("read", assessment.client_id)


def test_strangers_and_unfinished_tests_are_not_found(
    desk: Browser, assessment: Assessment, now: datetime
) -> None:
    other = make_trainer()
    theirs = make_assessment(
        client=make_client(trainer=other), service=make_service(trainer=other), at=now - timedelta(hours=1)
    )
    Assessment.objects.filter(pk=assessment.pk).update(finished_at=None)
    for each in (theirs, assessment):
        assert desk.get(path(each)).status_code == 404
        assert desk.post(path(each), filled()).status_code == 404
    assert desk.get(f"/desk/assessments/{10**25}/suggest/").status_code == 404
