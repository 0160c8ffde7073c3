"""Mails about a plan: that it is there, that a new week begins; never what is in it or why."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from assessments.emails import samples
from assessments.emails.after import wants_nudges
from assessments.emails.samples import TO_TRAINER
from assessments.emails.truth import address_changed
from assessments.emails.whose import register_mail_refs
from assessments.emails.wording import for_whom, page
from assessments.mail_links import nudges_off_url
from assessments.models import Client
from assessments.screens import latest_screen
from hipcoach.common.text import one_line
from hipcoach.mail import outbox
from hipcoach.mail.kinds import Button, Letter, Skip, mail_kind
from hipcoach.mail.models import OutgoingEmail
from programs.following import is_suspended
from programs.models import Decision, Plan, Question

ASSIGNED = "plan-assigned"
NUDGE = "plan-week"
ANSWERED = "plan-answered"
# How a mail to a trainer begins; see also assessments.emails.names.
ASKED = "trainer-plan-question"
USEFUL_FOR = timedelta(days=7)
NUDGE_AT = time(8)
NUDGE_USEFUL = timedelta(hours=14)


@register_mail_refs(ASSIGNED, NUDGE, ANSWERED, to_trainer=(ASKED,))
def refs_of(client_ids: Collection[int]) -> list[str]:
    """How mail rows name these clients' plans."""
    return [Plan(pk=pk).ref for pk in Plan.objects.filter(client__in=client_ids).values_list("pk", flat=True)]


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


def promise_question(question: Question, *, now: datetime) -> None:
    """To the trainer."""
    trainer = question.client.trainer
    _promise_about(question, kind=ASKED, to=trainer.user.email, trainer_ref=trainer.pk, now=now)


def promise_answer(answer: Question, *, now: datetime) -> None:
    """To the client; one without an address finds it beside the exercise."""
    client = answer.client
    if client.email:
        _promise_about(answer, kind=ANSWERED, to=client.email, trainer_ref=client.trainer_id, now=now)


def _promise_about(message: Question, *, kind: str, to: str, trainer_ref: int, now: datetime) -> None:
    outbox.queue(
        key=f"question:{message.pk}:{kind}",
        kind=kind,
        # A revised plan makes no question untrue, so it is not the plan's own mail.
        subject_ref=f"client:{message.client_id}",
        to=to,
        facts={"question": message.pk},
        trainer_ref=trainer_ref,
        due_at=now,
        useful_until=now + USEFUL_FOR,
        now=now,
    )


def retire_promises(plan: Plan, *, now: datetime, is_revised: bool = False) -> None:
    reason = _("The plan was revised.") if is_revised else _("The plan was archived.")
    outbox.retire(subject_ref=plan.ref, reason=reason, now=now)


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
    if isinstance(plan, Skip):
        return plan
    by_itself = plan.steps_taken.filter(outcome=Decision.Outcome.AUTOMATIC).exists()
    return your_plan(plan.client, revised=plan.version > 1, by_itself=by_itself)


def your_plan(client: Client, *, revised: bool = False, by_itself: bool = False) -> Letter:
    """by_itself: a small step went without asking, as the trainer has chosen."""
    name = {"trainer": one_line(client.trainer.name)}
    if by_itself:
        subject = _("Your plan has changed")
        words = _("Your plan has taken a small step by itself, as %(trainer)s has arranged.") % name
    elif revised:
        subject, words = _("Your plan has changed"), _("%(trainer)s has revised your plan.") % name
    else:
        subject, words = _("Your plan is ready"), _("%(trainer)s has put a plan together for you.") % name
    how = _("Sign in to see it: what to do each week, how to do it, and a place to tick it off.")
    return _letter(client, subject=subject, paragraphs=(words, how))


@mail_kind(NUDGE, label=gettext_lazy("New week of the plan"))
def nudge(row: OutgoingEmail, now: datetime) -> Letter | Skip:
    plan = _followed(row, now)
    if isinstance(plan, Skip):
        return plan
    if not wants_nudges(plan.client, now):
        return Skip(_("The client wants no nudges."))
    return new_week(plan.client)


def new_week(client: Client) -> Letter:
    letter = _letter(
        client,
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


@mail_kind(ASKED, label=pgettext_lazy("mail", "Question on an exercise, to you"))
def asked(row: OutgoingEmail, now: datetime) -> Letter | Skip:
    question = _message(row, now)
    if isinstance(question, Skip):
        return question
    plan = question.item.plan_id
    return address_changed(row, question.client.trainer.user.email) or please_answer(plan)


def please_answer(plan: int) -> Letter:
    return Letter(
        subject=_("A client has a question about an exercise"),
        heading=_("A client has a question"),
        paragraphs=(_("It stands beside the plan, and your answer goes there too."),),
        button=Button(_("Read and answer it"), page("questions", plan)),
    )


@mail_kind(ANSWERED, label=gettext_lazy("Answer to a question"))
def answered(row: OutgoingEmail, now: datetime) -> Letter | Skip:
    message = _message(row, now)
    if isinstance(message, Skip):
        return message
    return address_changed(row, message.client.email) or your_answer(message.client, message.item_id)


def your_answer(client: Client, item: int) -> Letter:
    name = {"trainer": one_line(client.trainer.name)}
    letter = _letter(
        client,
        subject=_("There is an answer for you"),
        paragraphs=(_("%(trainer)s has answered what you asked about an exercise.") % name,),
    )
    return replace(letter, button=Button(_("Read the answer"), page("my_question", item)))


def _message(row: OutgoingEmail, now: datetime) -> Question | Skip:
    """The question or answer, if it may still be read."""
    messages = Question.objects.select_related("client__trainer__user", "item")
    message = messages.filter(pk=row.facts["question"]).first()
    if message is None:
        return Skip(_("The question is gone."))
    if not latest_screen(client=message.client, now=now).may_read:
        return Skip(_("The client has taken their consent back."))
    return message


samples.register(ASKED, lambda trainer, now: please_answer(0), place=TO_TRAINER + 6)
samples.register(ANSWERED, lambda trainer, now: your_answer(Client(pk=0, trainer=trainer), 0), place=83)
samples.register(ASSIGNED, lambda trainer, now: your_plan(Client(pk=0, trainer=trainer)), place=80)
samples.register(NUDGE, lambda trainer, now: new_week(Client(pk=0, trainer=trainer)), place=85)


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


def _letter(client: Client, *, subject: str, paragraphs: tuple[str, ...]) -> Letter:
    trainer = client.trainer
    return Letter(
        subject=subject,
        paragraphs=paragraphs,
        details=for_whom(client),
        button=Button(_("Open your plan"), page("my_plan")),
        sender_name=trainer.name,
        reply_to=trainer.user.email,
    )
