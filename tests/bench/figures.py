"""What is measured, of how much data, and what each figure should stay within."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

ZONE = "Europe/Berlin"
SERVICE = "movement-assessment"
FIRST_TRAINER = "trainer-1"
FLOOR = "constant JSON, no middleware"
FLOOR_PATH = "/bare/constant"
MONTH = timedelta(days=31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    trainers: int
    bookings: int

    def __str__(self) -> str:
        return f"{self.trainers} / {self.bookings:,}"


SIZES = (
    Size(trainers=1, bookings=0),
    Size(trainers=10, bookings=1_000),
    Size(trainers=100, bookings=100_000),
)
FULL_SIZE = Size(trainers=100, bookings=1_000_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """`times` and `p50` (milliseconds at one connection) are aims, where there is one."""

    name: str
    path: str
    times: float | None = None
    p50: float | None = None
    # At one connection only: sixteen would compute the same at the same time, and wait for each other.
    alone: bool = False


def figures(size: Size, *, today: date) -> Iterator[Figure]:
    """The month begins tomorrow, so that it is as long and as open on every day of the year."""
    day = span(today, days=1)
    month = span(today, days=MONTH.days)
    one = f"/t/{FIRST_TRAINER}/{SERVICE}/slots.json?"
    anyone = f"/t/any/{SERVICE}/slots.json?"
    yield Figure(name=FLOOR, path=FLOOR_PATH)
    yield Figure(name="one indexed query, no middleware", path="/bare/one-query")
    yield Figure(name="constant JSON", path="/floor/constant")
    yield Figure(name="one trainer's day, kept", path=one + day, times=4, p50=1)
    yield Figure(name="one trainer's month, kept", path=one + month, times=4, p50=1)
    yield Figure(name="one trainer's day, computed", path=f"/fresh{one}{day}", times=10)
    yield Figure(name="one trainer's month, computed", path=f"/fresh{one}{month}", times=16)
    if size.trainers > 1:
        yield Figure(name="any trainer's day, kept", path=anyone + day, times=8)
        yield Figure(name="any trainer's month, kept", path=anyone + month, p50=15)
    if size.trainers > 10:
        yield Figure(name="any trainer's day, computed", path=f"/fresh{anyone}{day}", alone=True)
        yield Figure(name="any trainer's month, computed", path=f"/fresh{anyone}{month}", alone=True)
        yield Figure(name="the picker page, kept", path=f"/t/{FIRST_TRAINER}/{SERVICE}/")
        yield Figure(name="the page of trainers, kept", path="/trainers/")


def span(today: date, *, days: int) -> str:
    first = today + timedelta(days=1)
    return f"from={first}&to={first + timedelta(days=days - 1)}&tz={ZONE}"
