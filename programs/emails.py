"""Mails about a plan: that it is there, that a new week begins; never what is in it or why."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.emails import samples
from assessments.emails.after import wants_nudges
from assessments.emails.truth import address_changed
from assessments.emails.wording import page
from assessments.mail_links import nudges_off_url
from assessments.models import Client, Trainer
from assessments.screens import latest_screen
from hipcoach.common.text import one_line
from hipcoach.mail import outbox
from hipcoach.mail.kinds import Button, Letter, Skip, mail_kind
from hipcoach.mail.models import OutgoingEmail
from programs.following import is_suspended
from programs.models import Plan

ASSIGNED = "plan-assigned"
NUDGE = "plan-week"
USEFUL_FOR = timedelta(days=7)
NUDGE_AT = time(8)
NUDGE_USEFUL = timedelta(hours=14)


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


def nudge_row(plan: Plan, day: date, *, now: datetime) -> OutgoingEmail | None:
    """The promise of a nudge, at eight in the client's morning, where a week of the plan begins on `day`.

    The first week needs none: the plan itself has just come.
    """
    week, rest = divmod((day - plan.starts_on).days, 7)
    if rest or not 1 <= week < plan.weeks:
        return None
    due_at = datetime.combine(day, NUDGE_AT, tzinfo=plan.client.tz)
    return OutgoingEmail(
        key=f"{plan.ref}:{NUDGE}:w{week + 1}",
        kind=NUDGE,
        subject_ref=plan.ref,
        to=plan.client.email,
        facts={"plan": plan.pk},
        trainer_ref=plan.client.trainer_id,
        promised_at=now,
        due_at=due_at,
        useful_until=due_at + NUDGE_USEFUL,
    )


@mail_kind(ASSIGNED, label=gettext_lazy("Plan assigned"))
def assigned(row: OutgoingEmail, now: datetime) -> Letter | Skip:
    plan = _followed(row, now)
    return plan if isinstance(plan, Skip) else your_plan(plan.client.trainer, revised=plan.version > 1)


def your_plan(trainer: Trainer, *, revised: bool = False) -> Letter:
    name = {"trainer": one_line(trainer.name)}
    if revised:
        subject, words = _("Your plan has changed"), _("%(trainer)s has revised your plan.") % name
    else:
        subject, words = _("Your plan is ready"), _("%(trainer)s has put a plan together for you.") % name
    how = _("Sign in to see it: what to do each week, how to do it, and a place to tick it off.")
    return _letter(trainer, subject=subject, paragraphs=(words, how))


@mail_kind(NUDGE, label=gettext_lazy("New week of the plan"))
def nudge(row: OutgoingEmail, now: datetime) -> Letter | Skip:
    plan = _followed(row, now)
    if isinstance(plan, Skip):
        return plan
    if not wants_nudges(plan.client, now):
        return Skip(_("The client wants no nudges."))
    return new_week(plan.client.trainer, plan.client)


def new_week(trainer: Trainer, client: Client) -> Letter:
    letter = _letter(
        trainer,
        subject=_("A new week begins"),
        paragraphs=(
            _("A new week of your plan starts today. Small and often is what counts."),
            _("If last week went otherwise than planned, never mind: just go on from here."),
        ),
    )
    return replace(
        letter,
        small_print=_("You get this because you asked for a friendly nudge now and then."),
        unsubscribe_url=nudges_off_url(client),
    )


samples.register(ASSIGNED, lambda trainer, now: your_plan(trainer), place=80)
samples.register(NUDGE, lambda trainer, now: new_week(trainer, Client(pk=0, trainer=trainer)), place=85)


def _followed(row: OutgoingEmail, now: datetime) -> Plan | Skip:
    """The plan, if it is still the client's to follow."""
    plan = Plan.objects.select_related("client__trainer__user").filter(pk=row.facts["plan"]).first()
    if plan is None:
        return Skip(_("The plan is gone."))
    if plan.archived_at:
        return Skip(_("The plan was archived."))
    if changed := address_changed(row, plan.client.email):
        return changed
    return (
        Skip(_("The plan is paused.")) if is_suspended(latest_screen(client=plan.client, now=now)) else plan
    )


def _letter(trainer: Trainer, *, subject: str, paragraphs: tuple[str, ...]) -> Letter:
    return Letter(
        subject=subject,
        paragraphs=paragraphs,
        button=Button(_("Open your plan"), page("my_plan")),
        sender_name=trainer.name,
        reply_to=trainer.user.email,
    )
