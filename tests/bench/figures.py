"""What is measured, and for which trainers."""

from dataclasses import dataclass
from datetime import date, timedelta

QUIET, BUSY = "quiet", "busy"
MONTH = timedelta(days=31)
FLOOR = "constant JSON"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    name: str
    path: str


def figures(*, today: date) -> list[Figure]:
    """The month begins tomorrow, so that it is as long and as open on every day of the year."""
    first = today + timedelta(days=1)
    last = today + MONTH
    slots = f"movement-assessment/slots.json?from={first}&to={last}&tz=Europe/Berlin"
    return [
        Figure(name="constant JSON, no middleware", path="/bare/constant"),
        Figure(name="one indexed query, no middleware", path="/bare/one-query"),
        Figure(name=FLOOR, path="/floor/constant"),
        Figure(name="one indexed query", path="/floor/one-query"),
        Figure(name="slots.json, no bookings", path=f"/t/{QUIET}/{slots}"),
        Figure(name="slots.json, 1,000 bookings", path=f"/t/{BUSY}/{slots}"),
    ]
