"""Log what a client did on one day of their plan, and put it right when it was told wrongly.

A session belongs to the version of the plan that was followed when it was done. A device without a network
sends it later: then it is taken although the plan was revised or stopped meanwhile, as long as it was done
before that. Nothing is taken without consent, whenever it was done.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.forms.models import model_to_dict
from django.utils.translation import gettext as _

from assessments.models import Client
from assessments.screening import Outcome
from assessments.screens import latest_screen
from programs import second_looks
from programs.following import is_suspended, local_day
from programs.models import ItemLog, Plan, SessionCorrection, SessionLog
from programs.refusals import Refused
from programs.stand_ins import declared


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """How one line went, as ItemLog keeps it; `instead` is the id of the exercise done in its place."""

    amount: int | None = None
    effort: str = ""
    pain: int | None = None
    cramp: bool = False
    leaned: bool = False
    skipped: str = ""
    instead: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What was done: sets by the id of the plan's line, pain from 0 to 10, an effort of SessionLog.Effort."""

    sets: Mapping[int, int] = field(default_factory=dict)
    told: Mapping[int, Told] = field(default_factory=dict)
    effort: str = ""
    pain: int | None = None
    note: str = ""

    @property
    def is_empty(self) -> bool:
        told = any(each != Told() for each in self.told.values())
        return not any(self.sets.values()) and not told and self.pain is None and not self.note


def log_session(
    *,
    client: Client,
    plan: Plan,
    key: UUID,
    day: date,
    session: Session,
    now: datetime,
    done_at: datetime | None = None,
) -> SessionLog:
    """Log a session of the client's plan; `key` names one sending, so a repeat is the same session.

    `done_at` is when a device without a network kept it; nothing where it is told right away.
    Raises Refused for a day to come or before the plan was made, a plan that was suspended or no longer the
    current one when it was done, lines, sets or stand-ins that the plan doesn't hold, an empty session, and
    another client's key.
    """
    with transaction.atomic():
        Client.objects.select_for_update(no_key=True).get(pk=client.pk)
        earlier = SessionLog.objects.filter(key=key).first()
        if earlier and earlier.client_id == client.pk:
            return earlier
        if earlier:
            raise Refused(_("This page was opened for someone else. Please open your session again."))
        done = _Done(client=client, day=day, at=min(done_at, now) if done_at else None)
        plan = _plan_now(plan, done)
        _refuse_suspended(done, now=now)
        _refuse_day(plan, done, now=now)
        _refuse_lines(client, plan, day, session)
        log = SessionLog.objects.create(
            client=client, plan=plan, key=key, day=day, logged_at=now, **_whole(session)
        )
        _keep_lines(log, session)
        return log


def correct_session(*, log: SessionLog, key: UUID, session: Session, now: datetime) -> SessionLog:
    """Say anew what was done on that day; what it said before stays, as a correction.

    Steps that were decided on what it said are opened anew.

    Raises Refused without consent, for what the plan doesn't hold, and for another session's key.
    """
    with transaction.atomic():
        client = Client.objects.select_for_update(no_key=True).get(pk=log.client_id)
        earlier = SessionCorrection.objects.filter(key=key).first()
        if earlier and earlier.session_id != log.pk:
            raise Refused(_("This page was opened for another session. Please open it again."))
        if earlier:
            return log
        if not latest_screen(client=client, now=now).may_read:
            raise Refused(_("Without consent to use health data, nothing can be kept here."))
        _refuse_lines(client, log.plan, log.day, session)
        correction = SessionCorrection(session=log, key=key, made_at=now)
        correction.before = as_told(log)
        correction.save()
        for name, value in _whole(session).items():
            setattr(log, name, value)
        log.save(update_fields=list(_whole(session)))
        log.items.all().delete()
        _keep_lines(log, session)
        second_looks.reopen(correction, after=as_told(log), now=now)
        return log


def as_told(log: SessionLog) -> dict[str, Any]:
    """A session as JSON keeps it, line by line."""
    return {
        "effort": log.effort,
        "pain": log.pain,
        "note": log.note,
        "items": [
            model_to_dict(item, exclude=["id", "session"]) for item in ItemLog.objects.filter(session=log)
        ],
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Done:
    """When a session was done: its day, and the moment where a device has noted it."""

    client: Client
    day: date
    at: datetime | None

    def before(self, moment: datetime) -> bool:
        return self.at < moment if self.at else self.day < local_day(self.client, moment)


def _plan_now(plan: Plan, done: _Done) -> Plan:
    """The plan as it stands behind the lock, if it was the client's to follow then."""
    found = done.client.plans.select_related("client").filter(pk=plan.pk).first()
    if found is None or (found.archived_at and not done.before(found.archived_at)):
        raise Refused(
            _("Your plan has changed in the meantime. Please look at the new one and tick it again.")
        )
    return found


def _refuse_suspended(done: _Done, *, now: datetime) -> None:
    screen = latest_screen(client=done.client, now=now)
    if not is_suspended(screen):
        return
    stop = screen.screen if screen.outcome == Outcome.STOP else None
    if stop is None or not done.before(stop.made_at):
        raise Refused(_("Your plan is paused for now, so nothing was saved."))


def _refuse_day(plan: Plan, done: _Done, *, now: datetime) -> None:
    if done.day > local_day(done.client, done.at or now):
        raise Refused(_("This day is still to come."))
    if done.day < local_day(done.client, plan.assigned_at):
        raise Refused(_("This day was before your plan was made."))


def _refuse_lines(client: Client, plan: Plan, day: date, session: Session) -> None:
    items = {item.pk: item for item in plan.items.select_related("exercise")}
    week = plan.week_of(day)
    planned = {pk: item.in_week(week).sets for pk, item in items.items()}
    if not session.told.keys() <= planned.keys() or any(
        not 0 <= done <= planned.get(pk, -1) for pk, done in session.sets.items()
    ):
        raise Refused(_("These exercises don't belong to your plan. Please open your session again."))
    swapped = {pk: told.instead for pk, told in session.told.items() if told.instead}
    if swapped:
        offered = declared(client=client, items=[items[pk] for pk in swapped])
        if any(instead not in {each.pk for each in offered[pk]} for pk, instead in swapped.items()):
            raise Refused(_("This exercise can't stand in here. Please choose another one."))
    if any(told.skipped and session.sets.get(pk) for pk, told in session.told.items()):
        raise Refused(_("An exercise has ticked sets and is left out. Please choose one of the two."))
    if session.is_empty:
        raise Refused(_("Tick at least one set, or leave a note, and save again."))


def _whole(session: Session) -> dict[str, Any]:
    return {"effort": session.effort, "pain": session.pain, "note": session.note}


def _keep_lines(log: SessionLog, session: Session) -> None:
    nothing = Told()
    lines = {pk: session.told.get(pk, nothing) for pk in {**session.sets, **session.told}}
    ItemLog.objects.bulk_create(
        ItemLog(
            session=log,
            plan_item_id=pk,
            sets_done=session.sets.get(pk, 0),
            amount=told.amount,
            effort=told.effort,
            pain=told.pain,
            cramp=told.cramp,
            leaned=told.leaned,
            skipped=told.skipped,
            instead_id=told.instead,
        )
        for pk, told in lines.items()
    )
