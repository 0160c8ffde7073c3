"""Whatever a trainer chooses and whenever somebody books: no reminder too early, twice or together."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import reminding
from assessments.reminding import APART, FRESH, LONGEST, SHORTEST, STEPS_BACK, is_overtaken, problem_with

START = datetime(2027, 3, 28, 8, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ahead = st.integers(0, 20 * 24 * 60).map(lambda minutes: START - minutes * MINUTE)
offsets = (
    st.sets(st.integers(SHORTEST, LONGEST), max_size=5)
    .filter(lambda chosen: not problem_with(chosen))
    .map(lambda chosen: sorted(chosen, reverse=True))
)


def sendable(chosen: list[int], *, booked: datetime, now: datetime) -> list[int]:
    """The reminders that a sweep at `now` would send if nothing had been sent before."""
    return [
        point.before
        for point in reminding.reminders(start=START, offsets=chosen, since=booked + FRESH)
        if point.due_at <= now <= point.useful_until
        and not is_overtaken(point.before, start=START, offsets=chosen, now=now)
    ]


@given(chosen=offsets, booked=ahead)
def test_nothing_is_due_before_the_booking_or_in_the_hour_after(chosen: list[int], booked: datetime) -> None:
    points = reminding.reminders(start=START, offsets=chosen, since=booked + FRESH)
    assert all(booked + FRESH <= point.due_at < point.useful_until < START for point in points)
    assert [point.due_at for point in points] == sorted({point.due_at for point in points})


@given(chosen=offsets, booked=ahead, now=ahead)
def test_one_sweep_sends_one_reminder_of_a_visit_at_most(
    chosen: list[int], booked: datetime, now: datetime
) -> None:
    assert len(sendable(chosen, booked=booked, now=now)) <= 1


@given(chosen=offsets, booked=ahead, now=ahead)
def test_a_late_one_never_comes_just_before_the_next(
    chosen: list[int], booked: datetime, now: datetime
) -> None:
    for before in sendable(chosen, booked=booked, now=now):
        following = [START - other * MINUTE for other in chosen if other < before]
        assert all(due - now >= STEPS_BACK for due in following)


@given(chosen=offsets, booked=ahead)
def test_a_worker_that_is_up_sends_every_one_of_them(chosen: list[int], booked: datetime) -> None:
    for point in reminding.reminders(start=START, offsets=chosen, since=booked + FRESH):
        assert sendable(chosen, booked=booked, now=point.due_at + MINUTE / 4) == [point.before]


@given(chosen=offsets, booked=ahead)
def test_an_intake_is_never_asked_for_beside_a_reminder(chosen: list[int], booked: datetime) -> None:
    asked = reminding.intake_requests(start=START, offsets=chosen, since=booked + FRESH)
    reminded = [START - before * MINUTE for before in chosen]
    assert all(abs(point.due_at - due) >= APART for point in asked for due in reminded)


def test_a_reminder_of_24_hours_is_of_use_until_4_hours_before() -> None:
    (point,) = reminding.reminders(start=START, offsets=[24 * 60], since=START - timedelta(days=9))
    assert point.useful_until == START - timedelta(hours=4)


@pytest.mark.parametrize(
    "chosen",
    [
        [29],
        [14 * 24 * 60 + 1],
        [0],
        [-60],
        [True],
        ["60"],
        [60.0],
        [None],
        [60, 61],
        [60, 60],
        list(range(60, 601, 100)),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(chosen: list[object]) -> None:
    assert problem_with(chosen)


@pytest.mark.parametrize("chosen", [[], [30], [14 * 24 * 60], [60, 120], list(reminding.DEFAULT)])
def test_what_makes_sense_is_taken(chosen: list[int]) -> None:
    assert problem_with(chosen) == ""


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (2880, "2 days before"),
        (1440, "24 hours before"),
        (10080, "7 days before"),
        (120, "2 hours before"),
        (60, "1 hour before"),
        (90, "90 minutes before"),
    ],
)
def test_offsets_read_as_people_say_them(minutes: int, words: str) -> None:
    assert reminding.in_words(minutes) == words
