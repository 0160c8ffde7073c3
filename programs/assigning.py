"""Verbs of a plan: assign, archive.

Each takes the client's row lock first. What a client must not do is read behind that lock, never from a form.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.findings import Grade
from assessments.models import Assessment, Client, Finding, Trainer
from assessments.screening import Outcome
from assessments.screens import CurrentScreen
from hipcoach.privacy import audit
from hipcoach.privacy.models import AuditEntry
from programs import emails, matching, suggesting
from programs.choices import Choice
from programs.matching import Profile
from programs.models import Plan, PlanItem, Template
from programs.refusals import Refused


def assign(
    *,
    client: Client,
    template: Template,
    trainer: Trainer,
    assessment: Assessment | None = None,
    starts_on: date,
    note: str = "",
    now: datetime,
) -> Plan:
    """Copy a template into a dated plan for one of the trainer's clients and archive the plan before it.

    Lines that lack equipment or go past a limit get their stand-in, or are left out. The same assignment sent
    twice gives the one plan. Raises Refused where the screen, a pain stop or an empty result forbids it, and
    DoesNotExist for a client or an assessment of somebody else.
    """
    with transaction.atomic():
        client = trainer.clients.select_for_update(no_key=True).get(pk=client.pk)
        if assessment:
            assessment = client.assessments.finished().get(pk=assessment.pk)
        found = suggesting.suggest(client=client, assessment=assessment, trainer=trainer, now=now)
        if reason := why_closed(client=client, screen=found.screen):
            raise Refused(reason)
        choice = found.of(template)
        if choice is None:
            raise Refused(_("This template is no longer in your library. Please choose another one."))
        if not choice.lines:
            raise Refused(
                _("Nothing of this template is left once the limits are kept. Please choose another one.")
            )
        wanted = {
            "assessment": assessment,
            "template": template,
            "starts_on": starts_on,
            "note": note,
            "reasons": [str(reason) for reason in choice.reasons],
            "inputs": _inputs(found.profile, choice),
        }
        current = client.plans.current().first()
        if current and all(getattr(current, name) == value for name, value in wanted.items()):
            return current
        if current:
            _archive(current, now=now)
        plan = _copy(choice, wanted, client=client, trainer=trainer, previous=current, now=now)
        _note(plan, trainer=trainer, fields=["assigned"], now=now)
        emails.promise_assigned(plan, now=now)
        return plan


def archive(*, plan: Plan, trainer: Trainer, now: datetime) -> Plan:
    """End a plan; its sessions stay. Archiving twice is harmless."""
    with transaction.atomic():
        trainer.clients.select_for_update(no_key=True).get(pk=plan.client_id)
        plan = Plan.objects.select_related("client").get(pk=plan.pk)
        if plan.archived_at is None:
            _archive(plan, now=now)
            _note(plan, trainer=trainer, fields=["archived"], now=now)
        return plan


def why_closed(*, client: Client, screen: CurrentScreen) -> str:
    """Why no plan may be assigned to this client now, or nothing."""
    if not screen.may_test:
        return (
            _("The intake waits for your decision. Please read it and record what you decide first.")
            if screen.outcome == Outcome.REVIEW
            else _("The screen is closed, so no plan can be assigned now.")
        )
    latest = (
        Finding.objects.filter(assessment__client=client, assessment__finished_at__isnull=False)
        .order_by("-assessment__finished_at", "-pk")
        .first()
    )
    if latest and latest.overall == Grade.PAIN_STOP:
        return _("The last test ended with a pain stop. A plan waits until a new test goes without one.")
    return ""


def _inputs(profile: Profile, choice: Choice) -> dict[str, Any]:
    """What the rules saw and did, as JSON gives it back."""
    return {
        "overall": profile.overall,
        "watch": profile.watch,
        "weaker_side": profile.weaker_side,
        "experience": profile.experience,
        "seated_hours": profile.seated_hours,
        "equipment": sorted(profile.equipment),
        "cautions": sorted(profile.cautions),
        "screen_outcome": str(profile.screen_outcome),
        "trainer_chooses": profile.trainer_chooses,
        "swaps": [[source.name, target.name] for source, target in choice.swaps],
        "left_out": [exercise.name for exercise in choice.left_out],
        "gaps": [str(gap) for gap in choice.gaps],
    }


def _copy(
    choice: Choice,
    fields: Mapping[str, Any],
    *,
    client: Client,
    trainer: Trainer,
    previous: Plan | None,
    now: datetime,
) -> Plan:
    template = choice.template
    plan = Plan.objects.create(
        client=client,
        previous=previous,
        version=previous.version + 1 if previous else 1,
        name=template.name,
        summary=template.client_summary,
        sessions_per_week=template.sessions_per_week,
        weeks=template.weeks,
        rule_version=matching.RULE_VERSION,
        assigned_by=trainer.user,
        assigned_at=now,
        **fields,
    )
    PlanItem.objects.bulk_create(
        line.as_plan_item(plan=plan, order=order) for order, line in enumerate(choice.lines, start=1)
    )
    return plan


def _archive(plan: Plan, *, now: datetime) -> None:
    plan.archived_at = now
    plan.save(update_fields=["archived_at"])
    emails.retire_promises(plan, now=now)


def _note(plan: Plan, *, trainer: Trainer, fields: list[str], now: datetime) -> None:
    audit.record(
        actor=trainer.user,
        client_id=plan.client_id,
        act=AuditEntry.Act.CHANGE,
        subject=f"plan {plan.pk}",
        fields=fields,
        now=now,
    )
