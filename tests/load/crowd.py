"""People who browse and book over HTTP, in a process of their own: `python -m tests.load.crowd`.

The first line of standard input holds its Orders as JSON. When the other side closes that, everybody goes
home, and the Story is written as JSON.
"""

import json
import random
import re
import sys
import uuid
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from http.client import HTTPException
from threading import Event
from time import sleep, time

from tests.bench.figures import FLOOR_PATH, SERVICE, ZONE
from tests.contention.visitor import Visitor

# Of a hundred things that people do; the rest looks at the free hours of a day.
READS = (
    ("the front page", "/", 10),
    ("the trainers", "/trainers/", 10),
    ("a trainer", "/t/{trainer}/", 10),
    ("a month of hours", f"/t/{{trainer}}/{SERVICE}/slots.json?{{span}}", 15),
)
BOOKS = 20
HOUR = re.compile(r'name="start" value="([^"]+Z)"')
BOOKED, AWAY, NO_ANSWER = 302, 503, 0
# A browser or a proxy would come again as well.
COMES_AGAIN, GIVES_UP = 0.5, 60.0
# What one person asks for; their network addresses lie side by side.
ROOM = 10

# What was asked for, the status (0: none came), since when (epoch), and for how many seconds.
Answer = tuple[str, int, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """`days` as YYYY-MM-DD; `spans` are queries of a month. With `only_floor` all of them ask for that."""

    ports: Sequence[int]
    trainers: Sequence[str]
    days: Sequence[str]
    spans: Sequence[str]
    people: int
    only_floor: bool = False


@dataclass(slots=True, kw_only=True)
class Story:
    """`told` has the address of everybody whose booking was confirmed to them. `waits` are the
    seconds of those who had to ask again.
    """

    answers: list[Answer] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)


class Person:
    def __init__(self, orders: Orders, number: int, story: Story) -> None:
        self.orders, self.number, self.story = orders, number, story
        self.chance = random.Random(number)
        self.server = number
        self.visitor = Visitor(port=self._port(), number=number * ROOM)

    def act(self) -> None:
        """One thing, as somebody who has never been here."""
        self.visitor.cookies.clear()
        self.visitor.sent += 1
        trainer = self.chance.choice(self.orders.trainers)
        dice = self.chance.randrange(100)
        if self.orders.only_floor:
            self._ask("the floor", "GET", FLOOR_PATH)
        elif dice < BOOKS:
            self.book(f"/t/{trainer}/{SERVICE}/")
        else:
            self.read(trainer, dice - BOOKS)

    def read(self, trainer: str, dice: int) -> None:
        for name, path, share in READS:
            if dice < share:
                span = self.chance.choice(self.orders.spans)
                self._ask(name, "GET", path.format(trainer=trainer, span=span))
                return
            dice -= share
        self.look(f"/t/{trainer}/{SERVICE}/")

    def look(self, offer: str) -> str:
        day = self.chance.choice(self.orders.days)
        return self._ask("the picker", "GET", f"{offer}?day={day}&tz={ZONE}")[2]

    def book(self, offer: str) -> None:
        """Look, keep an hour, open the form, send it, and look at the visit."""
        hours = HOUR.findall(self.look(offer))
        if not hours:
            return
        start = self.chance.choice(hours)
        self._ask("keep an hour", "POST", f"{offer}hold/", {"start": start, "tz": ZONE})
        self._ask("the form", "GET", f"{offer}book/?start={start}&tz={ZONE}")
        typed = {
            "start": start,
            "timezone": ZONE,
            "name": f"Person {self.number}",
            "email": f"person-{uuid.uuid4()}@example.com",
            "submission": str(uuid.uuid4()),
        }
        status, link, _page = self._ask("book", "POST", f"{offer}book/", typed)
        if status == BOOKED:
            self.story.told.append(typed["email"])
            self._ask("the visit", "GET", link)

    def _port(self) -> int:
        return self.orders.ports[self.server % len(self.orders.ports)]

    def _ask(
        self, name: str, method: str, path: str, typed: Mapping[str, str] | None = None
    ) -> tuple[int, str, str]:
        """The first answer; the same is asked of the next server while there is none, or a short break."""
        first = time()
        while True:
            began = time()
            try:
                answer = self.visitor.ask(method, path, typed)
            except (OSError, HTTPException):
                answer = (NO_ANSWER, "", "")
            self.story.answers.append((name, answer[0], began, time() - began))
            if answer[0] not in (NO_ANSWER, AWAY) or time() > first + GIVES_UP:
                if began > first + COMES_AGAIN:
                    self.story.waits.append(time() - first)
                return answer
            sleep(COMES_AGAIN)
            self.server += 1
            self.visitor.go_to(self._port())


def live(orders: Orders, over: Event) -> Story:
    story = Story()

    def stay(number: int) -> None:
        person = Person(orders, number, story)
        while not over.is_set():
            person.act()

    with ThreadPoolExecutor(orders.people) as pool:
        for each in [pool.submit(stay, number) for number in range(orders.people)]:
            each.result()
    return story


def main() -> None:
    orders, over = Orders(**json.loads(sys.stdin.readline())), Event()
    with ThreadPoolExecutor(1) as pool:
        story = pool.submit(live, orders, over)
        sys.stdin.read()
        over.set()
        json.dump(asdict(story.result()), sys.stdout)


if __name__ == "__main__":
    main()
