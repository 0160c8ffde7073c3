"""What a client's intakes say today: one reading that tests, assignments and pages start from."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from assessments import screening
from assessments.models import Clearance, Client, Consent, Intake, Screen, Trainer
from assessments.models.intakes import OUTCOME_WORDS
from assessments.screening import LockReason, Match, Outcome, Urgency
from hipcoach.common.cautions import Caution
from hipcoach.privacy import audit
from hipcoach.privacy.models import AuditEntry

NEEDED_CONSENTS = frozenset({Consent.Kind.HEALTH_DATA, Consent.Kind.TESTING})
ILL_TODAY = 12  # The rule that a later "no" lifts.

ANSWERING_HELPS = frozenset(LockReason) - {LockReason.UNDER_18}


class StatementNeededError(Exception):
    """A stop is released by a professional's statement only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrentScreen:
    """The screen in force.

    outcome: its reading; a released stop or review still reads so, `may_test` says what follows.
    matches: what it rests on. reasons_locked: everything that locks, in the rules' order.
    screen: the row to release; the newest open stop, else the newest; None without a submitted intake.
    clearance: what released `screen`, if anything did.
    may_test: whether testing, assigning and progressing are open.
    limits: Caution values to leave out.
    """

    outcome: Outcome
    matches: tuple[Match, ...] = ()
    reasons_locked: tuple[LockReason, ...] = ()
    screen: Screen | None = None
    clearance: Clearance | None = None
    may_test: bool = False
    limits: frozenset[str] = frozenset()

    @property
    def label(self) -> str:
        return str(OUTCOME_WORDS[self.outcome])

    @property
    def needs_intake(self) -> bool:
        """Whether going through the intake (again) is what the client should do next."""
        return not ANSWERING_HELPS.isdisjoint(self.reasons_locked)


def latest_screen(*, client: Client, now: datetime) -> CurrentScreen:
    """The screen in force for one client; 4 queries at most."""
    return latest_screens(clients=[client], now=now)[client.pk]


def latest_screens(*, clients: Collection[Client], now: datetime) -> dict[int, CurrentScreen]:
    """The screens in force by client id, with as many queries for many clients as for one.

    A submitted stop stays in force, whatever is answered later, until a professional's statement is
    recorded for it; only being ill on the day is lifted by a later "no" (DOMAIN, "Intake and the screen").
    """
    screens: dict[int, list[Screen]] = defaultdict(list)
    rows = Screen.objects.filter(client__in=clients).select_related("intake").prefetch_related("clearances")
    for row in rows:
        screens[row.client_id].append(row)
    drafts = {draft.client_id: draft for draft in Intake.objects.drafts().filter(client__in=clients)}
    consents: dict[int, set[str]] = defaultdict(set)
    for consent in Consent.objects.standing(now).filter(client__in=clients):
        consents[consent.client_id].add(consent.kind)
    return {
        client.pk: _in_force(
            client,
            screens=screens[client.pk],
            draft=drafts.get(client.pk),
            consents=consents[client.pk],
            now=now,
        )
        for client in clients
    }


def _in_force(
    client: Client, *, screens: Sequence[Screen], draft: Intake | None, consents: set[str], now: datetime
) -> CurrentScreen:
    if not screens:
        return CurrentScreen(outcome=Outcome.LOCKED, reasons_locked=(LockReason.NO_INTAKE,))
    if Consent.Kind.HEALTH_DATA not in consents:
        # Withdrawing hides: the answers may not be used, not even to say why.
        return CurrentScreen(outcome=Outcome.LOCKED, reasons_locked=(LockReason.NO_CONSENT,))
    newest = screens[0]
    open_stop = next(
        (row for number, row in enumerate(screens) if _is_open_stop(row, screens[:number])), None
    )
    row = open_stop or newest
    reasons = _reasons_locked(client, newest, consents=consents, now=now)
    matches = matches_of(row)
    signs = stop_signs(draft.answers, client=client, now=now) if draft else ()
    if signs and open_stop is None:
        # Not yet a stop, because a slip of the finger can still be mended; but nobody is tested on it.
        reasons, matches = (*reasons, LockReason.INCOMPLETE), signs
    clearance = _released_by(row)
    outcome = _outcome(row, locked=bool(reasons))
    return CurrentScreen(
        outcome=outcome,
        matches=matches,
        reasons_locked=reasons,
        screen=row,
        clearance=clearance,
        may_test=not reasons and open_stop is None and (outcome is Outcome.CLEAR or clearance is not None),
        limits=_limits(screens, clearance),
    )


def _outcome(row: Screen, *, locked: bool) -> Outcome:
    """A stop that nothing released outranks a lock, as in the screen itself."""
    if row.outcome == Outcome.STOP and (not locked or _released_by(row) is None):
        return Outcome.STOP
    if locked:
        return Outcome.LOCKED
    return Outcome.REVIEW if row.matches else Outcome.CLEAR


def _reasons_locked(
    client: Client, row: Screen, *, consents: set[str], now: datetime
) -> tuple[LockReason, ...]:
    submitted = row.intake.submitted_at or row.made_at
    reading = screening.screen(
        row.intake.answers,
        today=now.astimezone(client.tz).date(),
        answered_on=submitted.astimezone(client.tz).date(),
    )
    found = set(reading.reasons_locked)
    if not consents >= NEEDED_CONSENTS:
        found.add(LockReason.NO_CONSENT)
    return tuple(reason for reason in LockReason if reason in found)


def stop_signs(answers: Mapping[str, Any], *, client: Client, now: datetime) -> tuple[Match, ...]:
    """The matches among answers not yet sent that call for a stop, by rule number."""
    reading = screening.screen(answers, today=now.astimezone(client.tz).date(), answered_on=None)
    return tuple(match for match in reading.matches if match.urgency is not Urgency.REVIEW)


def _is_open_stop(row: Screen, later: Sequence[Screen]) -> bool:
    return row.outcome == Outcome.STOP and _released_by(row) is None and not _was_only_ill(row, later)


def _was_only_ill(row: Screen, later: Sequence[Screen]) -> bool:
    """Whether being ill on the day was the only stop, and a later intake says that it has passed."""
    stops = {match.rule for match in matches_of(row) if match.urgency is not Urgency.REVIEW}
    return stops == {ILL_TODAY} and any(
        all("ill_today" not in match.answers for match in matches_of(each)) for each in later
    )


def _released_by(row: Screen) -> Clearance | None:
    """The newest clearance that counts for this row: for a stop, only a statement does."""
    bases = {Clearance.Basis.STATEMENT.value}
    if row.outcome != Outcome.STOP:
        bases.add(Clearance.Basis.DECISION.value)
    return next((each for each in row.clearances.all() if each.basis in bases), None)


def _limits(screens: Sequence[Screen], clearance: Clearance | None) -> frozenset[str]:
    """A professional's limits stand, whatever is answered later, until their next statement.

    A trainer's decision adds its own to the screen it is about.
    """
    statements = [
        each for row in screens for each in row.clearances.all() if each.basis == Clearance.Basis.STATEMENT
    ]
    statement = max(statements, key=lambda each: (each.given_at, each.pk), default=None)
    return frozenset(limit for each in (statement, clearance) if each for limit in each.limits)


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
    A newer clearance of the same screen replaces the limits of the one before.
    """
    if screen.outcome == Outcome.STOP and basis != Clearance.Basis.STATEMENT:
        raise StatementNeededError
    tags = sorted(Caution(limit).value for limit in limits)
    with transaction.atomic():
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
