"""The intake's verbs: open a draft, save a step, submit. What it then means is in `screens`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from assessments import questions, screening
from assessments.models import Client, Consent, Intake, Screen
from assessments.questions import Kind
from assessments.screens import latest_screen, stored
from hipcoach.privacy import audit
from hipcoach.privacy.models import AuditEntry

QUESTION_BY_KEY = {question.key: question for question in questions.QUESTIONS}
# How somebody feels, their health and their consent are asked afresh each time.
CARRIED_KEYS = frozenset(
    question.key for step in (questions.ABOUT, questions.GOALS_AND_DAY) for question in step.questions
)


class IncompleteError(Exception):
    """Questions are still open; `missing` holds their keys in the intake's order."""

    def __init__(self, missing: tuple[str, ...]) -> None:
        super().__init__(missing)
        self.missing = missing


def open_draft(*, client: Client, now: datetime) -> Intake:
    """The client's one draft; a new one starts from the last submitted answers about person and goals."""
    with transaction.atomic():
        _lock(client)
        return _draft_of(client) or _new_draft(client, now=now)


def save_draft(*, client: Client, answers: Mapping[str, Any], now: datetime) -> Intake:
    """Keep the answers of one step in the draft, opening one if need be; returns the intake that holds them.

    A value that is no answer to its question takes back what was saved for it. A step that was already
    submitted with these very answers stays so: a repeated sending opens no new draft.
    Raises KeyError for a question that doesn't exist.
    """
    given = {key: value for key, value in answers.items() if QUESTION_BY_KEY[key].accepts(value)}
    with transaction.atomic():
        _lock(client)
        draft = _draft_of(client)
        if draft is None:
            last = client.intakes.submitted().first()
            if last and given == {key: last.answers[key] for key in answers if key in last.answers}:
                return last
            draft = _new_draft(client, now=now)
        kept = {key: value for key, value in draft.answers.items() if key not in answers}
        draft.answers = kept | given
        draft.save(update_fields=["answers"])
    return draft


def submit(*, client: Client, now: datetime) -> Screen:
    """Read the draft's screen, store it with the consents given, and close the intake for good.

    Raises IncompleteError while a question that applies is open. Without a draft the last screen is returned,
    so that a doubled submit is harmless.
    """
    with transaction.atomic():
        _lock(client)
        draft = _draft_of(client)
        if draft is None:
            return _last_screen(client)
        if missing := questions.missing(draft.answers):
            raise IncompleteError(missing)
        draft.answers = {
            question.key: draft.answers[question.key]
            for question in questions.visible(draft.answers)
            if question.key in draft.answers
        }
        draft.question_version = questions.VERSION
        draft.submitted_at = now
        draft.save(update_fields=["answers", "question_version", "submitted_at"])
        _keep_consents(draft, now=now)
        screen = _make_screen(draft, now=now)
        audit.record(
            actor=client.user,
            client_id=client.pk,
            act=AuditEntry.Act.CHANGE,
            subject=f"intake {draft.pk}",
            fields=["answers", "consents"],
            now=now,
        )
    return screen


def needs_intake(*, client: Client, now: datetime) -> bool:
    """Whether going through the intake (again) is what this client should do next."""
    return latest_screen(client=client, now=now).needs_intake


def _lock(client: Client) -> None:
    """One sending at a time: tabs and doubled clicks of one client wait for each other."""
    Client.objects.select_for_update(no_key=True).get(pk=client.pk)


def _draft_of(client: Client) -> Intake | None:
    return client.intakes.drafts().first()


def _new_draft(client: Client, *, now: datetime) -> Intake:
    last = client.intakes.submitted().first()
    carried = {key: value for key, value in (last.answers if last else {}).items() if key in CARRIED_KEYS}
    draft = Intake(client=client, question_version=questions.VERSION, started_at=now)
    draft.answers = carried
    draft.save()
    return draft


def _last_screen(client: Client) -> Screen:
    last = client.screens.first()
    if last is None:
        raise IncompleteError(questions.missing({}))
    return last


def _keep_consents(intake: Intake, *, now: datetime) -> None:
    """One row for each ticked box under today's wording; an unticked one withdraws what stood."""
    standing = {consent.kind: consent for consent in intake.client.consents.filter(withdrawn_at=None)}
    for question in questions.QUESTIONS:
        if question.kind is not Kind.CONSENT:
            continue
        given = intake.answers.get(question.key) is True
        held = standing.get(question.key)
        if held and given and held.wording_version == questions.CONSENT_VERSION:
            continue
        if held:
            held.withdrawn_at = now
            held.save(update_fields=["withdrawn_at"])
        if given:
            Consent.objects.create(
                client=intake.client,
                kind=question.key,
                wording_version=questions.CONSENT_VERSION,
                given_at=now,
            )


def _make_screen(intake: Intake, *, now: datetime) -> Screen:
    today = now.astimezone(intake.client.tz).date()
    reading = screening.screen(intake.answers, today=today, answered_on=today)
    screen = Screen(
        intake=intake,
        client=intake.client,
        outcome=reading.outcome,
        rule_version=screening.RULE_VERSION,
        made_at=now,
    )
    screen.matches = stored(reading.matches)
    screen.save()
    return screen
