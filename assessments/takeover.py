"""PURE: which visits another trainer can take over at their hours, and why not the others. Epoch seconds."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from assessments.availability import Opening, Taken, is_open


class Clash(StrEnum):
    """Why a visit can't go on, at its hour, with the other trainer."""

    NOT_OFFERED = "not_offered"
    CLOSED = "closed"
    TAKEN = "taken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A visit `[start, end)` and what it would block with the other trainer's buffers.

    `key` is the caller's name for it; not `is_offered`: the other trainer has no such service.
    """

    key: int
    start: int
    end: int
    blocked_start: int
    blocked_end: int
    is_offered: bool = True


def settle(wanted: Iterable[Wanted], opening: Opening, taken: Iterable[Taken]) -> dict[int, Clash | None]:
    """What comes of each visit, None for one that can be taken over; the earlier one goes first.

    Working hours bind; the grid of starts and the daily cap don't: better one visit more than one cancelled.
    """
    blocked = [(each.blocked_start, each.blocked_end) for each in taken]
    found: dict[int, Clash | None] = {}
    for each in sorted(wanted, key=lambda visit: (visit.start, visit.key)):
        found[each.key] = _clash(each, opening, blocked)
        if found[each.key] is None:
            blocked.append((each.blocked_start, each.blocked_end))
    return found


def _clash(wanted: Wanted, opening: Opening, blocked: Iterable[tuple[int, int]]) -> Clash | None:
    if not wanted.is_offered:
        return Clash.NOT_OFFERED
    if not is_open(opening, start=wanted.start, end=wanted.end):
        return Clash.CLOSED
    if any(since < wanted.blocked_end and until > wanted.blocked_start for since, until in blocked):
        return Clash.TAKEN
    return None
