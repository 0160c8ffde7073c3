"""Verbs of a plan: assign, archive.

Each takes the client's row lock first. What a client must not do is read behind that lock, never from a form.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assessments import retests
from assessments.models import Assessment, Client, Trainer
from hipcoach.privacy import audit
from hipcoach.privacy.models import AuditEntry
from programs import dosing, emails, matching, suggesting
from programs.choices import Choice, Line
from programs.dosing import NO_RANGE, Dosed
from programs.matching import Profile
from programs.models import Plan, PlanItem, Template
from programs.models.dose import MOST_LINES
from programs.refusals import Refused
from programs.standing import why_closed


class ReasonMissing(Refused):
    """Something else than what was suggested is chosen without a reason; `suits` names what would suit."""

    def __init__(self, message: str, *, suits: tuple[str, ...]) -> None:
        super().__init__(message)
        self.suits = suits


def assign(
    *,
    client: Client,
    template: Template,
    trainer: Trainer,
    assessment: Assessment | None = None,
    starts_on: date,
    note: str = "",
    why: str | None = None,
    now: datetime,
) -> Plan:
    """Copy a template into a dated plan for one of the trainer's clients and archive the plan before it.

    Lines that lack equipment or go past a limit get their stand-in, or are left out. The same assignment sent
    twice gives the one plan. `why` is the trainer's reason for another template than those suggested, sealed
    with the plan; None where nobody was asked for one.
    Raises ReasonMissing where that is empty, Refused where the screen, a pain stop or an empty result forbids
    it, and DoesNotExist for a client or an assessment of somebody else.
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
        if not choice.template.items.all():
            raise Refused(_("This template has no exercises yet. Add some to it, or choose another one."))
        if not choice.lines:
            raise Refused(
                _("Nothing of this template is left once the limits are kept. Please choose another one.")
            )
        if len(choice.lines) > MOST_LINES:
            raise Refused(
                _("That is more than %(most)s exercises. Please leave some out.") % {"most": MOST_LINES}
            )
        is_otherwise = bool(found.suggested) and choice not in found.suggested
        if is_otherwise and why == "":
            raise ReasonMissing(
                _("Please say why you choose another one than those that suit."),
                suits=tuple(each.template.name for each in found.suggested),
            )
        dosed = [_dosed(line, found.profile) for line in choice.lines]
        wanted = {
            "assessment": assessment,
            "template": template,
            "starts_on": starts_on,
            "note": note,
            "reasons": [str(reason) for reason in choice.reasons],
            "inputs": _inputs(found.profile, choice, dosed) | ({"why": why} if is_otherwise and why else {}),
        }
        current = client.plans.current().select_related("previous").first()
        if current and not current.is_revision and _is_as(current, wanted):
            return current
        if current:
            _archive(current, now=now, is_revised=True)
        plan = _copy(choice, wanted, client=client, trainer=trainer, previous=current, now=now)
        PlanItem.objects.bulk_create(_lines(plan, choice, dosed))
        _note(plan, trainer=trainer, fields=["assigned"], now=now)
        retests.after_plan(client, now=now)
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


def _is_as(plan: Plan, wanted: Mapping[str, Any]) -> bool:
    return all(getattr(plan, name) == value for name, value in wanted.items())


def _dosed(line: Line, profile: Profile) -> Dosed:
    """What this client does of a line, by experience and by the balance that its exercise asks for."""
    exercise = line.exercise
    lower, own = exercise.experienced_dose, (exercise.dose_low, exercise.dose_high)
    kind = dosing.Kind(
        block=line.item.block,
        balance=exercise.balance,
        usual=own,
        lower=(lower["low"], lower["high"]) if lower else NO_RANGE,
    )
    return dosing.dose(line.asked, kind, experience=profile.experience)


def _inputs(profile: Profile, choice: Choice, dosed: Sequence[Dosed]) -> dict[str, Any]:
    """What the rules saw and did, as JSON gives it back."""
    return {
        "overall": profile.overall,
        "watch": profile.watch,
        "weaker_side": profile.weaker_side,
        "experience": profile.experience,
        "seated_hours": profile.seated_hours,
        "equipment": sorted(profile.equipment),
        "cautions": sorted(profile.cautions),
        "symptoms": sorted(profile.symptoms),
        "strong": sorted(profile.strong),
        "lately": sorted(profile.lately),
        "screen_outcome": str(profile.screen_outcome),
        "trainer_chooses": profile.trainer_chooses,
        "swaps": [[source.name, target.name] for source, target in choice.swaps],
        "left_out": [exercise.name for exercise in choice.left_out],
        "gaps": [str(gap) for gap in choice.gaps],
        "dose_rules": dosing.RULE_VERSION,
        "doses": [
            [line.exercise.name, str(each.reason)]
            for line, each in zip(choice.lines, dosed, strict=True)
            if each.reason
        ],
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
    return Plan.objects.create(
        client=client,
        previous=previous,
        version=previous.version + 1 if previous else 1,
        name=template.name,
        summary=template.client_summary,
        sessions_per_week=template.sessions_per_week,
        weeks=template.weeks,
        small_steps=previous.small_steps if previous else False,
        rule_version=matching.RULE_VERSION,
        assigned_by=trainer.user,
        assigned_at=now,
        **fields,
    )


def _lines(plan: Plan, choice: Choice, dosed: Sequence[Dosed]) -> Iterator[PlanItem]:
    """The lines in this client's dose; one whose exercise the plan before held already goes on from there."""
    before = {item.exercise_id: item.line for item in plan.previous.items.all()} if plan.previous else {}
    for order, (line, each) in enumerate(zip(choice.lines, dosed, strict=True), start=1):
        item = line.as_plan_item(plan=plan, order=order)
        item.sets = each.work.sets
        item.reps_low, item.reps_high = each.work.reps
        item.hold_low, item.hold_high = each.work.hold
        item.line = before.pop(item.exercise_id, item.line)
        yield item


def _archive(plan: Plan, *, now: datetime, is_revised: bool = False) -> None:
    plan.archived_at = now
    plan.save(update_fields=["archived_at"])
    emails.retire_promises(plan, now=now, is_revised=is_revised)


def _note(plan: Plan, *, trainer: Trainer, fields: list[str], now: datetime) -> None:
    audit.record(
        actor=trainer.user,
        client_id=plan.client_id,
        act=AuditEntry.Act.CHANGE,
        subject=f"plan {plan.pk}",
        fields=fields,
        now=now,
    )
