"""A colleague's exercise in one's own copy, no longer shared: like a retired one, and no secret told."""

from datetime import datetime
from uuid import uuid4

import pytest
from django.test import Client as Browser

from assessments.models import Client, Trainer
from programs import revising, shelving, template_lines, templating
from programs.models import Exercise, Template
from programs.refusals import Refused
from tests.assessments.standing import send_intake
from tests.makers import make_trainer
from tests.programs.building import line_of, make_built, shared_exercise
from tests.programs.makers import assigned_plan
from tests.programs.own import make_own

SECRET = "Only for those I show it to."


@pytest.fixture
def theirs(ready: Client) -> Exercise:
    """A colleague's own, of the practice, whose nearest stand-in is the dead bug."""
    colleague = make_trainer(practice=ready.trainer.practice)
    made = make_own(colleague, setup=SECRET, equipment=[], cautions=[])
    Exercise.objects.filter(pk=made.pk).update(substitutes=["dead-bug"])
    made.refresh_from_db()
    return made


@pytest.fixture
def copied(theirs: Exercise, trainer: Trainer) -> Template:
    """The trainer's copy of the colleague's template, which holds theirs and a glute bridge."""
    assert theirs.owner
    source = make_built(theirs.owner, ["glute-bridge"], shared=True)
    template_lines.add(trainer=theirs.owner, pk=source.pk, version=source.version, exercise=theirs.pk)
    return templating.copy(trainer=trainer, key=uuid4(), source=source, name="Copied")


def share(exercise: Exercise, *, shared: bool) -> None:
    assert exercise.owner
    shelving.share(trainer=exercise.owner, pk=exercise.pk, shared=shared)


def test_new_plans_take_its_stand_in_and_older_ones_keep_it(
    copied: Template, theirs: Exercise, ready: Client, now: datetime
) -> None:
    older = assigned_plan(ready, template=copied, now=now)
    assert theirs in [item.exercise for item in older.items.all()]
    share(theirs, shared=False)
    newer = assigned_plan(ready, template=copied, now=now, starts_on=now.date().replace(day=1, month=12))
    assert {item.exercise.slug for item in newer.items.all()} == {"glute-bridge", "dead-bug"}
    assert newer.inputs["swaps"] == [[theirs.name, "Dead bug"]]
    assert theirs in [item.exercise for item in older.items.all()]


def test_without_a_stand_in_it_is_left_out_and_said(
    desk: Browser, copied: Template, theirs: Exercise, ready: Client, now: datetime
) -> None:
    Exercise.objects.filter(pk=theirs.pk).update(substitutes=[])
    share(theirs, shared=False)
    plan = assigned_plan(ready, template=copied, now=now)
    assert plan.inputs["left_out"] == [theirs.name]
    assert f"{theirs.name} is left out." in desk.get(plan.get_absolute_url()).content.decode()


def test_a_template_of_nothing_else_is_not_assigned(
    copied: Template, theirs: Exercise, ready: Client, now: datetime
) -> None:
    Exercise.objects.filter(pk=theirs.pk).update(substitutes=[])
    share(theirs, shared=False)
    copied.items.exclude(exercise=theirs).delete()
    with pytest.raises(Refused, match="Nothing of this template is left"):
        assigned_plan(ready, template=copied, now=now)


def test_the_client_goes_on_with_it(
    phone: Browser, copied: Template, theirs: Exercise, ready: Client, now: datetime
) -> None:
    assigned_plan(ready, template=copied, now=now)
    share(theirs, shared=False)
    for path in ("/me/plan/", "/me/plan/today/"):
        assert theirs.name in phone.get(path).content.decode()


def test_the_trainer_revises_around_it(
    desk: Browser, copied: Template, theirs: Exercise, ready: Client, now: datetime
) -> None:
    plan = assigned_plan(ready, template=copied, now=now)
    share(theirs, shared=False)
    assert desk.get(f"{plan.get_absolute_url()}revise/").status_code == 200
    draft = revising.draft_of(plan)
    kept = next(line for line in draft.lines if line.exercise == theirs)
    alone = revising.Draft(starts_on=draft.starts_on, weeks=4, sessions_per_week=2, lines=(kept,))
    new = revising.revise(plan=plan, trainer=ready.trainer, draft=alone, now=now)
    assert [item.exercise for item in new.items.all()] == [theirs]


def test_its_page_is_closed_and_nothing_links_there(
    desk: Browser, copied: Template, theirs: Exercise, ready: Client
) -> None:
    path = theirs.get_absolute_url()
    assert SECRET in desk.get(path).content.decode()
    assert f'href="{path}"' in desk.get(copied.get_absolute_url()).content.decode()
    share(theirs, shared=False)
    assert desk.get(path).status_code == 404
    assert desk.get(f"{path}copy/").status_code == 404
    for page in (copied.get_absolute_url(), f"{copied.get_absolute_url()}edit/"):
        text = desk.get(page).content.decode()
        assert "no longer shared" in text
        assert f'href="{path}"' not in text
        assert SECRET not in text


def test_the_copy_is_still_built_and_what_was_removed_says_why_it_stays_away(
    copied: Template, theirs: Exercise, trainer: Trainer
) -> None:
    share(theirs, shared=False)
    line = line_of(copied, theirs.slug)
    template_lines.move(trainer=trainer, pk=copied.pk, version=copied.version, line=line.pk, up=True)
    gone = template_lines.remove(trainer=trainer, pk=copied.pk, version=copied.version + 1, line=line.pk)
    dose = {"block": "strength", "sets": 2, "reps_low": 8, "reps_high": 10, "from_week": 1, "to_week": 6}
    removed = template_lines.Removed(exercise=gone.exercise_id, alternative=None, dose=dose, place=1)
    with pytest.raises(Refused, match="no longer shared"):
        template_lines.put_back(trainer=trainer, pk=copied.pk, version=copied.version + 2, removed=removed)
    taken = shared_exercise("dead-bug").pk
    template_lines.add(trainer=trainer, pk=copied.pk, version=copied.version + 2, exercise=taken)


def test_as_a_lines_own_alternative_it_is_passed_over(
    theirs: Exercise, trainer: Trainer, ready: Client, now: datetime
) -> None:
    send_intake(ready, {"equipment": []}, now=now)
    made = make_built(trainer, ["goblet-squat", "dead-bug"])
    made.items.filter(exercise__slug="goblet-squat").update(alternative=theirs)
    for is_shared in (True, False):
        share(theirs, shared=is_shared)
        plan = assigned_plan(ready, template=made, now=now)
        assert (theirs in [item.exercise for item in plan.items.all()]) is is_shared
