"""A trainer's phone at the live screen: its taps are counted, its values are what it showed."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Error, Page, Route, expect

from tests.flows.hands import sign_in_by_password
from tests.flows.stage import PHONE, TRAINER, Stage
from tests.processes import wait_until

# A test under way, in an hour of its own: a trainer's visits don't overlap.
BEGIN = """
from datetime import timedelta
from django.utils import timezone
from assessments.models import Appointment, Service
from tests.assessments.under_way import make_started
from tests.makers import make_client
service = Service.objects.earliest("pk")
count = 1 + Appointment.objects.count()
client = make_client(trainer=service.trainer, email=f"live{count}@example.com")
now = timezone.now() - timedelta(hours=2 * count)
test = make_started(client=client, service=service, now=now)
print(test.appointment_id)
"""
ROWS = """
import json
from assessments.models import Trial
names = "side kind number cleared hold capped knee knee_height_cm ended_by compensations pain".split()
rows = Trial.objects.filter(assessment__appointment_id=%d).order_by("pk").values(*names)
print(json.dumps(list(rows), default=str))
"""
MAY_GO_OFFLINE = """async () => navigator.serviceWorker.controller !== null
    && (await (await caches.open("live")).keys()).some(it => it.url.endsWith("/shell/"))"""
COUNT_TAPS = """
window.taps = 0;
document.addEventListener("pointerdown", () => { window.taps += 1; }, true);
"""
# Longer than any test needs from Start to a second tap, which would stop the hold.
COUNTDOWN = 60
SHOWS = "hold => Number(document.querySelector('#live-sheet [data-digits]').textContent) >= hold"


def begin(stage: Stage) -> int:
    """A new client's visit, whose setup is recorded; returns its number."""
    return int(stage.ask(BEGIN))


def rows_of(stage: Stage, visit: int) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(stage.ask(ROWS % visit))
    return rows


@dataclass(slots=True, kw_only=True)
class Phone:
    page: Page
    address: str
    problems: list[str] = field(default_factory=list)

    @property
    def context(self) -> BrowserContext:
        return self.page.context

    def open(self, visit: int, *, query: str = "") -> None:
        self.page.goto(f"{self.address}/desk/appointments/{visit}/assess/{query}")
        self.is_ready()

    def is_ready(self) -> None:
        expect(self.page.locator("#live")).to_be_visible()

    def tap(self, selector: str) -> None:
        self.page.locator(selector).click()

    def choose(self, group: str, label: str) -> None:
        """On the sheet."""
        self.page.locator(f"#live-sheet [data-{group}]").get_by_role("button", name=label).click()

    def start(self) -> None:
        """Start, and start sooner than the countdown."""
        self.tap("#live [data-start]")
        self.tap("#live-sheet [data-big]")
        expect(self.page.locator("#live-sheet")).to_have_attribute("data-phase", "running")

    def stop(self) -> None:
        self.tap("#live-sheet [data-big]")
        expect(self.page.locator("#live-sheet")).to_have_attribute("data-phase", "review")

    def save(self) -> str:
        """Returns the seconds that the screen showed."""
        shown = self.page.locator("#live-sheet [data-digits]").inner_text()
        self.tap("#live-sheet [data-save]")
        expect(self.page.locator("#live-sheet")).to_be_hidden()
        return shown

    def trial(self, *, knee: str = "Above", hold: float = 0) -> str:
        """The ordinary case, start, knee, stop, no pain; held for `hold` seconds at least."""
        self.start()
        self.choose("knees", knee)
        self.page.wait_for_function(
            "hold => Number(document.querySelector('#live-sheet [data-digits]').textContent) >= hold",
            arg=hold,
        )
        self.stop()
        return self.save()

    def has_sent_all(self) -> None:
        expect(self.page.locator("[data-outbox]")).to_be_hidden(timeout=20_000)

    def may_go_offline(self) -> None:
        """The service worker is in charge, and what it needs is on the device."""
        wait_for_promise(self.page, MAY_GO_OFFLINE)

    def lose_network(self) -> None:
        """A service worker that is still beginning would have a way out of its own."""
        self.may_go_offline()
        self.context.set_offline(True)

    def keeps_nothing(self) -> None:
        """At last: what is on its way lies here until the server has answered."""

        def is_empty() -> bool:
            try:
                return not self.kept()
            except Error:  # The page has gone on to another one meanwhile.
                return False

        wait_until(is_empty)

    def kept(self) -> list[str]:
        """The names of what lies on the device."""
        names: list[str] = self.page.evaluate(
            "Object.keys(localStorage).filter(name => name.startsWith('live:'))"
        )
        return names


def wait_for_promise(page: Page, script: str) -> None:
    """Until this script's promise keeps; Playwright's own waiting takes the promise itself for a yes."""

    def keeps() -> bool:
        try:
            return bool(page.evaluate(script))
        except Error:  # The page has gone on to another one meanwhile.
            return False

    wait_until(keeps)


def hold_back(page: Page, address: str) -> list[Route]:
    """What the page asks for at this address comes into the list, and waits until the test lets it go on."""
    held: list[Route] = []

    def keep(route: Route) -> None:
        held.append(route)

    page.route(address, keep)
    return held


def first_of(page: Page, held: list[Route]) -> Route:
    """Playwright hands requests on while the page is asked something."""
    wait_until(lambda: page.evaluate("true") and held)
    return held[0]


def phone(browser: Browser, stage: Stage, *, countdown: int = COUNTDOWN, **context: Any) -> Phone:
    """A new device, its trainer signed in; the clock counts down for so many seconds before a hold."""
    page = browser.new_context(viewport=PHONE, has_touch=True, **context).new_page()
    page.add_init_script(COUNT_TAPS)
    held = Phone(page=page, address=stage.address)
    page.on("pageerror", lambda error: held.problems.append(str(error)))
    page.on("console", lambda line: note(held.problems, line.text) if line.type == "error" else None)
    sign_in_by_password(page, stage.address, **TRAINER)
    page.evaluate("countdown => localStorage.setItem('live-taste', JSON.stringify({ countdown }))", countdown)
    return held


def note(problems: list[str], text: str) -> None:
    """A page that is offline, or is refused, says so on the console; anything else is a mistake."""
    if not re.match(r"Failed to load resource", text):
        problems.append(text)
