"""What a trainer should look at again: a step or a plan that rests on what was put right since."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.findings import GRADE_WORDS, Grade
from assessments.models import Finding
from programs.models import Decision, Plan, PlanItem, SessionCorrection, SessionLog
from programs.reasons import Text

STEPPED = (Decision.Outcome.TAKEN, Decision.Outcome.AUTOMATIC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """The finding a plan was chosen by, and what stands in its place now, in words."""

    was: Text
    now: Text


def reopen(correction: SessionCorrection, *, after: Mapping[str, Any], now: datetime) -> None:
    """Open anew what was decided on a session that tells something else now; behind the client's lock.

    `after` is the session as it stands; a note alone changes no decision.
    """
    log = correction.session
    changed = _lines_told_anew(log, correction.before, after)
    decided = Decision.objects.filter(plan_item__line__in=changed, seen__gte=log.pk, reopened_at=None)
    resting = [each.pk for each in decided if log.pk in each.inputs.get("sessions", ())]
    Decision.objects.filter(pk__in=resting).update(reopened_at=now)


def reopened(plans: Collection[Plan]) -> dict[int, tuple[Decision, ...]]:
    """By plan id, the steps taken on lines it still holds that rest on a corrected session. One query.

    One plan of each client.
    """
    of_client = {plan.client_id: plan.pk for plan in plans}
    steps = Decision.objects.filter(
        reopened_at__isnull=False,
        outcome__in=STEPPED,
        plan_item__plan__client__in=of_client,
        plan_item__line__in=PlanItem.objects.filter(plan__in=plans).order_by().values("line"),
    ).select_related("plan_item__plan")
    found: dict[int, tuple[Decision, ...]] = {}
    for step in steps:
        pk = of_client[step.plan_item.plan.client_id]
        found[pk] = (*found.get(pk, ()), step)
    return found


def corrected_tests(plans: Collection[Plan], *, since: datetime | None = None) -> dict[int, Corrected]:
    """By plan id, the plans whose test reads otherwise now than when they were chosen.

    With `since` only those whose test was changed after it. Two queries at most.
    """
    tested = {plan.assessment_id for plan in plans if plan.assessment_id}
    if not tested:
        return {}
    changed = Q(assessment__amendments__isnull=False) | Q(overrides__isnull=False)
    if since:
        changed = Q(assessment__amendments__made_at__gt=since) | Q(overrides__made_at__gt=since)
    readings = Finding.objects.filter(changed, assessment__in=tested).distinct()
    stands = dict(readings.order_by().values_list("assessment_id", "overall"))
    seen = [plan.pk for plan in plans if plan.assessment_id in stands]
    chosen = Plan.objects.filter(pk__in=seen).order_by() if seen else ()
    return {
        plan.pk: Corrected(
            was=_in_words(plan.inputs.get("overall")), now=_in_words(stands[plan.assessment_id])
        )
        for plan in chosen
        if plan.assessment_id and (plan.inputs.get("overall") or "") != stands[plan.assessment_id]
    }


def _in_words(grade: str | None) -> Text:
    return GRADE_WORDS[Grade(grade)] if grade else _("no overall finding")


def _lines_told_anew(log: SessionLog, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Any]:
    """The numbers of the lines of which something else is told; all of them where the whole session is."""
    was, is_now = ({item["plan_item"]: item for item in told["items"]} for told in (before, after))
    if any(before[name] != after[name] for name in ("effort", "pain")):
        changed = was.keys() | is_now.keys()
    else:
        changed = {pk for pk in was.keys() | is_now.keys() if was.get(pk) != is_now.get(pk)}
    return list(log.plan.items.filter(pk__in=changed).values_list("line", flat=True))
