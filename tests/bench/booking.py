"""Book hours as fast as the site takes them: each client opens the form once and sends it again and again."""

import json
import re
import uuid
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import islice
from queue import Empty, SimpleQueue
from statistics import median
from time import perf_counter
from urllib.parse import urlencode

import psycopg

from tests.bench.figures import SERVICE
from tests.bench.load import Round

CLIENTS = 8
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """A free hour: of whom, and when."""

    slug: str
    trainer: int
    service: int
    start: str


def free_hours(port: int, database: str, *, span: str) -> Iterator[Hour]:
    """Hours that can all be booked beside each other, one trainer after the other."""
    with psycopg.connect(database) as connection:
        trainers = connection.execute(
            "SELECT t.slug, t.id, s.id FROM assessments_trainer t"
            " JOIN assessments_service s ON s.trainer_id = t.id ORDER BY t.id"
        ).fetchall()
    for turns in zip(*(list(_of_one(port, span, *trainer)) for trainer in trainers), strict=False):
        yield from turns


def _of_one(port: int, span: str, slug: str, trainer: int, service: int) -> Iterator[Hour]:
    with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request("GET", f"/t/{slug}/{SERVICE}/slots.json?{span}")
        slots = json.load(connection.getresponse())["slots"]
    end = ""
    for slot in slots:
        if slot["start"] >= end:
            yield Hour(slug=slug, trainer=trainer, service=service, start=slot["start"])
            end = slot["end"]


def book_all(port: int, hours: Iterable[Hour], *, count: int) -> Round:
    """Book so many of the hours through the real form."""
    return _at_once(list(islice(hours, count)), lambda: _visitor(port))


def insert_all(port: int, hours: Iterable[Hour], *, count: int) -> Round:
    """The floor: one guarded row for each of the hours, by a view without middleware."""
    return _at_once(list(islice(hours, count)), lambda: _inserter(port))


def _at_once(hours: list[Hour], client: Callable[[], Callable[[Hour], None]]) -> Round:
    waiting: SimpleQueue[Hour] = SimpleQueue()
    for hour in hours:
        waiting.put(hour)
    with ThreadPoolExecutor(CLIENTS) as pool:
        clients = [client() for _ in range(CLIENTS)]
        began = perf_counter()
        times = [time for found in pool.map(lambda book: _work_off(waiting, book), clients) for time in found]
        took = perf_counter() - began
    return Round(rate=len(times) / took, p50=median(times) * 1000)


def _work_off(waiting: SimpleQueue[Hour], book: Callable[[Hour], None]) -> list[float]:
    times = []
    while True:
        try:
            hour = waiting.get_nowait()
        except Empty:
            return times
        began = perf_counter()
        book(hour)
        times.append(perf_counter() - began)


def _visitor(port: int) -> Callable[[Hour], None]:
    """A browser with a cookie and the token of a form; every booking names another person and address.

    The visitors' own addresses differ as they would, so that no limit stops them: the proxy's header says so.
    """
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    sent: dict[str, str] = {}

    def book(hour: Hour) -> None:
        path = f"/t/{hour.slug}/{SERVICE}/book/"
        if not sent:
            sent.update(_token(connection, f"{path}?{urlencode({'start': hour.start})}"))
        who = uuid.uuid4()
        typed = {
            "csrfmiddlewaretoken": sent["token"],
            "submission": who,
            "start": hour.start,
            "timezone": "Europe/Berlin",
            "name": "Ada Visitor",
            "email": f"ada-{who}@example.com",
            "phone": "+49 30 123456",
            "note": "Is there a lift?",
        }
        headers = FORM | {"Cookie": sent["cookie"], "X-Forwarded-For": _address(who)}
        connection.request("POST", path, urlencode(typed), headers)
        _expect(connection, 302)

    return book


def _inserter(port: int) -> Callable[[Hour], None]:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)

    def insert(hour: Hour) -> None:
        typed = {"trainer": hour.trainer, "service": hour.service, "start": hour.start}
        connection.request("POST", "/bare/insert", urlencode(typed), FORM)
        _expect(connection, 201)

    return insert


def _token(connection: HTTPConnection, path: str) -> dict[str, str]:
    connection.request("GET", path)
    response = connection.getresponse()
    page = response.read().decode()
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    cookie = (response.headers["Set-Cookie"] or "").partition(";")[0]
    if found is None:
        raise RuntimeError(f"{path} answered {response.status} without a form.")
    return {"token": found[1], "cookie": cookie}


def _expect(connection: HTTPConnection, status: int) -> None:
    response = connection.getresponse()
    said = response.read().decode()
    if response.status != status:
        raise RuntimeError(f"{response.status} instead of {status}: {said[:2000]}")


def _address(who: uuid.UUID) -> str:
    return ".".join(str(part) for part in (10, *who.bytes[:3]))
