"""Revising on the page: as a whole, nothing typed is lost, two tabs never overwrite each other unasked."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client as Browser
from pytest_django import DjangoAssertNumQueries

from assessments.models import Client, Consent
from programs.models import Exercise, Plan
from tests.assessments.standing import CHEST_PAIN, send_intake
from tests.makers import make_trainer
from tests.programs.makers import assigned_plan, make_template

Typed = dict[str, Any]


@pytest.fixture
def small(ready: Client, now: datetime) -> Plan:
    """Lunge and dead bug, 2 x 10 over four weeks."""
    return assigned_plan(ready, template=make_template(exercises=["long-stance-lunge", "dead-bug"]), now=now)


def url(plan: Plan) -> str:
    return f"{plan.get_absolute_url()}revise/"


def typed(desk: Browser, plan: Plan, **differing: Any) -> Typed:
    """What the page sends, unchanged but for `differing`."""
    form = desk.get(url(plan)).context["form"]
    data: Typed = {"count": len(form.lines)}
    for each in (form.schedule, *form.lines):
        for field in each:
            if (value := field.value()) not in (None, False):
                data[field.html_name] = f"{value}"
    return data | differing


def test_a_change_is_saved_as_the_next_version_and_told(desk: Browser, small: Plan) -> None:
    data = typed(desk, small, **{"l0-sets": "3", "weeks": "5"})
    response = desk.post(url(small), data, follow=True)
    new = small.client.plans.current().get()
    assert response.redirect_chain == [(new.get_absolute_url(), 302)]
    assert (new.version, new.weeks, [item.to_week for item in new.items.all()]) == (2, 5, [5, 5])
    page = response.content.decode()
    assert "Version 2 is your client&#x27;s plan now." in page
    assert "Long-stance lunge: more sets, 3." in page


def test_sent_as_it_was_it_makes_no_version(desk: Browser, small: Plan) -> None:
    response = desk.post(url(small), typed(desk, small), follow=True)
    assert "Nothing was changed" in response.content.decode()
    assert small.client.plans.count() == 1


def test_what_cannot_be_is_said_and_nothing_is_lost(desk: Browser, small: Plan) -> None:
    data = typed(desk, small, **{"l0-reps_low": "12", "l0-reps_high": "8", "l1-note": "Slow and low."})
    response = desk.post(url(small), data)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Long-stance lunge, Reps to: This must not be less than where it starts." in page
    assert "Slow and low." in page
    assert small.client.plans.count() == 1


def test_what_it_would_train_is_drawn_as_it_is_typed(desk: Browser, ready: Client, now: datetime) -> None:
    wanted = [{"muscle": "gluteus-maximus", "position": "m"}]
    template = make_template(exercises=["long-stance-lunge", "dead-bug"], must_cover=wanted)
    plan = assigned_plan(ready, template=template, now=now)
    assert "It covers everything it should" in desk.get(url(plan)).content.decode()
    data = typed(desk, plan, **{"l0-leave_out": "on", "look": "1"})
    page = desk.post(url(plan), data).content.decode()
    assert "1 thing is missing in at least one week" in page
    assert "Save as the next version" in page
    part = desk.post(url(plan), data, headers={"HX-Request": "true"}).content.decode()
    assert "1 thing is missing in at least one week" in part
    assert "Save as the next version" not in part
    assert plan.client.plans.count() == 1


def test_a_line_of_few_weeks_leaves_a_gap_in_the_others(desk: Browser, ready: Client, now: datetime) -> None:
    wanted = [{"muscle": "gluteus-maximus", "position": "m"}]
    template = make_template(exercises=["long-stance-lunge"], must_cover=wanted)
    plan = assigned_plan(ready, template=template, now=now)
    for week, is_missing in (("3", True), ("", False), ("many", False)):
        data = typed(desk, plan, **{"l0-to_week": week, "look": "1"})
        page = desk.post(url(plan), data).content.decode()
        assert ("missing in at least one week" in page) is is_missing, week


def test_what_closes_a_gap_is_added_by_a_press(desk: Browser, ready: Client, now: datetime) -> None:
    send_intake(ready, {"equipment": ["band"]}, now=now)
    wanted = [{"muscle": "gluteus-maximus", "position": "m"}]
    template = make_template(exercises=["dead-bug"], must_cover=wanted)
    plan = assigned_plan(ready, template=template, now=now)
    response = desk.get(url(plan))
    offered = response.context["form"].map.gaps[0].closers
    assert offered
    assert all(set(each.equipment) <= {"band"} for each in offered)
    data = typed(desk, plan, also=f"{offered[0].pk}")
    page = desk.post(url(plan), data).content.decode()
    assert f'<option value="{offered[0].pk}" selected>' in page
    assert "It covers everything it should" in page
    assert plan.client.plans.count() == 1


def test_an_exercise_is_added_and_another_left_out(desk: Browser, small: Plan) -> None:
    squat = Exercise.objects.get(slug="sit-to-stand", owner=None)
    data = typed(desk, small, **{"l0-leave_out": "on", "l1-note": "Kept."})
    page = desk.post(url(small), data | {"more": "1", "add": squat.pk}).content.decode()
    assert "Kept." in page
    assert f'<option value="{squat.pk}" selected>' in page
    added = {
        "count": "3",
        "l2-exercise": squat.pk,
        "l2-block": "strength",
        "l2-sets": "2",
        "l2-reps_low": "8",
    }
    assert desk.post(url(small), data | added).status_code == 302
    new = small.client.plans.current().get()
    assert [item.exercise.slug for item in new.items.all()] == ["dead-bug", "sit-to-stand"]


def test_parts_stay_together_and_places_count_within_them(desk: Browser, small: Plan) -> None:
    data = typed(desk, small, **{"l0-place": "2", "l1-place": "1"})
    desk.post(url(small), data)
    new = small.client.plans.current().get()
    assert [item.name for item in new.items.all()] == ["Dead bug", "Long-stance lunge"]
    data = typed(desk, new, **{"l0-block": "stretch"})
    desk.post(url(new), data)
    newest = small.client.plans.current().get()
    assert [item.name for item in newest.items.all()] == ["Long-stance lunge", "Dead bug"]


def test_everything_left_out_is_refused(desk: Browser, small: Plan) -> None:
    data = typed(desk, small, **{"l0-leave_out": "on", "l1-leave_out": "on"})
    response = desk.post(url(small), data)
    assert (response.status_code, "at least one exercise" in response.content.decode()) == (422, True)


def test_of_two_tabs_the_second_is_told_keeps_its_words_and_may_save_over(desk: Browser, small: Plan) -> None:
    second = typed(desk, small, **{"l1-note": "From the other tab."})
    desk.post(url(small), typed(desk, small, **{"l0-leave_out": "on"}))
    current = small.client.plans.current().get()
    response = desk.post(url(small), second)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Version 2 came in the meantime" in page
    assert "From the other tab." in page
    assert f'formaction="{url(current)}"' in page
    assert desk.post(url(current), second).status_code == 302
    newest = small.client.plans.current().get()
    assert [item.line for item in newest.items.all()] == [item.line for item in small.items.all()]


@pytest.mark.parametrize(
    "tampered",
    [
        {"count": "100000"},
        {"count": "-1"},
        {"count": ""},
        {"count": "9" * 5000},
        {"l0-exercise": "0"},
        {"l0-exercise": "9" * 400},
        {"l0-exercise": "x\x00"},
        {"l0-line": "not-a-number"},
        {"l0-place": "-5"},
        {"weeks": "0"},
        {"weeks": "53"},
        {"sessions_per_week": "99"},
        {"starts_on": "2020-01-01"},
        {"starts_on": "soon"},
        {"note": "x" * 1001},
    ],
    ids=lambda case: f"{case}"[:40],
)
def test_a_tampered_form_changes_nothing(desk: Browser, small: Plan, tampered: Typed) -> None:
    assert desk.post(url(small), typed(desk, small) | {"l1-sets": "5"} | tampered).status_code == 422
    assert small.client.plans.count() == 1


def test_a_foreign_exercise_cannot_be_put_in(desk: Browser, small: Plan) -> None:
    foreign = Exercise.objects.create(
        owner=make_trainer(), slug="own", name="Theirs", summary="", setup="", balance="low", level=1,
        dose_kind="reps", dose_low=1, dose_high=2,
    )  # fmt: skip
    data = typed(desk, small, **{"l0-exercise": f"{foreign.pk}"})
    assert desk.post(url(small), data).status_code == 422
    assert "Theirs" not in desk.post(url(small), data | {"more": "1", "add": foreign.pk}).content.decode()


def test_a_stop_refuses_and_consent_taken_back_hides(desk: Browser, small: Plan, now: datetime) -> None:
    data = typed(desk, small, **{"l0-sets": "3"})
    send_intake(small.client, CHEST_PAIN, now=now)
    assert "The screen is closed" in desk.post(url(small), data).content.decode()
    small.client.consents.filter(kind=Consent.Kind.HEALTH_DATA).update(withdrawn_at=now)
    for response in (desk.get(url(small)), desk.post(url(small), data)):
        assert "Long-stance lunge" not in response.content.decode()
    assert small.client.plans.count() == 1


def test_a_version_that_is_over_leads_back_to_its_page(desk: Browser, small: Plan, now: datetime) -> None:
    desk.post(f"{small.get_absolute_url()}archive/")
    assert desk.get(url(small))["Location"] == small.get_absolute_url()


def test_many_lines_cost_as_many_queries_as_few(
    desk: Browser, small: Plan, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(25) as few:
        desk.get(url(small))
    template = make_template(exercises=["long-stance-lunge", "dead-bug"] * 20, slug="many")
    many = assigned_plan(small.client, template=template, now=now)
    with django_assert_max_num_queries(len(few)):
        desk.get(url(many))
