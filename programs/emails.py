"""The mail about a plan: that it is there, never what is in it or why."""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.screens import latest_screen
from hipcoach.mail import outbox
from hipcoach.mail.kinds import Button, Letter, Skip, mail_kind
from hipcoach.mail.models import OutgoingEmail
from programs.following import is_suspended
from programs.models import Plan

ASSIGNED = "plan-assigned"
USEFUL_FOR = timedelta(days=7)


def promise_assigned(plan: Plan, *, now: datetime) -> None:
    """Promise the mail; a client without an address hears it from the trainer."""
    if not plan.client.email:
        return
    outbox.queue(
        key=f"{plan.ref}:{ASSIGNED}",
        kind=ASSIGNED,
        subject_ref=plan.ref,
        to=plan.client.email,
        facts={"plan": plan.pk},
        trainer_ref=plan.client.trainer_id,
        due_at=now,
        useful_until=now + USEFUL_FOR,
        now=now,
    )


def retire_promises(plan: Plan, *, now: datetime) -> None:
    outbox.retire(subject_ref=plan.ref, reason="The plan was archived.", now=now)


@mail_kind(ASSIGNED, label=gettext_lazy("Plan assigned"))
def assigned(row: OutgoingEmail, now: datetime) -> Letter | Skip:
    plan = Plan.objects.select_related("client__trainer__user").filter(pk=row.facts["plan"]).first()
    if plan is None:
        return Skip("The plan is gone.")
    if plan.archived_at:
        return Skip("The plan was archived.")
    if is_suspended(latest_screen(client=plan.client, now=now)):
        return Skip("The plan is paused.")
    trainer = plan.client.trainer
    return Letter(
        subject=_("Your plan is ready"),
        paragraphs=(
            _("%(trainer)s has put a plan together for you.") % {"trainer": trainer.name},
            _("Sign in to see it: what to do each week, how to do it, and a place to tick it off."),
        ),
        button=Button(_("Open your plan"), f"{settings.SITE_URL}{reverse('my_plan')}"),
        sender_name=trainer.name,
        reply_to=trainer.user.email,
    )
