"""PURE: which booked visits lie outside a trainer's hours or in their time off. Instants: epoch seconds."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from assessments.availability import Opening, is_open


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """A visit that stands, `[start, end)` without its buffers; `key` is the caller's name for it."""

    key: int
    start: int
    end: int


def stranded(
    visits: Iterable[Booked], opening: Opening, *, time_off: Collection[tuple[int, int]] = ()
) -> list[int]:
    """The keys of the visits with a moment outside the hours or in one of the `[from, until)` off, in order.

    Only the hours themselves count: neither the grid of starts nor notice, horizon or cap.
    """
    return [
        visit.key
        for visit in visits
        if not is_open(opening, start=visit.start, end=visit.end)
        or any(since < visit.end and until > visit.start for since, until in time_off)
    ]
