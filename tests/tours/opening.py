"""An empty site: claimed with its one-time address, then set up step by step."""

import re

from playwright.sync_api import Page

from tests.tours.walker import Walker

STEPS = ("zone", "hours", "service", "place")


def first_steps(walker: Walker, *, said: str) -> None:
    """`said` is what the command line printed: the address to begin at stands in it."""
    page = walker.page
    claim = re.search(r"http\S+/welcome/\S+", said)
    assert claim, said
    page.goto(claim[0])
    walker.take("welcome")
    for label, value in {
        "Name of your practice": "Northside",
        "Your name": "Noor Newcomer",
        "E-mail": "noor@hipcoach.example",
        "A password": "short",
    }.items():
        page.get_by_label(label).fill(value)
    go_on(page, "Make it mine")
    walker.take("welcome-refused", status=422)
    page.get_by_label("A password").fill("lift the foot and hold")
    go_on(page, "Make it mine")
    for step in STEPS:
        walker.take(step)
        if step == "place":
            page.get_by_label("Address").fill("Beispielweg 12")
        go_on(page, "Save and go on")
    walker.take("look")
    go_on(page, "Open my page")
    walker.take("share")


def go_on(page: Page, label: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=label).click()
