"""The intake's verbs: open a draft, save a step, submit. What it then means is in `screens`.

There are two kinds: the whole intake, and the short check before each visit. A client may have a draft of
each.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from assessments import consents, emails, questions, screening
from assessments.home_test import HomeTest
from assessments.merging import merge
from assessments.models import Client, Consent, Intake, Screen, Trainer
from assessments.questions import Asked, Kind, Step
from assessments.recording import why_reopened
from assessments.screens import CHECKED_WITHIN, CurrentScreen, latest_screen, read, stored
from hipcoach.accounts.models import User
from hipcoach.privacy import audit
from hipcoach.privacy.models import AuditEntry

# How somebody feels, their health and their consent are asked afresh each time.
CARRIED_KEYS = frozenset(
    question.key for step in (questions.ABOUT, questions.GOALS_AND_DAY) for question in step.questions
)
REPEATED_WITHIN = timedelta(hours=1)
AT_THE_STUDIO = "filled in on the trainer's device"


class IncompleteError(Exception):
    """Questions are still open; `missing` holds their keys in the intake's order."""

    def __init__(self, missing: tuple[str, ...]) -> None:
        super().__init__(missing)
        self.missing = missing


class NoConsentError(Exception):
    """Health data was to be kept that the client has not agreed to give."""


class AnsweredElsewhereError(Exception):
    """Some questions were answered another way meanwhile, in another window; those answers stand.

    `intake` holds what is saved now, `clashes` the keys it is about.
    """

    def __init__(self, intake: Intake, clashes: tuple[str, ...]) -> None:
        super().__init__(clashes)
        self.intake = intake
        self.clashes = clashes


def draft_of(client: Client, asked: Asked) -> Intake | None:
    """The client's draft of this kind; what today's questions ask in other words is open again."""
    draft = client.intakes.drafts().filter(kind=asked).first()
    today = questions.TODAY[asked]
    if draft and draft.question_version != today.version:
        draft.answers = today.still_meant(draft.answers, given_to=draft.asked)
        draft.question_version = today.version
    return draft


def open_draft(
    *, client: Client, asked: Asked = Asked.WHOLE, is_afresh: bool = False, now: datetime
) -> Intake:
    """The client's one draft of this kind; a new whole one starts from what is known of person and goals.

    `is_afresh`: it starts empty.
    """
    with transaction.atomic():
        _lock(client)
        return draft_of(client, asked) or _new_draft(client, asked, is_afresh=is_afresh, now=now)


def save_draft(
    *,
    client: Client,
    answers: Mapping[str, Any],
    asked: Asked = Asked.WHOLE,
    seen: Mapping[str, Any] | None = None,
    now: datetime,
) -> Intake:
    """Keep the answers of one step in the draft, opening one if need be; returns the intake that holds them.

    A value that is no answer to its question takes back what was saved for it. A step that was already
    submitted with these very answers stays so: a repeated sending opens no new draft.

    `seen` is what the page showed when it was opened; without it these answers win. Raises
    AnsweredElsewhereError, once the rest is saved, where another window answered otherwise meanwhile;
    NoConsentError, with nothing saved, for an answer about health while its use is not agreed to; and
    KeyError for a question that doesn't exist.
    """
    by_key = questions.TODAY[asked].by_key()
    typed = {key: value if by_key[key].accepts(value) else None for key, value in answers.items()}
    clashes: tuple[str, ...] = ()
    with transaction.atomic():
        _lock(client)
        draft = draft_of(client, asked)
        if draft is None:
            last = _last(client, asked)
            if last and _is_repeat(last, typed, now=now):
                return last
            draft = _new_draft(client, asked, now=now)
        if seen is not None:
            merged = merge(typed=typed, seen=seen, saved=draft.answers)
            typed, clashes = dict(merged.answers), merged.clashes
        kept = {key: value for key, value in draft.answers.items() if key not in typed}
        given = {key: value for key, value in typed.items() if value is not None}
        draft.answers = kept | given
        if not questions.TODAY[asked].screened.isdisjoint(given) and not _has_agreed(draft, now=now):
            raise NoConsentError
        draft.save(update_fields=["answers", "question_version"])
    if clashes:
        raise AnsweredElsewhereError(draft, clashes)
    return draft


def bring_self_test(*, client: Client, found: HomeTest, now: datetime) -> Intake:
    """Keep what the client found at home with their draft, opening one if need be; a later one replaces it.

    One that was sent along with the last answers is not kept again. Raises NoConsentError where the use of
    health data is agreed to neither in the draft nor before.
    """
    with transaction.atomic():
        _lock(client)
        last = _last(client, Asked.WHOLE)
        if last and (last.self_test or {}).get("key") == str(found.key):
            return last
        draft = draft_of(client, Asked.WHOLE) or _new_draft(client, Asked.WHOLE, now=now)
        if not _has_agreed(draft, now=now):
            raise NoConsentError
        draft.self_test = found.as_json()
        draft.save(update_fields=["self_test"])
    return draft


def leave_self_test_out(*, client: Client) -> None:
    """Take the self-test out of the draft, and for good."""
    with transaction.atomic():
        _lock(client)
        client.intakes.drafts().whole().update(self_test=None)


def may_ask(*, client: Client, step: Step, draft: Intake | None, now: datetime) -> bool:
    """Whether this page may be asked already: what is about health waits for the consent."""
    return not step.is_screened or _has_agreed(draft or Intake(client=client), now=now)


def may_bring_self_test(*, client: Client, draft: Intake | None, now: datetime) -> bool:
    """Whether `bring_self_test` would take one, given the client's draft of the whole intake."""
    return _has_agreed(draft or Intake(client=client), now=now)


def submit(
    *, client: Client, asked: Asked = Asked.WHOLE, handed_over_by: User | None = None, now: datetime
) -> Screen:
    """Read the draft's screen, store it with the consents given, and close the intake for good.

    `handed_over_by` is the trainer on whose device it was filled in. The trainer hears of a screen to read.
    Raises IncompleteError while a question that applies is open, and for a short check without an intake
    before it. Without a draft the last screen is returned, so that a doubled submit is harmless.
    """
    today = questions.TODAY[asked]
    with transaction.atomic():
        _lock(client)
        draft = draft_of(client, asked)
        if draft is None:
            return _last_screen(client, asked)
        whole = _last(client, Asked.WHOLE)
        if asked is Asked.CHECK and whole is None:
            raise IncompleteError(questions.WHOLE.missing({}))
        if missing := today.missing(draft.answers):
            raise IncompleteError(missing)
        draft.answers = {
            question.key: draft.answers[question.key]
            for question in today.visible(draft.answers)
            if question.key in draft.answers
        }
        draft.submitted_at = now
        draft.handed_over_by = handed_over_by
        draft.save(update_fields=["answers", "question_version", "submitted_at", "handed_over_by"])
        ticks = {
            question.key: draft.answers.get(question.key) is True
            for question in today.questions
            if question.kind is Kind.CONSENT
        }
        consents.keep(client, ticks, now=now)
        screen = _make_screen(draft, whole=whole, now=now)
        fields = ["answers", *(["consents"] if ticks else []), *(["self_test"] if draft.self_test else [])]
        _note(draft, fields, now=now)
        emails.promise_reading(screen, now=now)
    return screen


def hand_over(*, client: Client, trainer: Trainer, now: datetime) -> None:
    """Open what the client answers on the trainer's own device, and put on the trail that they get it.

    What consent taken back hides from the trainer is not brought up there either.
    """
    is_hidden = latest_screen(client=client, now=now).is_hidden
    open_draft(client=client, asked=asked_at_studio(client, now=now), is_afresh=is_hidden, now=now)
    audit.record(
        actor=trainer.user,
        client_id=client.pk,
        act=AuditEntry.Act.CHANGE,
        subject=f"client {client.pk}",
        fields=["device handed over for the intake"],
        now=now,
    )


def needs_intake(*, client: Client, now: datetime) -> bool:
    """Whether going through the intake (again) is what this client should do next."""
    return latest_screen(client=client, now=now).needs_intake


def next_asked(*, client: Client, current: CurrentScreen, now: datetime) -> Asked | None:
    """What to ask this client now: the whole intake, a short check before a visit of today, or nothing."""
    if current.needs_intake:
        return None if current.needs_consent_only else Asked.WHOLE
    visit = client.appointments.upcoming(now).first()
    if visit is None or visit.start - now > CHECKED_WITHIN:
        return None
    return None if current.is_fresh_for(visit.start, now=visit.start) else Asked.CHECK


def asked_at_studio(client: Client, *, now: datetime) -> Asked:
    """The whole intake while it is missing, too old, or begun; else how the client is today."""
    if draft_of(client, Asked.WHOLE) or latest_screen(client=client, now=now).needs_intake:
        return Asked.WHOLE
    return Asked.CHECK


def _lock(client: Client) -> None:
    """One sending at a time: tabs and doubled clicks of one client wait for each other."""
    Client.objects.select_for_update(no_key=True).get(pk=client.pk)


def _has_agreed(draft: Intake, *, now: datetime) -> bool:
    """To the use of health data: by the box in this draft, or before."""
    if draft.answers.get(Consent.Kind.HEALTH_DATA) is True:
        return True
    return draft.client.consents.in_force(now).filter(kind=Consent.Kind.HEALTH_DATA).exists()


def _last(client: Client, asked: Asked) -> Intake | None:
    return client.intakes.submitted().filter(kind=asked).first()


def _is_repeat(last: Intake, typed: Mapping[str, Any], *, now: datetime) -> bool:
    """Whether this was sent with `last` already. A check that says the same another day is a new one."""
    is_recent = not last.is_check or last.submitted_at is None or now - last.submitted_at < REPEATED_WITHIN
    is_same = is_recent and typed == {key: last.answers.get(key) for key in typed}
    # After what ended the testing, the same answers say something new.
    return is_same and not why_reopened(last.client, since=last.submitted_at)


def _new_draft(client: Client, asked: Asked, *, is_afresh: bool = False, now: datetime) -> Intake:
    today = questions.TODAY[asked]
    draft = Intake(client=client, kind=asked, question_version=today.version, started_at=now)
    last = _last(client, asked) if asked is Asked.WHOLE and not is_afresh else None
    if last:
        known = today.still_meant(last.answers, given_to=last.asked)
        draft.answers = {key: value for key, value in known.items() if key in CARRIED_KEYS}
    draft.save()
    return draft


def _last_screen(client: Client, asked: Asked) -> Screen:
    last = client.screens.filter(intake__kind=asked).first()
    if last is None:
        raise IncompleteError(questions.TODAY[asked].missing({}))
    return last


def _make_screen(intake: Intake, *, whole: Intake | None, now: datetime) -> Screen:
    today = now.astimezone(intake.client.tz).date()
    reading = read(intake, whole=whole, today=today, answered_on=today)
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


def _note(intake: Intake, fields: list[str], *, now: datetime) -> None:
    """At the studio the actor is the trainer who handed their device over, and the entry says so."""
    handed_over_by = intake.handed_over_by
    audit.record(
        actor=handed_over_by or intake.client.user,
        client_id=intake.client_id,
        act=AuditEntry.Act.CHANGE,
        subject=f"intake {intake.pk}",
        fields=[*fields, AT_THE_STUDIO] if handed_over_by else fields,
        now=now,
    )
