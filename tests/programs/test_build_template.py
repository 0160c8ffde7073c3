"""A trainer makes, copies and changes templates; plans made from one stay as they are."""

from datetime import datetime
from uuid import UUID

import pytest

from assessments.models import Client, Trainer
from programs import lengths, template_lines, templating
from programs.assigning import assign
from programs.forms.template import FULL_CELLS
from programs.models import Template
from programs.refusals import Refused
from programs.templating import Stale
from tests.makers import make_trainer
from tests.programs.building import line_of, make_built, order_of
from tests.programs.makers import shared_template

pytestmark = pytest.mark.usefixtures("shelves")
KEY = UUID("0f0e0d0c-0b0a-4908-8706-050403020100")
TOLD = {"name": "Mine", "sessions_per_week": 3, "weeks": 6, "must_cover": FULL_CELLS}


def test_one_key_is_one_template(trainer: Trainer) -> None:
    first = templating.create(trainer=trainer, key=KEY, fields=TOLD)
    assert templating.create(trainer=trainer, key=KEY, fields=TOLD) == first
    assert not first.items.exists()


def test_a_copy_has_every_line_and_is_ones_own(trainer: Trainer) -> None:
    source = shared_template("even-sides")
    copies = {
        templating.copy(trainer=trainer, key=KEY, source=source, name="Even, my way") for _time in range(2)
    }
    (made,) = copies
    assert (made.owner, made.shared, made.version) == (trainer, False, 1)
    assert (made.must_cover, made.conditions) == (source.must_cover, source.conditions)
    assert order_of(made) == order_of(source)
    assert [item.note for item in made.items.all()] == [item.note for item in source.items.all()]
    assert source.items.count() == 10


def test_a_longer_program_takes_the_lines_that_ran_to_its_end_along(trainer: Trainer) -> None:
    made = make_built(trainer)
    first, second, _third = made.items.all()
    made.items.filter(pk=second.pk).update(to_week=4)
    templating.change(trainer=trainer, pk=made.pk, version=made.version, fields=TOLD | {"weeks": 8})
    assert [item.to_week for item in made.items.all()] == [8, 4, 8]
    made.refresh_from_db()
    templating.change(trainer=trainer, pk=made.pk, version=made.version, fields=TOLD | {"weeks": 3})
    assert {item.to_week for item in made.items.all()} == {3}
    assert made.items.filter(pk=first.pk).exists()


def test_a_line_that_would_start_after_the_end_is_named(trainer: Trainer) -> None:
    made = make_built(trainer)
    made.items.filter(exercise__slug="side-plank").update(from_week=5)
    with pytest.raises(Refused, match="Side plank starts in week 5"):
        templating.change(trainer=trainer, pk=made.pk, version=made.version, fields=TOLD | {"weeks": 4})
    assert Template.objects.get(pk=made.pk).weeks == 6


def test_the_second_of_two_editors_is_stopped(trainer: Trainer) -> None:
    made = make_built(trainer)
    templating.change(trainer=trainer, pk=made.pk, version=made.version, fields=TOLD | {"name": "First"})
    with pytest.raises(Stale):
        templating.change(trainer=trainer, pk=made.pk, version=made.version, fields=TOLD | {"name": "Second"})
    assert Template.objects.get(pk=made.pk).name == "First"


def test_only_the_owner_changes_shares_or_retires(trainer: Trainer, now: datetime) -> None:
    made = make_built(trainer, shared=True)
    other = make_trainer(practice=trainer.practice)
    for act in (
        lambda: templating.change(trainer=other, pk=made.pk, version=made.version, fields=TOLD),
        lambda: templating.share(trainer=other, pk=made.pk, shared=False),
        lambda: templating.retire(trainer=other, pk=made.pk, now=now),
        lambda: templating.bring_back(trainer=other, pk=made.pk),
        lambda: template_lines.remove(trainer=other, pk=made.pk, version=made.version, line=1),
        lambda: templating.change(trainer=trainer, pk=shared_template().pk, version=1, fields=TOLD),
    ):
        with pytest.raises(Template.DoesNotExist):
            act()


def test_retiring_and_changing_leave_a_plan_as_it_was(ready: Client, trainer: Trainer, now: datetime) -> None:
    made = make_built(trainer)
    plan = assign(client=ready, template=made, trainer=trainer, starts_on=now.date(), now=now)
    before = [str(item) for item in plan.items.all()]
    template_lines.remove(
        trainer=trainer, pk=made.pk, version=made.version, line=line_of(made, "side-plank").pk
    )
    templating.retire(trainer=trainer, pk=made.pk, now=now)
    plan.refresh_from_db()
    assert (plan.template, [str(item) for item in plan.items.all()]) == (made, before)
    assert made not in Template.objects.open_to(trainer)
    templating.bring_back(trainer=trainer, pk=made.pk)
    assert made in Template.objects.open_to(trainer)


def test_how_long_a_session_takes_is_told_from_its_shortest_to_its_longest_week(trainer: Trainer) -> None:
    made = make_built(trainer, exercises=["glute-bridge", "side-plank"])
    bridge, plank = made.items.select_related("exercise")
    both = [(bridge, False), (plank, True)]
    assert str(lengths.of_session(both, weeks=6)) == "5"
    bridge.grows_in, bridge.grows_by, plank.from_week = "sets", 1, 4
    assert str(lengths.of_session(both, weeks=6)) == "3–13"
    assert lengths.of_session([], weeks=6) is None
