"""The library in a real browser: figures move only where motion is welcome, the filter answers at once."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.accessible import violations
from tests.flows.hands import sign_in_by_password
from tests.flows.stage import PHONE, TRAINER, Stage, practice

pytestmark = pytest.mark.browser
# Where the hair is drawn now, or nothing while the moving figure is hidden.
HAIR = "() => document.querySelector('.fig-moving .fig-hair').getBoundingClientRect().y"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with practice(tmp_path_factory.mktemp("library")) as stage:
        yield stage


def at_the_desk(browser: Browser, stage: Stage, problems: list[str], **context: object) -> Page:
    page = browser.new_context(**context).new_page()
    page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    sign_in_by_password(page, stage.address, **TRAINER)
    page.goto(f"{stage.address}/desk/exercises/")
    return page


def test_a_figure_moves_until_it_is_held_still(stage: Stage, browser: Browser) -> None:
    problems: list[str] = []
    page = at_the_desk(browser, stage, problems, reduced_motion="no-preference")
    page.get_by_role("link", name="Goblet squat").click()
    expect(page.locator(".fig-moving")).to_be_visible()
    start = page.evaluate(HAIR)
    page.wait_for_function(f"start => Math.abs(({HAIR})() - start) > 20", arg=start)
    expect(page.locator(".fig-still")).to_be_hidden()
    page.get_by_label("Hold still").press("Space")
    expect(page.locator(".fig-still")).to_be_visible()
    expect(page.locator(".fig-moving")).to_be_hidden()
    expect(page.get_by_role("img", name="Goblet squat")).to_be_visible()
    assert problems == []


def test_whoever_asked_for_less_motion_sees_both_poses(stage: Stage, browser: Browser) -> None:
    problems: list[str] = []
    page = at_the_desk(browser, stage, problems, reduced_motion="reduce")
    page.get_by_role("link", name="Goblet squat").click()
    expect(page.locator(".fig-moving")).to_be_hidden()
    expect(page.locator(".fig-shadow")).to_be_visible()
    expect(page.get_by_label("Hold still")).to_be_hidden()
    assert problems == []


def test_the_filter_answers_at_once_and_the_address_keeps_it(stage: Stage, browser: Browser) -> None:
    problems: list[str] = []
    page = at_the_desk(browser, stage, problems)
    page.get_by_label("Equipment").select_option("band")
    expect(page.locator("#found-count")).to_have_text("4 exercises")
    page.get_by_label("Search").press_sequentially("march")
    expect(page.locator(".shelf-card")).to_have_count(1)
    assert "kit=band" in page.url
    page.reload()
    expect(page.locator(".shelf-card")).to_have_count(1)
    page.get_by_role("link", name="Show all").click()
    expect(page.locator(".shelf-card")).to_have_count(35)
    assert problems == []


def test_the_filter_works_without_scripts(stage: Stage, browser: Browser) -> None:
    page = at_the_desk(browser, stage, [], java_script_enabled=False)
    page.get_by_label("Search").fill("squat")
    page.get_by_label("Search").press("Enter")
    page.wait_for_url("**q=squat**")
    expect(page.locator(".shelf-card").first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_open_to_everybody(stage: Stage, browser: Browser, scheme: str) -> None:
    page = at_the_desk(browser, stage, [], viewport=PHONE, color_scheme=scheme, reduced_motion="reduce")
    for path in ("exercises/", "exercises/1/", "exercises/1/copy/", "templates/1/"):
        page.goto(f"{stage.address}/desk/{path}")
        assert not violations(page)
        wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(wider) <= 0
