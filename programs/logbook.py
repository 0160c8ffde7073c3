"""Log what a client did on one day of their plan, and tell how the week goes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.models import Client
from assessments.screens import latest_screen
from programs.following import is_suspended, local_day
from programs.models import ItemLog, Plan, SessionLog
from programs.refusals import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What was done: sets by the id of the plan's line, pain from 0 to 10, an effort of SessionLog.Effort."""

    sets: Mapping[int, int] = field(default_factory=dict)
    effort: str = ""
    pain: int | None = None
    note: str = ""

    @property
    def is_empty(self) -> bool:
        return not any(self.sets.values()) and self.pain is None and not self.note


def log_session(
    *, client: Client, plan: Plan, key: UUID, day: date, session: Session, now: datetime
) -> SessionLog:
    """Log a session of the client's current plan; `key` names one sending, so a repeat is the same session.

    Raises Refused for a day to come or before the plan was made, a plan that is suspended or no longer the
    current one, lines or sets that the plan doesn't hold, an empty session, and another client's key.
    """
    with transaction.atomic():
        Client.objects.select_for_update(no_key=True).get(pk=client.pk)
        earlier = SessionLog.objects.filter(key=key).first()
        if earlier and earlier.client_id == client.pk:
            return earlier
        if earlier:
            raise Refused(_("This page was opened for someone else. Please open your session again."))
        _refuse_closed(client, plan, now=now)
        _refuse_day(client, plan, day, now=now)
        _refuse_sets(plan, session)
        log = SessionLog.objects.create(
            client=client,
            plan=plan,
            key=key,
            day=day,
            effort=session.effort,
            pain=session.pain,
            note=session.note,
            logged_at=now,
        )
        ItemLog.objects.bulk_create(
            ItemLog(session=log, plan_item_id=item, sets_done=done) for item, done in session.sets.items()
        )
        return log


def _refuse_closed(client: Client, plan: Plan, *, now: datetime) -> None:
    if not client.plans.current().filter(pk=plan.pk).exists():
        raise Refused(
            _("Your plan has changed in the meantime. Please look at the new one and tick it again.")
        )
    if is_suspended(latest_screen(client=client, now=now)):
        raise Refused(_("Your plan is paused for now, so nothing was saved."))


def _refuse_day(client: Client, plan: Plan, day: date, *, now: datetime) -> None:
    if day > local_day(client, now):
        raise Refused(_("This day is still to come."))
    if day < local_day(client, plan.assigned_at):
        raise Refused(_("This day was before your plan was made."))


def _refuse_sets(plan: Plan, session: Session) -> None:
    planned = dict(plan.items.values_list("pk", "sets"))
    if any(not 0 <= done <= planned.get(item, -1) for item, done in session.sets.items()):
        raise Refused(_("These exercises don't belong to your plan. Please open your session again."))
    if session.is_empty:
        raise Refused(_("Tick at least one set, or leave a note, and save again."))
