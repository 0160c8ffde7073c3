"""The fast answer and the slow one are the same, in every time zone, above all around clock changes."""

from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.availability import Hours, Rules, Taken, free_slots, refusal
from tests.assessments.oracle import Oracle

ZONES = sorted(available_timezones() - {"Factory", "localtime", "posixrules"})
FIRST = int(datetime(2024, 1, 1, tzinfo=UTC).timestamp())
LAST = int(datetime(2040, 12, 28, tzinfo=UTC).timestamp())
SKIPPED = int(datetime(2011, 12, 30, 10, tzinfo=UTC).timestamp())  # Samoa's 30th of December.
DAY = 86_400


def changes(name: str, *, every: int) -> list[int]:
    """Looks at the zone, seconds apart, that see another UTC offset than the next look does."""
    zone = ZoneInfo(name)
    looks = range(FIRST, LAST, every)
    offsets = [datetime.fromtimestamp(look, zone).utcoffset() for look in looks]
    pairs = zip(looks, offsets, offsets[1:], strict=False)
    return [look for look, offset, following in pairs if offset != following]


CHANGING = [name for name in ZONES if changes(name, every=28 * DAY)]
days_of_change = cache(partial(changes, every=DAY))

opening = st.one_of(st.just(0), st.integers(0, 1_379), st.integers(0, 5).map(lambda n: n * 30))
length = st.one_of(st.just(1_440), st.integers(1, 600))
one_range = st.builds(lambda opens, size: Hours(opens, min(opens + size, 1_440)), opening, length)
day_hours = st.one_of(st.just((Hours(0, 1_440),)), st.lists(one_range, max_size=3).map(tuple))


@st.composite
def zones_and_windows(draw: st.DrawFn) -> tuple[ZoneInfo, int, int]:
    """A zone and one to three days, mostly around a clock change."""
    if draw(st.integers(0, 3)):
        name = draw(st.sampled_from(CHANGING))
        since = draw(st.sampled_from(days_of_change(name))) + draw(st.integers(-DAY, DAY // 2))
    else:
        name = draw(st.sampled_from(ZONES))
        since = draw(st.integers(FIRST, LAST))
    return ZoneInfo(name), since, since + draw(st.integers(1, 3)) * DAY


@st.composite
def rules_for(draw: st.DrawFn, zone: ZoneInfo, first: date) -> Rules:
    dates = st.integers(-1, 4).map(lambda days: first + timedelta(days=days))
    minutes = st.sampled_from([0, 0, 5, 10, 45])
    return Rules(
        zone=zone,
        weekly=draw(st.dictionaries(st.integers(0, 6), day_hours, min_size=4)),
        overrides=draw(st.dictionaries(dates, day_hours, max_size=2)),
        duration=draw(st.sampled_from([1, 20, 30, 60, 60, 90, 300])),
        step=draw(st.sampled_from([7, 15, 20, 30, 60, 100])),
        before=draw(minutes),
        after=draw(minutes),
        notice=draw(st.sampled_from([0, 0, 90, 1_440])),
        horizon=draw(st.sampled_from([0, 1, 2, 60, 60])),
        daily_cap=draw(st.sampled_from([None, None, 0, 1, 2])),
    )


@st.composite
def entries(draw: st.DrawFn, since: int, until: int) -> Taken:
    start = draw(st.integers(since // 900, until // 900)) * 900 + draw(st.sampled_from([0, 0, 0, 1, 59]))
    end = start + draw(st.sampled_from([0, 1, 900, 3_600, 20_000]))
    return Taken(start, end, draw(st.sampled_from([None, start])))


@st.composite
def situations(draw: st.DrawFn) -> tuple[Rules, list[Taken], int, int, int]:
    zone, since, until = draw(zones_and_windows())
    rules = draw(rules_for(zone, datetime.fromtimestamp(since, zone).date()))
    taken = draw(st.lists(entries(since, until), max_size=6))
    now = since + draw(st.sampled_from([-DAY, -3_600, -1, 0, 0, 30, 7_200]))
    return rules, taken, since, until, now


@settings(deadline=None, max_examples=150)
@given(situations())
def test_fast_and_slow_offer_the_same_slots(situation: tuple[Rules, list[Taken], int, int, int]) -> None:
    rules, taken, since, until, now = situation
    fast = free_slots(rules, iter(taken), since=since, until=until, now=now)
    assert fast == Oracle(rules, taken).slots(since=since, until=until, now=now)


@settings(deadline=None, max_examples=150)
@given(situations(), st.data())
def test_fast_and_slow_refuse_for_the_same_reason(
    situation: tuple[Rules, list[Taken], int, int, int], data: st.DataObject
) -> None:
    rules, taken, since, until, now = situation
    oracle = Oracle(rules, taken)
    offered = {slot.start for slot in free_slots(rules, taken, since=since, until=until, now=now)}
    minutes = st.integers(since // 60 + 1, until // 60 - 1).map(lambda minute: minute * 60)
    quarters = st.integers(since // 900 + 1, until // 900 - 1).map(lambda quarter: quarter * 900)
    seconds = st.integers(since, until - 1)
    likely = [st.sampled_from(sorted(offered))] if offered else []
    for start in data.draw(st.lists(st.one_of(minutes, quarters, seconds, *likely), min_size=5, max_size=30)):
        reason = refusal(rules, iter(taken), start=start, now=now)
        assert reason == oracle.refusal(start=start, now=now)
        assert (reason is None) == (start in offered)


def test_the_zones_are_all_there_are_and_half_hour_changes_are_among_them() -> None:
    assert len(ZONES) > 400
    halves = {
        name
        for name in CHANGING
        for look in days_of_change(name)[:1]
        if (offset(name, look + DAY) - offset(name, look)) % timedelta(hours=1)
    }
    assert "Australia/Lord_Howe" in halves


def offset(name: str, instant: int) -> timedelta:
    return datetime.fromtimestamp(instant, ZoneInfo(name)).utcoffset() or timedelta(0)


@settings(deadline=None, max_examples=40)
@given(st.data())
def test_half_hour_changes_and_a_skipped_day_are_no_exception(data: st.DataObject) -> None:
    """Lord Howe's next change, and Samoa's jump across the date line in 2011."""
    name, day = data.draw(
        st.sampled_from(
            [("Australia/Lord_Howe", days_of_change("Australia/Lord_Howe")[0]), ("Pacific/Apia", SKIPPED)]
        )
    )
    since = day + data.draw(st.integers(-DAY, DAY // 2))
    until = since + data.draw(st.integers(1, 3)) * DAY
    rules = data.draw(rules_for(ZoneInfo(name), datetime.fromtimestamp(since, ZoneInfo(name)).date()))
    taken = data.draw(st.lists(entries(since, until), max_size=4))
    fast = free_slots(rules, taken, since=since, until=until, now=since)
    assert fast == Oracle(rules, taken).slots(since=since, until=until, now=since)
