"""What a client may do in place of a line of their plan. Reads only."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Q

from assessments.models import Client
from assessments.screens import CurrentScreen, latest_screen
from programs import choices, matching, suggesting
from programs.models import Exercise, PlanItem

StandIns = Mapping[int, tuple[Exercise, ...]]


def declared(*, client: Client, items: Iterable[PlanItem]) -> StandIns:
    """By the id of the line: its exercise's stand-ins, the nearest first, then the easier one. 3 queries."""
    items = list(items)
    slugs = {slug for item in items for slug in item.exercise.substitutes}
    easier = {item.exercise.easier_id for item in items if item.exercise.easier_id}
    library = Exercise.objects.open_to(client.trainer).prefetch_related("work__muscle")
    found = library.filter(Q(slug__in=slugs) | Q(pk__in=easier))
    # A shared one goes before a trainer's own of the same slug, as where a plan is made.
    by_slug = {each.slug: each for each in sorted(found, key=lambda each: each.owner_id is None)}
    by_pk = {each.pk: each for each in found}
    return {item.pk: tuple(_of(item, by_slug, by_pk)) for item in items}


def allowed(
    *,
    client: Client,
    items: Iterable[PlanItem],
    now: datetime,
    screen: CurrentScreen | None = None,
) -> StandIns:
    """Of those, the ones with equipment at hand and within every limit, and not on the list already."""
    items = list(items)
    screen = screen or latest_screen(client=client, now=now)
    profile = suggesting.profile_of(client=client, assessment=None, screen=screen)
    planned = {item.exercise_id for item in items}
    return {
        pk: tuple(
            each
            for each in exercises
            if each.pk not in planned and matching.is_possible(choices.movement(each), profile)
        )
        for pk, exercises in declared(client=client, items=items).items()
    }


def _of(item: PlanItem, by_slug: Mapping[str, Exercise], by_pk: Mapping[int, Exercise]) -> Iterable[Exercise]:
    offered = [by_slug.get(slug) for slug in item.exercise.substitutes]
    offered.append(by_pk.get(item.exercise.easier_id or 0))
    return dict.fromkeys(each for each in offered if each and each.pk != item.exercise_id)
