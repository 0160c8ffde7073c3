"""A trainer's own exercises: added, copied, changed, retired and brought back, by nobody else."""

from datetime import datetime

import pytest
from django.test import Client as Browser

from assessments.models import Client, Trainer
from programs.models import Exercise
from tests.makers import make_trainer
from tests.programs.makers import assigned_plan, make_template
from tests.programs.own import WORK, make_own, typed

pytestmark = pytest.mark.usefixtures("shelves")
NEW = "/desk/exercises/new/"


def work_of(exercise: Exercise) -> set[tuple[str, str, str]]:
    return {(each.muscle.slug, each.position, each.role) for each in exercise.work.all()}


def page_of(desk: Browser, exercise: Exercise) -> str:
    return desk.get(exercise.get_absolute_url()).content.decode()


def test_an_exercise_is_added_with_its_muscles_and_figure(desk: Browser, trainer: Trainer) -> None:
    response = desk.post(NEW, typed(video_url="example.com/march"))
    own = trainer.exercises.get()
    assert response["Location"] == own.get_absolute_url()
    assert (own.name, own.steps) == ("Marching on a curb", ["Lift one knee.", "Lower it slowly."])
    assert own.video_url == "https://example.com/march"
    assert work_of(own) == WORK
    page = page_of(desk, own)
    assert "<title>Marching on a curb</title>" in page
    assert 'href="https://example.com/march"' in page


def test_a_form_sent_twice_adds_one(desk: Browser, trainer: Trainer) -> None:
    first, second = (desk.post(NEW, typed()) for _time in range(2))
    assert first["Location"] == second["Location"]
    assert trainer.exercises.count() == 1


def test_each_opened_form_has_a_key_of_its_own(desk: Browser) -> None:
    keys = {desk.get(NEW).context["form"].initial["key"] for _time in range(2)}
    assert len(keys) == 2


def test_a_shared_exercise_is_copied_and_stays_as_it_was(desk: Browser, trainer: Trainer) -> None:
    shared = Exercise.objects.get(slug="back-squat")
    path = f"/desk/exercises/{shared.pk}/copy/"
    form = desk.get(path).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    filled = {name: value for name, value in sent.items() if value not in (None, "", False)}
    desk.post(path, filled | {"steps": "\n".join(shared.steps), "name": "My squat"})
    copy = trainer.exercises.get()
    assert (copy.name, copy.figure, copy.equipment) == ("My squat", "back-squat", ["barbell"])
    assert (copy.substitutes, copy.experienced_dose) == (shared.substitutes, shared.experienced_dose)
    assert work_of(copy) == work_of(shared)
    shared.refresh_from_db()
    assert (shared.name, shared.owner) == ("Back squat", None)


def test_an_own_exercise_is_changed(desk: Browser, trainer: Trainer) -> None:
    own = make_own(trainer)
    path = f"/desk/exercises/{own.pk}/edit/"
    assert "Marching on a curb" in desk.get(path).content.decode()
    changed = typed(name="Marching tall", version=own.version) | {"work-psoas-s": "secondary"}
    assert desk.post(path, changed)["Location"] == own.get_absolute_url()
    own.refresh_from_db()
    assert own.name == "Marching tall"
    assert ("psoas", "s", "secondary") in work_of(own)


def test_two_windows_do_not_overwrite_each_other(desk: Browser, trainer: Trainer) -> None:
    own = make_own(trainer)
    path = f"/desk/exercises/{own.pk}/edit/"
    desk.post(path, typed(name="First", version=1))
    late = desk.post(path, typed(name="Second", version=1))
    assert late.status_code == 422
    assert "changed in another window" in late.content.decode()
    own.refresh_from_db()
    assert own.name == "First"


@pytest.mark.parametrize("version", ["", "0", "-1", "99", "x", str(10**30)])
def test_a_forged_version_changes_nothing(desk: Browser, trainer: Trainer, version: str) -> None:
    own = make_own(trainer)
    response = desk.post(f"/desk/exercises/{own.pk}/edit/", typed(name="Forged", version=version))
    assert response.status_code == 422
    own.refresh_from_db()
    assert own.name == "Marching on a curb"


def test_retiring_takes_it_from_the_list_and_bringing_back_returns_it(
    desk: Browser, trainer: Trainer
) -> None:
    own = make_own(trainer)
    listed = f'href="{own.get_absolute_url()}"'
    for _time in range(2):
        desk.post(f"/desk/exercises/{own.pk}/retire/")
    assert listed not in desk.get("/desk/exercises/").content.decode()
    assert listed in desk.get("/desk/exercises/", {"shelf": "retired"}).content.decode()
    assert "Bring it back" in page_of(desk, own)
    desk.post(f"/desk/exercises/{own.pk}/bring-back/")
    assert listed in desk.get("/desk/exercises/").content.decode()


def test_a_retired_exercise_stays_in_a_plan_with_its_figure(
    desk: Browser, trainer: Trainer, ready: Client, now: datetime
) -> None:
    own = make_own(trainer)
    template = make_template(exercises=[], owner=trainer)
    template.items.create(
        exercise=own, block="strength", order=1, sets=2, reps_low=10, reps_high=10, to_week=4
    )
    plan = assigned_plan(ready, template=template, now=now)
    before = list(plan.items.values_list())
    desk.post(f"/desk/exercises/{own.pk}/retire/")
    assert list(plan.items.values_list()) == before
    assert "Marching on a curb" in desk.get(plan.get_absolute_url()).content.decode()
    assert "retired" in desk.get(template.get_absolute_url()).content.decode()
    assert ready.user
    phone = Browser()
    phone.force_login(ready.user)
    for path in ("/me/plan/", "/me/plan/today/"):
        page = phone.get(path).content.decode()
        assert "Marching on a curb" in page
        assert 'class="fig"' in page


@pytest.mark.parametrize("act", ["edit", "retire", "bring-back"])
def test_shared_and_strange_exercises_are_not_theirs_to_change(desk: Browser, act: str) -> None:
    shared = Exercise.objects.get(slug="glute-bridge")
    theirs = make_own(make_trainer())
    for pk in (shared.pk, theirs.pk, 0, 10**25):
        assert desk.post(f"/desk/exercises/{pk}/{act}/", typed(version=1)).status_code == 404
    shared.refresh_from_db()
    theirs.refresh_from_db()
    assert (shared.name, shared.retired_at) == ("Glute bridge", None)
    assert (theirs.name, theirs.retired_at) == ("Marching on a curb", None)


def test_a_strange_exercise_cannot_be_copied_or_pointed_at(desk: Browser) -> None:
    theirs = make_own(make_trainer())
    assert desk.get(f"/desk/exercises/{theirs.pk}/copy/").status_code == 404
    assert desk.post(NEW, typed(easier=theirs.pk)).status_code == 422


def test_the_page_of_a_shared_exercise_offers_only_a_copy(desk: Browser, trainer: Trainer) -> None:
    shared, own = page_of(desk, Exercise.objects.get(slug="glute-bridge")), page_of(desk, make_own(trainer))
    assert "to make it yours" in shared
    assert "Retire it" not in shared
    assert "Change it" in own
    assert "Retire it" in own
