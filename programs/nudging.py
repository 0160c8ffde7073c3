"""The weekly nudge: "which plan week begins soon and is not yet promised?" See also assessments.promising."""

from datetime import datetime, timedelta

from assessments.emails.after import nudges_wanted_since
from hipcoach.mail import outbox
from programs.emails import nudge_row
from programs.models import Plan
from programs.models.plans import PlanQuerySet

AHEAD = timedelta(hours=30)
LATE = timedelta(days=1)
# Plans are a matter of weeks; older ones that nobody archived are over.
LONGEST = timedelta(weeks=60)


def promise_nudges(now: datetime) -> int:
    """Promise the nudges of plan weeks that begin soon; return how many rows are new."""
    rows = []
    plans = _followed(now)
    nudged_since = nudges_wanted_since(plans.values("client"), now=now)
    for plan in plans:
        consented_at = nudged_since.get(plan.client_id)
        if consented_at is None:
            continue
        today = now.astimezone(plan.client.tz).date()
        for day in (today - timedelta(days=1), today, today + timedelta(days=1)):
            if row := nudge_row(plan, day, now=now):
                wanted_since = max(now - LATE, plan.assigned_at, consented_at)
                if wanted_since <= row.due_at <= now + AHEAD:
                    rows.append(row)
    new = outbox.put_right(rows)
    outbox.queue_all(new)
    return len(new)


def _followed(now: datetime) -> PlanQuerySet:
    """Current plans that have begun."""
    return (
        Plan.objects.current()
        .filter(starts_on__gt=now.date() - LONGEST, starts_on__lte=now.date())
        .exclude(client__email="")
        .select_related("client")
        .defer("note", "reasons", "inputs")
    )
