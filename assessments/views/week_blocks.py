"""What a trainer's days hold, from the rows of the database to blocks that a page can draw."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from assessments import availability, week
from assessments.availability import Rules, Taken
from assessments.free_hours import ANY_HORIZON, as_datetime
from assessments.models import Appointment, BusyBlock, Service
from assessments.picker import Hour
from assessments.screens import CurrentScreen
from assessments.week import Axis, Piece
from hipcoach.common.zones import midnight

LEAST_FREE = timedelta(minutes=30)
DAY = timedelta(days=1)
# Drawn in this order: what comes later lies on top.
OPEN, BUSY, BUFFER, FREE, SLOT, HELD, VISIT, NOW = (
    "open",
    "busy",
    "buffer",
    "free",
    "slot",
    "held",
    "visit",
    "now",
)
BACKGROUND = (OPEN, BUFFER, SLOT, NOW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One thing on one day; `place` are the classes that put it on the axis."""

    kind: str
    piece: Piece
    place: str = ""
    visit: Appointment | None = None
    screen: CurrentScreen | None = None
    busy: BusyBlock | None = None

    @property
    def is_background(self) -> bool:
        """Drawn only; whoever listens or has a small screen misses nothing without it."""
        return self.kind in BACKGROUND

    @property
    def instant(self) -> str:
        return Hour(start=self.piece.start).instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """`hours`: "closed" or "special" where the date has its own, "shut" where the weekday has none, or ""."""

    day: date
    is_today: bool
    hours: str
    length: timedelta
    blocks: list[Block]

    @property
    def is_empty(self) -> bool:
        return all(block.is_background or block.kind == FREE for block in self.blocks)

    @property
    def clock_change(self) -> str:
        """ "forward", "back" or ""."""
        return "" if self.length == DAY else "forward" if self.length < DAY else "back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """What the database knows about the days, in any order."""

    rules: Rules
    service: Service | None
    visits: Sequence[Appointment]
    screens: Mapping[int, CurrentScreen]
    busy: Sequence[BusyBlock]


def days_of(dates: Sequence[date], rows: Rows, *, now: datetime) -> tuple[list[Day], Axis]:
    """The days with their blocks in the order of time, and the axis they all share."""
    zone = rows.rules.zone
    spans = list(_spans(rows, midnight(dates[0], zone), midnight(dates[-1] + DAY, zone), now=now))
    cut = [
        (day, replace(block, piece=piece))
        for day in dates
        for block, start, end in spans
        if (piece := week.cut(start, end, day=day, zone=zone))
    ]
    axis = week.axis_of(block.piece for _day, block in cut if block.kind != NOW)
    placed = [(day, replace(block, place=axis.place(block.piece))) for day, block in cut]
    days = [
        Day(
            day=day,
            is_today=day == now.astimezone(zone).date(),
            hours=_hours(rows.rules, day),
            length=week.length_of(day, zone),
            blocks=sorted(
                (block for each, block in placed if each == day),
                key=lambda block: block.piece.start.astimezone(UTC),
            ),
        )
        for day in dates
    ]
    return days, axis


_Span = tuple[Block, datetime, datetime]


def _spans(rows: Rows, since: datetime, until: datetime, *, now: datetime) -> Iterator[_Span]:
    opened = availability.open_ranges(rows.rules, since=_epoch(since), until=_epoch(until))
    for opens, closes in opened:
        yield _span(OPEN, as_datetime(opens), as_datetime(closes))
    for busy in rows.busy:
        yield _span(BUSY, busy.start, busy.end, busy=busy)
    for visit in rows.visits:
        yield from _visit_spans(visit, rows.screens.get(visit.client_id or 0))
    yield from _free_spans(rows, opened, now=now)
    yield from _slot_spans(rows, since, until, now=now)
    if since <= now < until:
        yield _span(NOW, now, now + timedelta(minutes=1))


def _visit_spans(visit: Appointment, screen: CurrentScreen | None) -> Iterator[_Span]:
    kind = HELD if visit.is_held else VISIT
    if visit.blocked_start < visit.start:
        yield _span(BUFFER, visit.blocked_start, visit.start)
    yield _span(kind, visit.start, visit.end, visit=visit, screen=screen)
    if visit.end < visit.blocked_end:
        yield _span(BUFFER, visit.end, visit.blocked_end)


def _free_spans(rows: Rows, opened: Iterable[tuple[int, int]], *, now: datetime) -> Iterator[_Span]:
    """Open time to come in which nothing lies."""
    taken = [(each.blocked_start, each.blocked_end) for each in _taken(rows)]
    taken.append((0, _epoch(now)))
    for start, end in week.free_of(opened, sorted(taken)):
        if end - start >= LEAST_FREE.total_seconds():
            yield _span(FREE, as_datetime(start), as_datetime(end))


def _slot_spans(rows: Rows, since: datetime, until: datetime, *, now: datetime) -> Iterator[_Span]:
    """Starts to tap: those of the first service, each as high as the step to the next."""
    if rows.service is None:
        return
    step = timedelta(minutes=rows.rules.step)
    rules = replace(rows.rules, notice=0, horizon=ANY_HORIZON)
    slots = availability.free_slots(
        rules, _taken(rows), since=_epoch(since), until=_epoch(until), now=_epoch(now)
    )
    for slot in slots:
        yield _span(SLOT, as_datetime(slot.start), as_datetime(slot.start) + step)


def _taken(rows: Rows) -> list[Taken]:
    return [
        *(
            Taken(_epoch(each.blocked_start), _epoch(each.blocked_end), _epoch(each.start))
            for each in rows.visits
        ),
        *(Taken(_epoch(each.start), _epoch(each.end), None) for each in rows.busy),
    ]


def _span(
    kind: str,
    start: datetime,
    end: datetime,
    *,
    visit: Appointment | None = None,
    screen: CurrentScreen | None = None,
    busy: BusyBlock | None = None,
) -> _Span:
    nowhere = Piece(start=start, end=end, at=0, until=0, is_whole_day=False, began_before=False)
    return Block(kind=kind, piece=nowhere, visit=visit, screen=screen, busy=busy), start, end


def _hours(rules: Rules, day: date) -> str:
    own = rules.overrides.get(day)
    if own is not None:
        return "special" if own else "closed"
    return "" if rules.hours_on(day) else "shut"


def _epoch(instant: datetime) -> int:
    return int(instant.timestamp())
