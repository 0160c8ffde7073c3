"""The template builder in a real browser: by keyboard, by dragging, in two windows, and on a phone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.accessible import violations
from tests.flows.hands import follow, press, sign_in_by_password
from tests.flows.stage import PHONE, TRAINER, Stage, practice

pytestmark = pytest.mark.browser
# What a refused or a stale change is answered with; the browser itself writes a line about each.
EXPECTED = ("status of 409", "status of 422")


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with practice(tmp_path_factory.mktemp("builder")) as stage:
        yield stage


@pytest.fixture
def problems() -> Iterator[list[str]]:
    found: list[str] = []
    yield found
    assert [each for each in found if not any(words in each for words in EXPECTED)] == []


def copied(browser: Browser, stage: Stage, problems: list[str], **context: object) -> Page:
    """A builder with an own copy of Above the hip."""
    page = browser.new_context(**context).new_page()
    page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    sign_in_by_password(page, stage.address, **TRAINER)
    page.goto(f"{stage.address}/desk/templates/")
    page.get_by_role("link", name="For a client who lifts the foot but loses height").last.click()
    page.get_by_role("button", name="Copy it").click()
    page.wait_for_url("**/edit/")
    return page


def names(page: Page) -> list[str]:
    return page.locator(".line .row-main strong").all_inner_texts()


def said(page: Page) -> Locator:
    return page.locator("#said")


def test_a_line_is_changed_as_it_is_typed_and_moved_by_keyboard(
    stage: Stage, browser: Browser, problems: list[str]
) -> None:
    page = copied(browser, stage, problems)
    page.get_by_role("link", name="Change Glute bridge").press("Enter")
    editor = page.locator(".line-editor")
    expect(editor.get_by_label("Part")).to_be_focused()
    editor.get_by_label("Sets").fill("4")
    expect(page.locator(".line", has_text="Glute bridge")).to_contain_text("4 × 10–12")
    editor.get_by_label("Reps from").fill("20")
    expect(editor.locator(".line-said", has_text="less than where it starts")).to_be_visible()
    up = page.get_by_role("button", name="Move Glute bridge up")
    for _time in range(2):
        up.press("Enter")
    expect(said(page)).to_contain_text("Glute bridge: Strength, 4 of 6.")
    expect(up).to_be_focused()
    # What was refused is still there to be mended.
    expect(editor.get_by_label("Reps from")).to_have_value("20")
    editor.get_by_label("Reps to").fill("22")
    editor.get_by_role("button", name="Done").click()
    expect(editor).to_have_count(0)
    expect(page.get_by_role("link", name="Change Glute bridge")).to_be_focused()
    before = names(page)
    page.reload()
    assert names(page) == before
    expect(page.locator(".line", has_text="Glute bridge")).to_contain_text("4 × 20–22")


def test_a_line_is_dragged_removed_undone_and_a_gap_is_closed(
    stage: Stage, browser: Browser, problems: list[str]
) -> None:
    page = copied(browser, stage, problems, viewport={"width": 1280, "height": 1600})
    # The button has the focus all along; what is dragged is what moves.
    page.get_by_role("button", name="Move Side plank up").press("Enter")
    expect(said(page)).to_contain_text("Side plank: Core, 1 of 2.")
    grip = page.locator(".line", has_text="Glute bridge").locator(".line-grip").bounding_box()
    target = page.locator(".line", has_text="Foot lift from the bench").bounding_box()
    assert grip
    assert target
    page.mouse.move(grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2)
    page.mouse.down()
    page.mouse.move(target["x"] + 60, target["y"] + 8, steps=6)
    page.mouse.up()
    expect(said(page)).to_contain_text("Glute bridge: Strength, 1 of 6.")
    before = names(page)
    stretch = "Half-kneeling hip flexor stretch with side reach"
    page.get_by_role("button", name=f"Remove {stretch}").click()
    expect(page.locator("#undo")).to_be_focused()
    expect(page.locator("#side")).to_contain_text("nothing stretches psoas")
    page.locator("#undo").press("Enter")
    expect(page.locator("#side")).to_contain_text("It covers everything")
    assert names(page) == before
    page.get_by_role("button", name=f"Remove {stretch}").click()
    page.locator(".gap-closers").get_by_role("button", name=f"Add {stretch}").first.click()
    expect(page.locator("#side")).to_contain_text("It covers everything")
    page.reload()
    assert names(page)[0] == "Glute bridge"
    assert sorted(names(page)) == sorted(before)


def test_quick_hands_press_three_buttons_and_each_does_its_own(
    stage: Stage, browser: Browser, problems: list[str]
) -> None:
    page = copied(browser, stage, problems)
    before = names(page)
    page.evaluate(
        """labels => labels.forEach(label => document.querySelector(`[aria-label="${label}"]`).click())""",
        ["Move Glute bridge up", "Move Glute bridge up", "Remove Side plank"],
    )
    expect(page.locator("#undo")).to_be_focused()
    page.reload()
    assert names(page).index("Glute bridge") == before.index("Glute bridge") - 2
    assert set(before) - set(names(page)) == {"Side plank"}


def test_two_windows_never_overwrite_each_other_silently(
    stage: Stage, browser: Browser, problems: list[str]
) -> None:
    slow = copied(browser, stage, problems)
    quick = slow.context.new_page()
    quick.goto(slow.url)
    slow.get_by_role("link", name="Change Side plank").click()
    slow_form = slow.locator(".line-editor")
    expect(slow_form.get_by_label("Part")).to_be_focused()
    quick.get_by_role("link", name="Change Side plank").click()
    expect(quick.locator(".line-editor").get_by_label("Part")).to_be_focused()
    quick.locator(".line-editor").get_by_label("Sets").fill("3")
    expect(said(quick)).to_contain_text("Saved.")
    slow_form.get_by_label("Note").fill("Slowly, please.")
    expect(slow_form.get_by_role("alert")).to_contain_text("Slowly, please.")
    expect(said(slow)).to_have_text("Not saved yet.")
    expect(slow_form.get_by_role("row", name="Sets")).to_contain_text("3")
    slow_form.get_by_role("button", name="Save mine").click()
    expect(slow.locator(".line", has_text="Side plank")).to_contain_text("Slowly, please.")


def test_without_scripts_every_button_is_a_page(stage: Stage, browser: Browser, problems: list[str]) -> None:
    page = copied(browser, stage, problems, java_script_enabled=False)
    press(page, "Move Glute bridge up")
    assert names(page).index("Glute bridge") == 4
    follow(page, "Change Glute bridge")
    page.get_by_label("Sets").fill("5")
    press(page, "Done")
    expect(page.locator(".line", has_text="Glute bridge")).to_contain_text("5 × 10–12")
    press(page, "Remove Glute bridge")
    press(page, "Undo")
    assert names(page).index("Glute bridge") == 4
    page.get_by_label("Search").fill("back squat")
    press(page, "Search")
    press(page, "Add Back squat")
    assert "Back squat" in names(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_shut_out_of_it_on_a_phone(
    stage: Stage, browser: Browser, problems: list[str], scheme: str
) -> None:
    page = copied(browser, stage, problems, viewport=PHONE, color_scheme=scheme, reduced_motion="reduce")
    page.get_by_role("link", name="Change Glute bridge").click()
    expect(page.locator(".line-editor")).to_be_visible()
    page.locator("#about summary").first.click()
    assert not violations(page)
    wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wider) <= 0
