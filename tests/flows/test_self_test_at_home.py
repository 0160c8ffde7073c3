"""The self-test in a real browser: nothing leaves the device until its person carries it into the intake."""

import re
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from assessments import findings
from assessments.findings import (
    EndedBy,
    KneeLevel,
    Passive,
    Setup,
    Side,
    SideTest,
    Thresholds,
    Trial,
    TrialKind,
)
from tests.accessible import barriers
from tests.assessments.test_self_test_questions import WELL
from tests.flows.hands import press, tap
from tests.flows.stage import Stage, practice
from tests.flows.test_intake_by_hand import new_client

pytestmark = pytest.mark.browser
HEARD = """
from assessments.models import Intake
print(Intake.objects.filter(client={client}).order_by("-pk").values_list("self_test", flat=True)[0])
"""


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with practice(tmp_path_factory.mktemp("self-test")) as stage:
        yield stage


@pytest.fixture
def page(browser: Browser, stage: Stage) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, timezone_id="Europe/Berlin")
    page = context.new_page()
    problems: list[str] = []
    page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(f"{stage.address}/self-test/")
    yield page
    context.close()
    assert problems == []


def answer_well(page: Page) -> None:
    for key, value in WELL.items():
        tap(page, key, value)
    page.get_by_role("button", name="Go on to the test").click()


def hold(page: Page, side: str) -> None:
    clock = page.locator(f"[data-side={side}]").locator("[data-clock]")
    tap(page, f"{side}-passive", "above")
    clock.click()
    expect(page.locator(f"[data-side={side}] .clock-value")).not_to_have_text("0.0")
    clock.click()
    for name, value in (("knee", "above"), ("pain", "0"), ("radiating", "no")):
        tap(page, f"{side}-{name}", value)


def test_nothing_leaves_the_device_until_the_client_brings_it_in(stage: Stage, page: Page) -> None:
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request) if request.method != "GET" else None)
    answer_well(page)
    for side in ("left", "right"):
        hold(page, side)
    assert barriers(page) == []
    page.get_by_role("button", name="Read my result").click()
    expect(page.get_by_role("heading", name="What it shows")).to_be_focused()
    expect(
        page.locator("[data-part=reading]").get_by_text("Nobody has set a proven standard")
    ).to_be_visible()
    assert barriers(page) == []
    assert sent == []
    assert page.url == f"{stage.address}/self-test/"

    number, session = new_client(stage, "Hilde")
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": stage.address}])
    page.goto(f"{stage.address}/me/intake/?step=feel")
    expect(page.get_by_text("once you have agreed")).to_be_visible()
    expect(page.locator("[data-day]")).to_have_text(re.compile(r"^\d+ [A-Z][a-z]+ \d{4}$"))
    page.goto(f"{stage.address}/me/intake/?step=consent")
    for box in ("health_data", "testing"):
        page.locator(f'[name="{box}"]').check()
    press(page, "Save and go on")
    page.get_by_role("button", name="Bring in my self-test").click()
    expect(page.get_by_text("Your self-test is in your intake now")).to_be_visible()
    assert page.evaluate("localStorage.length") == 0
    assert "'passive': 'above'" in _kept(stage, number)
    page.reload()
    expect(page.get_by_text("goes along")).to_be_visible()
    expect(page.locator("#bring")).to_be_hidden()


def _kept(stage: Stage, client: str) -> str:
    return stage.ask(HEARD.format(client=client))


def test_a_bad_sign_is_told_at_the_tap_and_ends_it(page: Page) -> None:
    tap(page, "chest_now", "yes")
    advice = page.locator("#questions .banner-emergency")
    expect(advice).to_be_visible()
    expect(advice).to_contain_text("call your local emergency services now")
    page.get_by_role("button", name="Go on to the test").click()
    expect(page.get_by_role("heading", name="We stop here")).to_be_focused()
    expect(page.locator("[data-part=go]")).to_be_hidden()
    assert barriers(page) == []


def test_what_is_open_is_counted_and_reached(page: Page) -> None:
    tap(page, "chest_now", "no")
    page.get_by_role("button", name="Go on to the test").click()
    expect(page.locator("#questions-open")).to_be_visible()
    expect(page.locator('[name="bladder_saddle"]').first).to_be_focused()
    expect(page.locator("[data-part=go]")).to_be_hidden()


def test_pain_stops_the_side_and_something_wrong_forgets_all(page: Page) -> None:
    answer_well(page)
    hold(page, "left")
    tap(page, "left-pain", "4")
    expect(page.locator("[data-side=left] [data-side-stop]")).to_be_visible()
    expect(page.locator("[data-side=left] [data-clock]")).to_be_disabled()
    page.get_by_role("button", name="Something feels wrong").click()
    expect(page.get_by_role("heading", name="Please stop and sit down")).to_be_focused()
    assert page.evaluate("localStorage.length") == 0


def test_the_keyboard_is_enough(page: Page) -> None:
    """Tab and the space bar from the first question to the reading."""
    for _ in range(400):
        page.keyboard.press("Tab")
        here = page.evaluate("document.activeElement.name || document.activeElement.textContent.trim()")
        if here == "Go on to the test":
            break
        if here in WELL:
            page.locator(f'[name="{here}"][value="{WELL[here]}"]').focus()
            page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="The test", exact=True)).to_be_focused()


def side_of(passive: str, hold: float, knee: str, pain: int) -> dict[str, Any]:
    return {"passive": passive, "hold": hold, "tries": 1, "knee": knee, "pain": pain, "radiating": False}


def by_rules(side: Side, told: dict[str, Any]) -> SideTest:
    trial = Trial(
        side=side,
        kind=TrialKind.COUNTED,
        number=1,
        cleared=True,
        hold=told["hold"],
        capped=told["hold"] >= 30,
        knee=KneeLevel(told["knee"]),
        ended_by=EndedBy.CAP if told["hold"] >= 30 else EndedBy.DROP,
        pain=told["pain"],
    )
    return SideTest(passive=Passive(level=KneeLevel(told["passive"])), trials=(trial,))


def test_the_device_reads_as_the_rules_do(page: Page) -> None:
    """A hold that just drops, at home as in the studio: the same word, and the same two sides."""
    names = {"pain_stop": "stop", "range_limited": "range"}
    told = [
        side_of(*each)
        for each in product(
            ("above", "level"), (0.9, 1.0, 4.9, 9.9, 10.0, 14.9, 15.0, 27.0, 30.0), ("above", "below"), (0, 4)
        )
    ]
    pairs = [*zip(told, reversed(told), strict=True), *product(told[::2], told[::5])]
    read = page.evaluate(
        """async (pairs) => {
            const { readSide, readDifference } = await import("/static/js/self-test/reading.js");
            const limits = { pain: 4, limited: 10, full: 15, cap: 30 };
            return pairs.map(([left, right]) => [
                readSide(left, limits), readSide(right, limits), readDifference(left, right, limits)]);
        }""",
        pairs,
    )
    for (left, right), (left_word, right_word, gap) in zip(pairs, read, strict=True):
        reading = findings.read(
            by_rules(Side.LEFT, left),
            by_rules(Side.RIGHT, right),
            setup=Setup(surface_height_cm=45),
            thresholds=Thresholds(),
        )
        assert [names.get(each.grade, each.grade) for each in (reading.left, reading.right)] == [
            left_word,
            right_word,
        ]
        expected = reading.difference
        if isinstance(gap, dict):
            assert (round(expected.percent or 0), expected.weaker, expected.at_least) == (
                gap["percent"],
                gap["weaker"],
                gap["atLeast"],
            )
            assert not expected.within_error
        elif gap == "close":
            assert expected.applicable
            assert expected.within_error
        else:
            assert not expected.applicable
