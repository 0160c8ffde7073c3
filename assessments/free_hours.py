"""Free hours as the database has them, asked of the pure rules; answers are kept while they hold.

An answer is kept in this process under the trainer's availability version, which every verb that changes one
raises: the row that names trainer and service, read for each request anyway, tells whether it holds. It also
ends by itself when a start gets too near, when one comes within the horizon, or when a hold lapses. Each
trainer's answer is kept by itself, so that a booking makes one of a hundred be computed anew.
"""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from assessments import availability
from assessments.availability import Refusal, Rules, Slot
from assessments.models import Appointment, Service
from assessments.schedules import (
    DAY_AROUND,
    OpenHours,
    TakenTimes,
    Terms,
    epoch,
    open_hours,
    read_schedules,
    taken_times,
    terms_of,
)
from hipcoach.common.kept import Kept, Shelf
from hipcoach.common.zones import zone_or_utc

NEVER = 2**62  # Epoch seconds, later than any slot.
ALWAYS = 0  # Epoch seconds, before any.
ANY_HORIZON = 100_000  # Days: none.
# The earliest hour mostly lies within these; only whoever has none there is read further.
NEAR = timedelta(days=14)

Starts = Sequence[int]
T = TypeVar("T")

_shelf = Shelf(megabytes=32)


def free_slots(services: Sequence[Service], *, since: datetime, until: datetime, now: datetime) -> list[Slot]:
    """The slots that start in [since, until) and can be booked at one of the services, which last alike."""
    terms = [terms_of(service) for service in services]
    starts = answer(terms, since=since, until=until, now=now, shape=_as_they_are, form="starts")
    length = terms[0].duration * availability.MINUTE
    return [Slot(start, start + length) for start in starts]


def answer(
    offered: Sequence[Terms],
    *,
    since: datetime,
    until: datetime,
    now: datetime,
    shape: Callable[[Starts], T],
    form: Hashable,
) -> T:
    """The bookable starts (epoch seconds) in [since, until) as `shape` puts them; `form` names the shape.

    No query when the answer is kept, one when not, however many are offered. The terms come fresh from the
    database.
    """
    key, seconds = (tuple(offered), since, until, form), epoch(now)
    kept = _shelf.find(key, at=seconds)
    if kept is None:
        each = _starts_of_each(offered, since=since, until=until, now=now)
        starts = each[0].answer if len(each) == 1 else _union(found.answer for found in each)
        ends = min((found.ends for found in each), default=NEVER)
        kept = _shelf.put(key, Kept(answer=shape(starts), made=seconds, ends=ends))
    answered: T = kept.answer
    return answered


def earliest(offered: Sequence[Terms], *, now: datetime) -> dict[int, int]:
    """The first bookable start (epoch seconds) of each service, by its number; none for the booked out.

    No query when the answers are kept, two at most when not, however many are offered.
    """
    seconds = epoch(now)
    kept = {each: _shelf.find((each, "earliest"), at=seconds) for each in offered}
    missing = [each for each, found in kept.items() if found is None]
    if missing:
        kept |= _find_earliest(missing, now=now)
    return {each.service: found.answer for each, found in kept.items() if found and found.answer is not None}


def starts_by_hours(services: Iterable[Service], *, since: datetime, until: datetime) -> list[int]:
    """Every start (epoch seconds) in [since, until) that opening hours alone allow at one of the services.

    No query right after an answer about the same services, which has read their hours.
    """
    begin, end = epoch(since), epoch(until)
    known = _known_rules([terms_of(service) for service in services])
    unbound = (replace(rules, notice=0, horizon=ANY_HORIZON, daily_cap=None) for rules in known)
    return sorted(
        {
            start
            for rules in unbound
            for start in availability.free_starts(rules, (), since=begin, until=end, now=begin)
        }
    )


def forget_all() -> None:
    """Drop every kept answer of this process."""
    _shelf.clear()


def refusal(
    service: Service, *, start: datetime, now: datetime, excluding: Appointment | None = None
) -> Refusal | None:
    """Why `start` cannot be booked, or None. `excluding` is the visit that is being moved."""
    terms = terms_of(service)
    hours, taken = _around([terms], start, now=now, excluding=excluding)
    return _refusal(terms, hours, taken, start=start, now=now)


def desk_refusal(
    service: Service, *, start: datetime, now: datetime, excluding: Appointment | None = None
) -> Refusal | None:
    """Why the trainer's own rules speak against `start`; notice and horizon don't bind the trainer."""
    terms = terms_of(service)._replace(notice=0, horizon=ANY_HORIZON)
    hours, taken = _around([terms], start, now=now, excluding=excluding)
    return _refusal(terms, hours, taken, start=start, now=min(now, start))


def desk_slots(
    service: Service,
    *,
    since: datetime,
    until: datetime,
    now: datetime,
    excluding: Appointment | None = None,
) -> list[Slot]:
    """What the trainer's own rules offer the trainer: without notice and horizon. One query."""
    terms = terms_of(service)
    hours, taken = read_schedules([terms.trainer], since=since, until=until, now=now, excluding=excluding)
    rules = replace(hours[terms.trainer].rules(terms), notice=0, horizon=ANY_HORIZON)
    times = taken[terms.trainer].times
    return availability.free_slots(rules, times, since=epoch(since), until=epoch(until), now=epoch(now))


def starts_to_move(visit: Appointment, *, since: datetime, until: datetime, now: datetime) -> list[int]:
    """The starts (epoch seconds) in [since, until) to which whoever booked the visit may move it. One query.

    It isn't in its own way; the hour it has is left out.
    """
    terms = terms_of(visit.service)
    hours, taken = read_schedules([terms.trainer], since=since, until=until, now=now, excluding=visit)
    rules, times = _keep_rules(terms, hours[terms.trainer]), taken[terms.trainer].times
    starts = availability.free_starts(rules, times, since=epoch(since), until=epoch(until), now=epoch(now))
    return [start for start in starts if start != epoch(visit.start)]


def rules_of(service: Service) -> Rules:
    """The rules as they are now. One query."""
    terms = terms_of(service)
    return open_hours([terms.trainer])[terms.trainer].rules(terms)


def who_is_free(services: Iterable[Service], *, start: datetime, now: datetime) -> list[Service]:
    """Those of the services that can be booked at `start`; whoever has the fewest visits that day first.

    One query, however many services. The day is the trainer's own date.
    """
    offered = {terms_of(service): service for service in services}
    hours, taken = _around(offered, start, now=now)
    free = [terms for terms in offered if _refusal(terms, hours, taken, start=start, now=now) is None]
    free.sort(key=lambda terms: (_visits_that_day(terms, taken[terms.trainer], start), terms.trainer))
    return [offered[terms] for terms in free]


def as_datetime(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _as_they_are(starts: Starts) -> Starts:
    return starts


def _starts_of_each(
    offered: Sequence[Terms], *, since: datetime, until: datetime, now: datetime
) -> list[Kept]:
    """The starts of each, from the shelf or computed and kept."""
    found = {terms: _shelf.find((terms, since, until), at=epoch(now)) for terms in offered}
    if missing := [terms for terms, kept in found.items() if kept is None]:
        trainers = {terms.trainer for terms in missing}
        hours, taken = read_schedules(trainers, since=since, until=until, now=now)
        for terms in missing:
            rules = _keep_rules(terms, hours[terms.trainer])
            kept = _compute(rules, taken[terms.trainer], epoch(since), epoch(until), now=epoch(now))
            found[terms] = _shelf.put((terms, since, until), kept)
    return [kept for kept in found.values() if kept]


def _known_rules(offered: Sequence[Terms]) -> list[Rules]:
    """The rules under these availability versions. Not for verbs: they read them anew, behind the lock."""
    kept = {terms: _shelf.find((terms, "rules"), at=ALWAYS) for terms in offered}
    missing = {terms.trainer for terms, found in kept.items() if found is None}
    hours = open_hours(missing) if missing else {}
    return [
        found.answer if found else _keep_rules(terms, hours[terms.trainer]) for terms, found in kept.items()
    ]


def _keep_rules(terms: Terms, hours: OpenHours) -> Rules:
    rules = hours.rules(terms)
    _shelf.put((terms, "rules"), Kept(answer=rules, made=ALWAYS, ends=NEVER))
    return rules


def _compute(rules: Rules, taken: TakenTimes, since: int, until: int, *, now: int) -> Kept:
    """The starts, and the second at which they change by themselves."""
    endless = replace(rules, horizon=ANY_HORIZON)
    offered = array("q", availability.free_starts(endless, taken.times, since=since, until=until, now=now))
    horizon = rules.horizon * availability.DAY
    inside = bisect_left(offered, now + horizon)
    changes = list(taken.holds_end)
    if inside:
        changes.append(_too_near_at(rules, offered[0]))
    if inside < len(offered):
        changes.append(offered[inside] - horizon + 1)
    return Kept(answer=offered[:inside], made=now, ends=min(changes, default=NEVER))


def _find_earliest(offered: Sequence[Terms], *, now: datetime) -> dict[Terms, Kept]:
    """The first start of each, or None, computed and kept: near first, further for those without one."""
    near = now + NEAR
    hours, taken = read_schedules({terms.trainer for terms in offered}, since=now, until=near, now=now)
    rules = {terms: hours[terms.trainer].rules(terms) for terms in offered}
    found = _first_starts(rules, taken, now, near, now=now)
    if far := {terms: rules[terms] for terms, kept in found.items() if kept.answer is None}:
        furthest = now + timedelta(days=max(terms.horizon for terms in far))
        if furthest > near:
            trainers = {terms.trainer for terms in far}
            later = taken_times(trainers, since=near, until=furthest, now=now)
            for trainer in trainers:  # A near hold that lapses brings back an earlier hour.
                later[trainer].holds_end += taken[trainer].holds_end
            found |= _first_starts(far, later, near, furthest, now=now)
    return {terms: _shelf.put((terms, "earliest"), kept) for terms, kept in found.items()}


def _first_starts(
    rules: Mapping[Terms, Rules],
    taken: Mapping[int, TakenTimes],
    since: datetime,
    until: datetime,
    *,
    now: datetime,
) -> dict[Terms, Kept]:
    return {
        terms: _first_start(each, taken[terms.trainer], epoch(since), epoch(until), now=epoch(now))
        for terms, each in rules.items()
    }


def _first_start(rules: Rules, taken: TakenTimes, since: int, until: int, *, now: int) -> Kept:
    """The first start in the window or None, and until when no other can come before it."""
    starts = availability.free_starts(rules, taken.times, since=since, until=until, now=now)
    first = next(starts, None)
    change = _comes_up_at(rules, now) if first is None else _too_near_at(rules, first)
    return Kept(answer=first, made=now, ends=min([change, *taken.holds_end]))


def _too_near_at(rules: Rules, start: int) -> int:
    return start - rules.notice * availability.MINUTE + 1


def _comes_up_at(rules: Rules, now: int) -> int:
    """The first second at which the horizon may bring another start, whatever is taken; within a week."""
    horizon = rules.horizon * availability.DAY
    beyond, week = now + horizon, 7 * availability.DAY
    endless = replace(rules, horizon=ANY_HORIZON)
    starts = availability.free_starts(endless, (), since=beyond, until=beyond + week, now=now)
    return next(starts, beyond + week) - horizon + 1


def _around(
    offered: Iterable[Terms], start: datetime, *, now: datetime, excluding: Appointment | None = None
) -> tuple[Mapping[int, OpenHours], Mapping[int, TakenTimes]]:
    """Hours, and what is taken on the day of `start`, by trainer."""
    trainers = {terms.trainer for terms in offered}
    return read_schedules(trainers, since=start, until=start + DAY_AROUND, now=now, excluding=excluding)


def _refusal(
    terms: Terms,
    hours: Mapping[int, OpenHours],
    taken: Mapping[int, TakenTimes],
    *,
    start: datetime,
    now: datetime,
) -> Refusal | None:
    if start.microsecond:  # The rules count whole seconds.
        return Refusal.OFF_GRID
    rules, times = hours[terms.trainer].rules(terms), taken[terms.trainer].times
    return availability.refusal(rules, times, start=epoch(start), now=epoch(now))


def _visits_that_day(terms: Terms, taken: TakenTimes, start: datetime) -> int:
    """Visits and holds on the trainer's date of `start`."""
    zone = zone_or_utc(terms.zone)
    day = start.astimezone(zone).date()
    visits = (each.start for each in taken.times if each.start is not None)
    return sum(datetime.fromtimestamp(visit, zone).date() == day for visit in visits)


def _union(starts: Iterable[Starts]) -> Starts:
    return array("q", sorted(set().union(*starts)))
