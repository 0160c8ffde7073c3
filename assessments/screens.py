"""What a client's intakes say today: one reading that tests, assignments and pages start from."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext

from assessments import questions, screening
from assessments.models import Clearance, Client, Consent, Intake, Screen, Trainer
from assessments.models.intakes import OUTCOME_WORDS
from assessments.screening import LockReason, Match, Outcome, Urgency
from hipcoach.common.cautions import Caution
from hipcoach.common.compiled import CompiledModels
from hipcoach.privacy import audit
from hipcoach.privacy.models import AuditEntry

NEEDED_CONSENTS = frozenset({Consent.Kind.HEALTH_DATA, Consent.Kind.TESTING})
ILL_TODAY = 12  # The rule that a later "no" lifts.
CHECKED_WITHIN = timedelta(hours=24)

_SEVERITY = {Outcome.CLEAR: 0, Outcome.REVIEW: 1, Outcome.LOCKED: 2, Outcome.STOP: 3}
_GROWS_OLD = frozenset({LockReason.NO_INTAKE, LockReason.EXPIRED})
ANSWERING_HELPS = frozenset(LockReason) - {LockReason.UNDER_18}


class StatementNeededError(Exception):
    """A stop is released by a professional's statement only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrentScreen:
    """The screen in force.

    outcome: its reading; a released stop or review still reads so, `may_test` says what follows.
    matches: what it rests on. reasons_locked: everything that locks, in the rules' order.
    screen: the row to release: the newest open stop, else one that waits to be read, else the newest that
    says something; None where there is nothing that may be read.
    clearance: what released `screen`, if anything did.
    may_test: whether testing, assigning and progressing are open.
    limits: Caution values to leave out.
    answered_at: when the client last answered, be it the whole intake or a short check.
    """

    outcome: Outcome
    matches: tuple[Match, ...] = ()
    reasons_locked: tuple[LockReason, ...] = ()
    screen: Screen | None = None
    clearance: Clearance | None = None
    may_test: bool = False
    limits: frozenset[str] = frozenset()
    answered_at: datetime | None = None

    @property
    def may_read(self) -> bool:
        """Whether a trainer may see answers and results: consent taken back hides them all."""
        return self.screen is not None

    @property
    def waits_to_be_read(self) -> bool:
        """Whether the trainer must read, and decide, before anybody is tested."""
        return self.may_read and not self.may_test and self.outcome in (Outcome.REVIEW, Outcome.STOP)

    @property
    def is_hidden(self) -> bool:
        """Whether there is something to read that consent taken back hides."""
        return self.screen is None and LockReason.NO_CONSENT in self.reasons_locked

    @property
    def is_released(self) -> bool:
        """Whether somebody has read what speaks against testing, and let it go on."""
        return self.may_test and self.outcome in (Outcome.REVIEW, Outcome.STOP)

    @property
    def status(self) -> str:
        return "released" if self.is_released else self.outcome.value

    @property
    def label(self) -> str:
        return gettext("released") if self.is_released else str(OUTCOME_WORDS[self.outcome])

    @property
    def is_outdated(self) -> bool:
        """Whether nothing but its age, or that there is none, speaks of it."""
        return self.outcome is Outcome.LOCKED and not _GROWS_OLD.isdisjoint(self.reasons_locked)

    @property
    def needs_intake(self) -> bool:
        """Whether going through the intake (again) is what the client should do next."""
        return not ANSWERING_HELPS.isdisjoint(self.reasons_locked)

    @property
    def needs_consent_only(self) -> bool:
        """Whether a tick, without any answer, is all that is missing."""
        return self.reasons_locked == (LockReason.NO_CONSENT,)

    def is_fresh_for(self, start: datetime, *, now: datetime) -> bool:
        """Whether the client answered within 24 hours before a visit, or before now if it begins early."""
        return self.answered_at is not None and self.answered_at >= min(start, now) - CHECKED_WITHIN


def latest_screen(*, client: Client, now: datetime) -> CurrentScreen:
    """The screen in force for one client; 4 queries at most."""
    return latest_screens(clients=[client], now=now)[client.pk]


def latest_screens(*, clients: Collection[Client], now: datetime) -> dict[int, CurrentScreen]:
    """The screens in force by client id, with as many queries for many clients as for one."""
    screens = Screens(clients)
    return {client.pk: screens.of(client, now=now) for client in clients}


class Screens:
    """What these clients have answered, and what was said to it; 4 queries at most.

    A submitted stop stays in force, whatever is answered later, until a professional's statement is
    recorded for it; only being ill on the day is lifted by a later "no" (DOMAIN, "Intake and the screen").
    Short checks add to the whole intake before them: each that asks to be read is read.
    """

    def __init__(self, clients: Collection[Client]) -> None:
        rows = _screens.found(tuple(client.pk for client in clients)) if clients else []
        prefetch_related_objects(rows, "clearances")
        self._screens: dict[int, list[Screen]] = defaultdict(list)
        for row in rows:
            self._screens[row.client_id].append(row)
        # Who never sent an intake is locked, whatever else there is.
        screened = list(self._screens)
        self._drafts: dict[int, list[Intake]] = defaultdict(list)
        self._consents: dict[int, list[Consent]] = defaultdict(list)
        if screened:
            for draft in Intake.objects.drafts().filter(client__in=screened):
                self._drafts[draft.client_id].append(draft)
            for consent in Consent.objects.of_today().filter(client__in=screened):
                self._consents[consent.client_id].append(consent)

    def of(self, client: Client, *, now: datetime) -> CurrentScreen:
        """The screen in force for one of them."""
        consents = {each.kind for each in self._consents[client.pk] if each.stands(now)}
        return _strictest(
            [
                _in_force(client, screens=line, drafts=self._drafts[client.pk], consents=consents, now=now)
                for line in lines_of(self._screens[client.pk])
            ]
        )


def lines_of(screens: Sequence[Screen]) -> list[list[Screen]]:
    """The screens, the newest first, apart by the record they were made on; one line without a merge.

    What was read since the last merge belongs to every line: it speaks of the whole person.
    """
    last = max((row.merged_at for row in screens if row.merged_at), default=None)
    if last is None:
        return [list(screens)]
    since: list[Screen] = []
    own: dict[int | None, list[Screen]] = defaultdict(list)
    for row in screens:
        is_newer = row.merged_from is None and row.made_at > last
        (since if is_newer else own[row.merged_from]).append(row)
    return [[*since, *line] for line in own.values()]


def _strictest(readings: Sequence[CurrentScreen]) -> CurrentScreen:
    """Of two records that became one, the reading that allows less; the limits of both.

    An intake that has grown old says nothing beside a fresh one, but for a stop that nothing released.
    """
    fresh = [each for each in readings if not each.is_outdated] or readings
    strictest = max(fresh, key=lambda each: (not each.may_test, _SEVERITY[each.outcome]))
    if len(readings) == 1:
        return strictest
    return replace(strictest, limits=frozenset().union(*(each.limits for each in readings)))


def _in_force(
    client: Client,
    *,
    screens: Sequence[Screen],
    drafts: Sequence[Intake],
    consents: set[str],
    now: datetime,
) -> CurrentScreen:
    if not screens:
        return CurrentScreen(outcome=Outcome.LOCKED, reasons_locked=(LockReason.NO_INTAKE,))
    answered_at = screens[0].intake.submitted_at or screens[0].made_at
    if Consent.Kind.HEALTH_DATA not in consents:
        # Withdrawing hides: the answers may not be used, not even to say why.
        return CurrentScreen(
            outcome=Outcome.LOCKED, reasons_locked=(LockReason.NO_CONSENT,), answered_at=answered_at
        )
    lately = _since_the_whole(screens)
    whole = lately[-1]
    open_stop = next(
        (row for number, row in enumerate(screens) if _is_open_stop(row, screens[:number])), None
    )
    speaking = [
        row for number, row in enumerate(lately) if row.matches and not _has_passed(row, lately[:number])
    ]
    unread = [row for row in speaking if _released_by(row) is None]
    row = open_stop or next(iter([*unread, *speaking]), whole)
    reasons = _reasons_locked(client, whole, consents=consents, now=now)
    matches = matches_of(row) if row is open_stop or row in speaking else ()
    signs = _signs_in(drafts, whole.intake, client=client, now=now)
    clearance = _released_by(row)
    if signs and open_stop is None:
        # Not yet a stop, because a slip of the finger can still be mended; but nobody is tested on it.
        reasons = (*reasons, LockReason.INCOMPLETE)
    return CurrentScreen(
        outcome=_outcome(matches, is_released=clearance is not None, is_locked=bool(reasons)),
        matches=signs if signs and open_stop is None else matches,
        reasons_locked=reasons,
        screen=row,
        clearance=clearance,
        may_test=not reasons and open_stop is None and not unread,
        limits=_limits(screens, [_released_by(each) for each in speaking]),
        answered_at=answered_at,
    )


def _since_the_whole(screens: Sequence[Screen]) -> Sequence[Screen]:
    """The newest whole intake's screen, last, and those of the short checks after it, newest first."""
    for number, row in enumerate(screens):
        if row.intake.kind == Intake.Kind.WHOLE:
            return screens[: number + 1]
    return screens


def _outcome(matches: Sequence[Match], *, is_released: bool, is_locked: bool) -> Outcome:
    """A stop that nothing released outranks a lock, as in the screen itself."""
    is_stop = any(match.urgency is not Urgency.REVIEW for match in matches)
    if is_stop and not (is_locked and is_released):
        return Outcome.STOP
    if is_locked:
        return Outcome.LOCKED
    return Outcome.REVIEW if matches else Outcome.CLEAR


def _reasons_locked(
    client: Client, whole: Screen, *, consents: set[str], now: datetime
) -> tuple[LockReason, ...]:
    submitted = whole.intake.submitted_at or whole.made_at
    reading = screening.screen(
        whole.intake.answers,
        today=now.astimezone(client.tz).date(),
        answered_on=submitted.astimezone(client.tz).date(),
        asked=whole.intake.asked,
    )
    found = set(reading.reasons_locked)
    if not consents >= NEEDED_CONSENTS:
        found.add(LockReason.NO_CONSENT)
    return tuple(reason for reason in LockReason if reason in found)


def _signs_in(drafts: Sequence[Intake], whole: Intake, *, client: Client, now: datetime) -> tuple[Match, ...]:
    return tuple(
        match for draft in drafts for match in stop_signs(draft, whole=whole, client=client, now=now)
    )


def stop_signs(draft: Intake, *, whole: Intake | None, client: Client, now: datetime) -> tuple[Match, ...]:
    """The matches among answers not yet sent that call for a stop, by rule number.

    `whole` is the intake that a short check is read together with.
    """
    reading = read(draft, whole=whole, today=now.astimezone(client.tz).date(), answered_on=None)
    return tuple(match for match in reading.matches if match.urgency is not Urgency.REVIEW)


def read(intake: Intake, *, whole: Intake | None, today: date, answered_on: date | None) -> screening.Screen:
    """The reading of an intake, or of a short check together with the whole one before it."""
    if intake.kind == Intake.Kind.WHOLE:
        return screening.screen(intake.answers, today=today, answered_on=answered_on, asked=intake.asked)
    return screening.check(
        intake.answers,
        asked=intake.asked,
        before=whole.answers if whole else {},
        asked_before=whole.asked if whole else questions.WHOLE,
    )


def _is_open_stop(row: Screen, later: Sequence[Screen]) -> bool:
    return row.outcome == Outcome.STOP and _released_by(row) is None and not _was_only_ill(row, later)


def _was_only_ill(row: Screen, later: Sequence[Screen]) -> bool:
    """Whether being ill on the day was the only stop, and a later intake says that it has passed."""
    stops = {match.rule for match in matches_of(row) if match.urgency is not Urgency.REVIEW}
    return stops == {ILL_TODAY} and any(
        all("ill_today" not in match.answers for match in matches_of(each)) for each in later
    )


def _has_passed(row: Screen, later: Sequence[Screen]) -> bool:
    """Whether being ill on the day is all that this row says, and it is over."""
    return _was_only_ill(row, later) and all(match.rule == ILL_TODAY for match in matches_of(row))


def _released_by(row: Screen) -> Clearance | None:
    """The newest clearance that counts for this row: for a stop, only a statement does."""
    bases = {Clearance.Basis.STATEMENT.value}
    if row.outcome != Outcome.STOP:
        bases.add(Clearance.Basis.DECISION.value)
    return next((each for each in row.clearances.all() if each.basis in bases), None)


def _limits(screens: Sequence[Screen], releases: Sequence[Clearance | None]) -> frozenset[str]:
    """A professional's limits stand, whatever is answered later, until their next statement.

    A trainer's decision adds its own, as long as the screen that it is about speaks.
    """
    statements = [
        each for row in screens for each in row.clearances.all() if each.basis == Clearance.Basis.STATEMENT
    ]
    statement = max(statements, key=lambda each: (each.given_at, each.pk), default=None)
    return frozenset(limit for each in (statement, *releases) if each for limit in each.limits)


def matches_of(row: Screen) -> tuple[Match, ...]:
    """The stored matches of a screen."""
    return tuple(
        Match(rule=match["rule"], urgency=Urgency(match["urgency"]), answers=tuple(match["answers"]))
        for match in row.matches
    )


def stored(matches: Sequence[Match]) -> list[Mapping[str, Any]]:
    """Matches as a screen stores them; see also `matches_of`."""
    return [
        {"rule": match.rule, "urgency": match.urgency.value, "answers": list(match.answers)}
        for match in matches
    ]


def clear(
    *,
    screen: Screen,
    trainer: Trainer,
    basis: Clearance.Basis,
    limits: Collection[str] = (),
    note: str = "",
    now: datetime,
) -> Clearance:
    """Record a release of this screen with its limits (Caution values).

    Raises StatementNeededError when a stop would be released by a decision, ValueError for an unknown limit.
    A newer clearance of the same screen replaces the limits of the one before. Raises DoesNotExist where the
    client has gone to another trainer.
    """
    if screen.outcome == Outcome.STOP and basis != Clearance.Basis.STATEMENT:
        raise StatementNeededError
    tags = sorted(Caution(limit).value for limit in limits)
    with transaction.atomic():
        trainer.clients.select_for_update(no_key=True).get(pk=screen.client_id)
        clearance = Clearance.objects.create(
            screen=screen, basis=basis, given_by=trainer.user, given_at=now, limits=tags, note=note
        )
        audit.record(
            actor=trainer.user,
            client_id=screen.client_id,
            act=AuditEntry.Act.CHANGE,
            subject=f"screen {screen.pk}",
            fields=["clearance"],
            now=now,
        )
    return clearance


_screens = CompiledModels(
    Screen, lambda clients: Screen.objects.filter(client__pk__in=clients), along=["intake"]
)
