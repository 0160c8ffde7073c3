"""An assigned plan never changes: it can only be archived, and its logs stay."""

from datetime import datetime, timedelta

import pytest

from programs.models import Exercise, Plan, PlanItem, TemplateItem
from programs.models.plans import Unchanging


def test_a_plan_is_not_saved_again(plan: Plan) -> None:
    plan.name = "Another"
    with pytest.raises(Unchanging):
        plan.save()
    with pytest.raises(Unchanging):
        plan.save(update_fields=["name", "archived_at"])
    with pytest.raises(Unchanging):
        Plan.objects.filter(pk=plan.pk).update(name="Another")


def test_a_line_is_not_saved_again(plan: Plan) -> None:
    item = plan.items.all()[0]
    item.sets = 9
    with pytest.raises(Unchanging):
        item.save()
    with pytest.raises(Unchanging):
        plan.items.update(sets=9)


def test_a_changed_template_leaves_the_plan_alone(plan: Plan) -> None:
    before = list(plan.items.values_list())
    TemplateItem.objects.filter(template=plan.template).update(sets=9)
    Exercise.objects.update(name="Another", per_side=True)
    assert list(PlanItem.objects.filter(plan=plan).values_list()) == before


@pytest.mark.parametrize(
    ("days", "week"), [(-40, 1), (-1, 1), (0, 1), (6, 1), (7, 2), (41, 6), (42, 6), (400, 6)]
)
def test_a_day_lies_in_a_week_of_the_plan(plan: Plan, now: datetime, days: int, week: int) -> None:
    assert plan.week_of(now.date() + timedelta(days=days)) == week
