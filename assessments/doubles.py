"""What becomes of two records that turn out to be one person's. PURE.

Nothing is loosened: the last word on consent counts wherever it was said, and a begun intake that shows a
warning is never the one set aside. What the screens then say is in `screens`.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from difflib import SequenceMatcher
from enum import StrEnum

ALIKE = 0.85


class Obstacle(StrEnum):
    """Why two records can't be made one, yet."""

    ADDRESS = "address"
    WARNINGS = "warnings"
    ERASURE = "erasure"


class NotMergeable(Exception):
    def __init__(self, obstacle: Obstacle) -> None:
        self.obstacle = obstacle
        super().__init__(obstacle.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A consent on record; a later wording replaces it at the very instant it is withdrawn."""

    key: int
    kind: str
    given_at: datetime
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A begun intake, of a kind; `warns`: its answers so far call for a stop."""

    key: int
    kind: str = ""
    begun_at: datetime
    warns: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LivePlan:
    key: int
    assigned_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two records. `refused`: when a submitted intake left the box of a kind open."""

    key: int
    email: str = ""
    phone: str = ""
    user: int | None = None
    reminders_off: tuple[int, ...] = ()
    consents: tuple[Given, ...] = ()
    refused: Mapping[str, Collection[datetime]] = field(default_factory=dict)
    drafts: tuple[Draft, ...] = ()
    plan: LivePlan | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The one record: its contact and sign-in, and what is set aside so that nothing stands twice.

    consents_ended: when each ended: as a later one replaced it, or now after a no, so that what rests on it
    is deleted no sooner than the merge can be undone.
    """

    email: str
    user: int | None
    phone: str
    reminders_off: tuple[int, ...]
    drafts_aside: frozenset[int]
    plan_ended: int | None
    consents_ended: Mapping[int, datetime]


def differ(kept: Side, gone: Side) -> bool:
    """Whether somebody must say which address stays, and with it who signs in."""
    return bool(kept.email and gone.email) and not same_address(kept, gone)


def same_address(kept: Side, gone: Side) -> bool:
    return kept.email.casefold() == gone.email.casefold()


def merged(kept: Side, gone: Side, *, address_of: int | None = None, now: datetime) -> Outcome:
    """What `kept` becomes once `gone` is part of it; `address_of` is the key of the side whose address stays.

    The sign-in goes with its address, because it is that address it has proven. Raises NotMergeable.
    """
    email, user = _contact(kept, gone, address_of)
    return Outcome(
        email=email,
        user=user,
        phone=kept.phone or gone.phone,
        reminders_off=tuple(sorted({*kept.reminders_off, *gone.reminders_off})),
        drafts_aside=frozenset(_drafts_aside(kept.drafts, gone.drafts)),
        plan_ended=_plan_ended(kept.plan, gone.plan),
        consents_ended={
            key: ended_at
            for kind in {each.kind for each in (*kept.consents, *gone.consents)}
            for key, ended_at in _ended(kind, kept, gone, now=now).items()
        },
    )


def alike(name: str, email: str, phone: str, *, to: tuple[str, str, str]) -> bool:
    """Whether this may be the same person typed twice: much the same name or address, or the same number."""
    other_name, other_email, other_phone = to
    digits, other_digits = _digits(phone), _digits(other_phone)
    return (
        _close(name, other_name)
        or _close_addresses(email, other_email)
        or (len(digits) >= 6 and digits == other_digits)
    )


def _contact(kept: Side, gone: Side, address_of: int | None) -> tuple[str, int | None]:
    if differ(kept, gone):
        if address_of not in (kept.key, gone.key):
            raise NotMergeable(Obstacle.ADDRESS)
        side = kept if address_of == kept.key else gone
        return side.email, side.user
    if same_address(kept, gone):
        return kept.email, kept.user or gone.user
    side = kept if kept.email else gone
    return side.email, side.user


def _drafts_aside(kept: Iterable[Draft], gone: Iterable[Draft]) -> Iterator[int]:
    """Of two of a kind the one that shows no warning, else the older one."""
    theirs = {draft.kind: draft for draft in gone}
    for pair in ((draft, theirs[draft.kind]) for draft in kept if draft.kind in theirs):
        if all(draft.warns for draft in pair):
            raise NotMergeable(Obstacle.WARNINGS)
        yield min(pair, key=lambda draft: (draft.warns, draft.begun_at, draft.key)).key


def _plan_ended(first: LivePlan | None, second: LivePlan | None) -> int | None:
    """The older one; the newer was assigned last."""
    if not (first and second):
        return None
    return min(first, second, key=lambda plan: (plan.assigned_at, plan.key)).key


def _ended(kind: str, kept: Side, gone: Side, *, now: datetime) -> dict[int, datetime]:
    """The standing consents of a kind that end: all after a later no, else all but the latest."""
    rows = [each for side in (kept, gone) for each in side.consents if each.kind == kind]
    standing = [each for each in rows if each.withdrawn_at is None]
    if not standing:
        return {}
    latest = max(standing, key=lambda each: (each.given_at, each.key))
    no = max((at for side in (kept, gone) for at in _noes(kind, side)), default=None)
    if no is None or latest.given_at > no:
        return {each.key: latest.given_at for each in standing if each is not latest}
    return dict.fromkeys((each.key for each in standing), now)


def _noes(kind: str, side: Side) -> Iterable[datetime]:
    rows = [each for each in side.consents if each.kind == kind]
    replaced = {each.given_at for each in rows}
    withdrawn = {each.withdrawn_at for each in rows if each.withdrawn_at} - replaced
    return {*withdrawn, *side.refused.get(kind, ())}


def _close(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, one.casefold(), other.casefold())
    return matcher.real_quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def _close_addresses(one: str, other: str) -> bool:
    """Both halves on their own: half the world has its mail at the same few providers."""
    mailbox, at, domain = one.rpartition("@")
    other_mailbox, other_at, other_domain = other.rpartition("@")
    return bool(at and other_at) and _close(mailbox, other_mailbox) and _close(domain, other_domain)


def _digits(phone: str) -> str:
    """The number without its signs, as far as it tells lines apart: +49 30 1 and 030 1 are one."""
    return "".join(each for each in phone if each.isdigit())[-9:].lstrip("0")
