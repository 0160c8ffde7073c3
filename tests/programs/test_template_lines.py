"""The lines of a template: added with their usual dose, moved, removed and put back, one at a time."""

from datetime import datetime

import pytest

from assessments.models import Trainer
from programs import template_lines
from programs.models import Exercise, Template, TemplateItem
from programs.models.dose import MOST_LINES
from programs.refusals import Refused
from programs.template_lines import Removed
from programs.templating import Stale
from tests.makers import make_trainer
from tests.programs.building import line_of, make_built, order_of, shared_exercise
from tests.programs.own import make_own

pytestmark = pytest.mark.usefixtures("shelves")
PARTS = ["glute-bridge", "hip-flexor-raise", "dead-bug", "side-plank", "knee-hug"]


@pytest.fixture
def built(trainer: Trainer) -> Template:
    return make_built(trainer, PARTS)


def version_of(template: Template) -> int:
    return Template.objects.get(pk=template.pk).version


def move(template: Template, slug: str, *, up: bool) -> None:
    assert template.owner
    template_lines.move(
        trainer=template.owner,
        pk=template.pk,
        version=version_of(template),
        line=line_of(template, slug).pk,
        up=up,
    )


def test_an_exercise_comes_with_its_own_dose_into_its_usual_part(built: Template) -> None:
    assert order_of(built) == [
        "strength: glute-bridge",
        "strength: hip-flexor-raise",
        "core: dead-bug",
        "core: side-plank",
        "stretch: knee-hug",
    ]
    doses = {item.exercise.slug: (item.dose, item.rest) for item in built.items.select_related("exercise")}
    assert doses["glute-bridge"] == ("2 × 10–12", 60)
    assert doses["side-plank"] == ("2 × 10–20 s", 45)
    assert {item.to_week for item in built.items.all()} == {6}


def test_a_line_moves_within_its_part_and_over_its_end(built: Template) -> None:
    move(built, "hip-flexor-raise", up=True)
    assert order_of(built)[:2] == ["strength: hip-flexor-raise", "strength: glute-bridge"]
    move(built, "glute-bridge", up=False)
    assert order_of(built)[1:3] == ["core: glute-bridge", "core: dead-bug"]
    move(built, "glute-bridge", up=True)
    assert order_of(built)[:2] == ["strength: hip-flexor-raise", "strength: glute-bridge"]
    move(built, "hip-flexor-raise", up=True)
    assert order_of(built)[0] == "warm-up: hip-flexor-raise"


def test_the_first_and_the_last_stay_where_they_are(built: Template) -> None:
    move(built, "glute-bridge", up=True)
    before = order_of(built)
    assert before[0] == "warm-up: glute-bridge"
    move(built, "glute-bridge", up=True)
    move(built, "knee-hug", up=False)
    assert order_of(built) == before


def test_a_whole_order_is_taken_at_once(built: Template, trainer: Trainer) -> None:
    items = list(built.items.all())
    places = [(item.pk, "core" if item.order < 3 else "warm-up") for item in reversed(items)]
    template_lines.arrange(trainer=trainer, pk=built.pk, version=built.version, places=places)
    assert order_of(built) == [
        "warm-up: knee-hug",
        "warm-up: side-plank",
        "warm-up: dead-bug",
        "core: hip-flexor-raise",
        "core: glute-bridge",
    ]


@pytest.mark.parametrize("odd", ["missing", "twice", "foreign", "no such part"])
def test_an_order_that_does_not_fit_is_refused(built: Template, trainer: Trainer, odd: str) -> None:
    places = [(item.pk, item.block) for item in built.items.all()]
    places = {
        "missing": places[1:],
        "twice": [*places, places[0]],
        "foreign": [*places[1:], (10**6, "core")],
        "no such part": [(places[0][0], "party"), *places[1:]],
    }[odd]
    before = order_of(built)
    with pytest.raises(Refused):
        template_lines.arrange(trainer=trainer, pk=built.pk, version=built.version, places=places)
    assert order_of(built) == before


def test_a_removed_line_comes_back_where_it_stood(built: Template, trainer: Trainer) -> None:
    before = order_of(built)
    item = line_of(built, "hip-flexor-raise")
    gone = template_lines.remove(trainer=trainer, pk=built.pk, version=built.version, line=item.pk)
    assert len(order_of(built)) == 4
    dose = {"block": gone.block, "sets": 3, "reps_low": 8, "reps_high": 9, "from_week": 2, "to_week": 9}
    template_lines.put_back(
        trainer=trainer,
        pk=built.pk,
        version=version_of(built),
        removed=Removed(exercise=gone.exercise_id, alternative=None, dose=dose, place=gone.order),
    )
    assert order_of(built) == before
    back = line_of(built, "hip-flexor-raise")
    assert (back.dose, back.from_week, back.to_week) == ("3 × 8–9", 2, 6)


def test_another_exercise_takes_over_the_line(built: Template, trainer: Trainer) -> None:
    line = line_of(built, "glute-bridge").pk
    TemplateItem.objects.filter(pk=line).update(sets=4, reps_low=6, reps_high=6)
    for slug, dose in (("hip-thrust", "4 × 6"), ("side-plank", "4 × 10–20 s")):
        template_lines.replace(
            trainer=trainer,
            pk=built.pk,
            version=version_of(built),
            line=line,
            exercise=shared_exercise(slug).pk,
        )
        item = TemplateItem.objects.get(pk=line)
        assert (item.exercise.slug, item.dose) == (slug, dose)


def test_sixty_are_the_most(trainer: Trainer) -> None:
    built = make_built(trainer, ["glute-bridge"] * MOST_LINES)
    with pytest.raises(Refused, match="60 exercises are the most"):
        template_lines.add(
            trainer=trainer, pk=built.pk, version=built.version, exercise=shared_exercise("dead-bug").pk
        )
    assert built.items.count() == MOST_LINES


def test_a_retired_exercise_is_refused_and_somebody_elses_is_not_found(
    built: Template, trainer: Trainer, now: datetime
) -> None:
    own, theirs = make_own(trainer), make_own(make_trainer())
    Exercise.objects.filter(pk=own.pk).update(retired_at=now)
    with pytest.raises(Refused, match="is retired"):
        template_lines.add(trainer=trainer, pk=built.pk, version=built.version, exercise=own.pk)
    with pytest.raises(Exercise.DoesNotExist):
        template_lines.add(trainer=trainer, pk=built.pk, version=built.version, exercise=theirs.pk)
    assert version_of(built) == built.version


def test_of_two_changes_to_one_version_one_is_made(built: Template, trainer: Trainer) -> None:
    template_lines.remove(
        trainer=trainer, pk=built.pk, version=built.version, line=line_of(built, "dead-bug").pk
    )
    with pytest.raises(Stale):
        template_lines.move(
            trainer=trainer,
            pk=built.pk,
            version=built.version,
            line=line_of(built, "side-plank").pk,
            up=True,
        )
    with pytest.raises(TemplateItem.DoesNotExist):
        template_lines.remove(trainer=trainer, pk=built.pk, version=version_of(built), line=10**6)
