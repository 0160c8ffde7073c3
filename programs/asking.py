"""Ask about an exercise of the own plan, and answer: each told by mail, without a word of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Max, Min
from django.utils.translation import gettext as _

from assessments.models import Client, Trainer
from assessments.screens import latest_screen
from hipcoach.privacy import audit
from hipcoach.privacy.models import AuditEntry
from programs import emails
from programs.models import PlanItem, Question
from programs.refusals import Refused

MOST_A_DAY = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """The messages about one exercise, the oldest first; `item` is the line last spoken of."""

    item: PlanItem
    messages: tuple[Question, ...]

    @property
    def waits(self) -> bool:
        """Whether the client had the last word."""
        return not self.messages[-1].is_answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A client with talks that wait for the trainer: how many, and the plan last spoken of."""

    client: Client
    talks: int
    plan_id: int


def waiting(clients: Iterable[Client]) -> tuple[Waiting, ...]:
    """Those of the clients who wait for an answer, the longest first; one query, and no words are read.

    Come with `clients` whose records may be read.
    """
    by_pk = {client.pk: client for client in clients}
    rows = (
        Question.objects.waiting()
        .filter(client__in=by_pk)
        .order_by("client")
        .values("client")
        .annotate(
            talks=Count("item__exercise", distinct=True), plan=Max("item__plan"), since=Min("written_at")
        )
    )
    return tuple(
        Waiting(client=by_pk[row["client"]], talks=row["talks"], plan_id=row["plan"])
        for row in sorted(rows, key=lambda row: row["since"])
    )


def ask(*, client: Client, item: PlanItem, key: UUID, text: str, now: datetime) -> Question:
    """Ask about a line of the client's plan; the same sending twice is one question.

    Raises Refused without consent, for another's key, and for more than MOST_A_DAY questions in a day.
    """
    with transaction.atomic():
        Client.objects.select_for_update(no_key=True).get(pk=client.pk)
        if earlier := _earlier(client, key, is_answer=False):
            return earlier
        _refuse_hidden(client, now=now)
        day = now.replace(hour=0, minute=0, second=0, microsecond=0)
        if client.questions.filter(is_answer=False, written_at__gte=day).count() >= MOST_A_DAY:
            raise Refused(_("That is a lot for one day. Please write again tomorrow, or call."))
        question = Question.objects.create(client=client, item=item, key=key, text=text, written_at=now)
        emails.promise_question(question, now=now)
        return question


def answer(
    *, trainer: Trainer, client: Client, item: PlanItem, key: UUID, text: str, now: datetime
) -> Question:
    """Answer what a client of this trainer asked; DoesNotExist for somebody else's client."""
    with transaction.atomic():
        client = trainer.clients.select_for_update(no_key=True).get(pk=client.pk)
        if earlier := _earlier(client, key, is_answer=True):
            return earlier
        _refuse_hidden(client, now=now)
        reply = Question.objects.create(
            client=client,
            item=item,
            key=key,
            text=text,
            is_answer=True,
            answered_by=trainer.user,
            written_at=now,
        )
        audit.record(
            actor=trainer.user,
            client_id=client.pk,
            act=AuditEntry.Act.CHANGE,
            subject=f"plan {item.plan_id}",
            fields=["answer"],
            now=now,
        )
        emails.promise_answer(reply, now=now)
        return reply


def talks_of(client: Client) -> list[Talk]:
    """Every talk of this client, those that wait for an answer first. One query."""
    rows = client.questions.select_related("item__exercise", "answered_by")
    by_exercise: dict[int, list[Question]] = {}
    for row in rows:
        by_exercise.setdefault(row.item.exercise_id, []).append(row)
    talks = [Talk(item=rows[-1].item, messages=tuple(rows)) for rows in by_exercise.values()]
    newest = sorted(talks, key=lambda talk: talk.messages[-1].written_at, reverse=True)
    return sorted(newest, key=lambda talk: not talk.waits)


def _earlier(client: Client, key: UUID, *, is_answer: bool) -> Question | None:
    earlier = Question.objects.filter(key=key).first()
    if earlier and (earlier.client_id, earlier.is_answer) != (client.pk, is_answer):
        raise Refused(_("This page was opened for someone else. Please open it again."))
    return earlier


def _refuse_hidden(client: Client, *, now: datetime) -> None:
    if not latest_screen(client=client, now=now).may_read:
        raise Refused(_("Without consent to use health data, nothing can be kept here."))
