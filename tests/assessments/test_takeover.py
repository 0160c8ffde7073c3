"""Whatever is taken over fits: within the hours, and clear of all that is taken and of one another."""

from itertools import combinations
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from assessments.availability import Hours, Opening, Taken, is_open
from assessments.takeover import Clash, Wanted, settle

DAY = 86_400
OPEN = Opening(
    zone=ZoneInfo("Europe/Berlin"), weekly={day: (Hours(9 * 60, 17 * 60),) for day in range(5)}, overrides={}
)
NINE_IN_BERLIN = 1_796_112_000  # Tuesday, 1 December 2026, 08:00 UTC.


def wanted(key: int, start: int, *, length: int = 3600, buffer: int = 0, is_offered: bool = True) -> Wanted:
    return Wanted(
        key=key,
        start=start,
        end=start + length,
        blocked_start=start - buffer,
        blocked_end=start + length + buffer,
        is_offered=is_offered,
    )


def test_what_is_not_offered_closed_or_taken_is_named() -> None:
    visits = [
        wanted(1, NINE_IN_BERLIN),
        wanted(2, NINE_IN_BERLIN + 3600),
        wanted(3, NINE_IN_BERLIN + 12 * 3600),
        wanted(4, NINE_IN_BERLIN + 5 * 3600, is_offered=False),
    ]
    taken = [Taken(NINE_IN_BERLIN + 5400, NINE_IN_BERLIN + 5401, None)]
    assert settle(visits, OPEN, taken) == {1: None, 2: Clash.TAKEN, 3: Clash.CLOSED, 4: Clash.NOT_OFFERED}


def test_buffers_that_meet_clash_and_the_earlier_visit_stands() -> None:
    visits = [wanted(7, NINE_IN_BERLIN + 3600, buffer=900), wanted(8, NINE_IN_BERLIN, buffer=900)]
    assert settle(visits, OPEN, []) == {8: None, 7: Clash.TAKEN}


starts = st.integers(NINE_IN_BERLIN - 3 * DAY, NINE_IN_BERLIN + 3 * DAY)
some_visits = st.lists(
    st.tuples(starts, st.integers(300, 36_000), st.integers(0, 7200), st.booleans()), max_size=12
).map(
    lambda rows: [
        wanted(key, start, length=length, buffer=buffer, is_offered=is_offered)
        for key, (start, length, buffer, is_offered) in enumerate(rows)
    ]
)
some_taken = st.lists(st.tuples(starts, st.integers(0, DAY)), max_size=8).map(
    lambda rows: [Taken(start, start + length, None) for start, length in rows]
)


@given(some_visits, some_taken)
def test_nothing_taken_over_overlaps(visits: list[Wanted], taken: list[Taken]) -> None:
    found = settle(visits, OPEN, taken)
    assert set(found) == {visit.key for visit in visits}
    kept = [visit for visit in visits if found[visit.key] is None]
    assert all(visit.is_offered and is_open(OPEN, start=visit.start, end=visit.end) for visit in kept)
    for one, other in combinations(kept, 2):
        assert one.blocked_end <= other.blocked_start or other.blocked_end <= one.blocked_start
    for visit in kept:
        assert not any(
            each.blocked_start < visit.blocked_end and each.blocked_end > visit.blocked_start
            for each in taken
            if each.blocked_start < each.blocked_end
        )
