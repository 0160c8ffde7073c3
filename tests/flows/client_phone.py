"""A client's phone at their plan: it goes offline and comes back, its sessions are what it ticked."""

import json
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.flows.phone import note, wait_for_promise
from tests.flows.stage import PHONE, Stage

# A client with a plan from today on, and a sign-in for their phone.
BEGIN = """
from django.conf import settings
from django.test import Client as Browser
from django.utils import timezone
from assessments.models import Client, Trainer
from tests.accounts.hands import show_who_one_is
from tests.makers import make_client, make_user
from tests.programs.makers import assigned_plan, make_ready
now = timezone.now()
user = make_user(email=f"phone{Client.objects.count()}@example.com")
client = make_client(trainer=Trainer.objects.earliest("pk"), user=user, time_zone="UTC")
make_ready(client, now=now)
assigned_plan(client, now=now)
browser = Browser()
browser.force_login(client.user)
show_who_one_is(browser, client.user)
print(client.pk, browser.cookies[settings.SESSION_COOKIE_NAME].value)
"""
REVISE = """
from django.utils import timezone
from assessments.models import Client
from tests.programs.makers import assigned_plan, shared_template
assigned_plan(Client.objects.get(pk=%d), template=shared_template("first-lift"), now=timezone.now())
"""
STOP = """
from django.utils import timezone
from assessments.models import Client
from tests.assessments.standing import CHEST_PAIN, send_intake
send_intake(Client.objects.get(pk=%d), CHEST_PAIN, now=timezone.now())
"""
ROWS = """
import json
from programs.models import SessionLog
rows = SessionLog.objects.filter(client=%d).order_by("pk")
sets = lambda log: sum(item.sets_done for item in log.items.all())
print(json.dumps([[log.plan.name, sets(log), log.pain, log.note] for log in rows]))
"""
EVERYTHING = """async () => JSON.stringify([
    Object.keys(localStorage), Object.keys(sessionStorage), await caches.keys(),
    (await indexedDB.databases()).map(({ name }) => name),
    (await navigator.serviceWorker.getRegistrations()).map(({ scope }) => scope),
])"""
NOTHING = "[[],[],[],[],[]]"
IS_KEPT = """async () => (await indexedDB.databases()).some(({ name }) => name === "plan")
    && Boolean(await globalThis.shelf?.get("last")) && navigator.serviceWorker.controller !== null"""


@dataclass(slots=True, kw_only=True)
class ClientPhone:
    page: Page
    stage: Stage
    client: int
    problems: list[str] = field(default_factory=list)

    @property
    def context(self) -> BrowserContext:
        return self.page.context

    def open_plan(self) -> None:
        self.page.goto(f"{self.stage.address}/me/plan/")

    def open_session(self) -> None:
        self.page.goto(f"{self.stage.address}/me/plan/today/")
        expect(self.page.locator("#session-bar")).to_be_visible()

    def keeps_the_plan(self) -> None:
        """The service worker is in charge, and what it needs is on the device."""
        wait_for_promise(self.page, IS_KEPT)

    def log(self, *, sets: int, note: str = "") -> None:
        """Tick so many sets of the first exercise, say that nothing hurt, and save."""
        self.page.get_by_role("button", name="List", exact=True).click()
        boxes = self.page.locator("[data-line] label.set")
        for number in range(sets):
            boxes.nth(number).click()
        self.page.locator('[data-whole] label:has(input[name="pain"][value="0"])').click()
        self.page.locator('[name="note"]').fill(note)
        with self.page.expect_navigation():
            self.page.get_by_role("button", name="Save the session").click()

    def rows(self) -> list[list[Any]]:
        """[plan, sets, pain, note] of each session on the server."""
        rows: list[list[Any]] = json.loads(self.stage.ask(ROWS % self.client))
        return rows

    def behind_the_scenes(self, script: str) -> None:
        self.stage.ask(script % self.client)


def client_phone(browser: Browser, stage: Stage, **context: Any) -> ClientPhone:
    """A new device in the hands of a new client, who is signed in."""
    client, session = stage.ask(BEGIN).split()
    page = browser.new_context(viewport=PHONE, has_touch=True, **context).new_page()
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": stage.address}])
    held = ClientPhone(page=page, stage=stage, client=int(client))
    page.on("pageerror", lambda error: held.problems.append(str(error)))
    page.on("console", lambda line: note(held.problems, line.text) if line.type == "error" else None)
    return held
