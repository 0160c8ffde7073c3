"""Two tabs of one visit on one device: neither overwrites what the other has under way; nothing is lost."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.flows.conftest import TakePhone
from tests.flows.phone import Phone, begin, rows_of
from tests.flows.stage import Stage, practice
from tests.processes import wait_until

pytestmark = pytest.mark.browser
DIGITS = "#live-sheet [data-digits]"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with practice(tmp_path_factory.mktemp("tabs")) as stage:
        yield stage


def another_tab(device: Phone, visit: int) -> Phone:
    tab = Phone(page=device.context.new_page(), address=device.address)
    tab.open(visit)
    return tab


def up_to_the_answers(tab: Phone, *, knee: str) -> str:
    """A hold whose end is known and whose answers are not saved; returns the seconds shown."""
    tab.start()
    tab.choose("knees", knee)
    tab.stop()
    expect(tab.page.locator("#live-sheet [data-save]")).to_be_enabled()
    return tab.page.locator(DIGITS).inner_text()


def look_at(tab: Phone) -> None:
    """A tab that is closed lets go a moment later; people don't turn to another one in no time."""
    tab.page.wait_for_function("""() => {
        dispatchEvent(new Event("focus"));
        return document.querySelector("#live-sheet").open;
    }""")


def drafts(device: Phone) -> int:
    return sum(":draft:" in name for name in device.kept())


def test_each_tab_keeps_the_answers_of_its_own_trial(stage: Stage, take_phone: TakePhone) -> None:
    visit, one = begin(stage), take_phone()
    one.open(visit)
    first = up_to_the_answers(one, knee="Above")
    other = another_tab(one, visit)
    expect(other.page.locator("#live-sheet")).to_be_hidden()
    other.page.locator("[data-sides]").get_by_role("button", name="Right").click()
    second = up_to_the_answers(other, knee="Level")
    wait_until(lambda: drafts(one) == 2)

    assert other.save() == second
    wait_until(lambda: drafts(one) == 1)
    one.page.reload()
    # The page before may hold on to its trial for five seconds.
    expect(one.page.locator(DIGITS)).to_have_text(first, timeout=10_000)
    assert one.save() == first
    for tab in (one, other):
        tab.has_sent_all()
    rows = sorted(rows_of(stage, visit), key=lambda row: str(row["side"]))
    assert [(row["side"], row["hold"], row["knee"]) for row in rows] == [
        ("left", first, "above"),
        ("right", second, "level"),
    ]
    one.keeps_nothing()


def test_a_hold_that_runs_in_one_tab_is_not_called_broken_off_in_another(
    stage: Stage, take_phone: TakePhone
) -> None:
    visit, one = begin(stage), take_phone()
    one.open(visit)
    one.start()
    other = another_tab(one, visit)
    # What a tab left would be offered by now.
    other.page.wait_for_timeout(1_000)
    expect(other.page.locator("[data-interrupted]")).to_be_hidden()
    one.choose("knees", "Above")
    one.stop()
    hold = one.save()
    one.has_sent_all()
    assert [row["hold"] for row in rows_of(stage, visit)] == [hold]
    # The other tab heard of it, so it proposes what comes next.
    expect(other.page.locator("[data-step=ready] [data-title]")).to_have_text("Left: counted 1 of 3")


def test_the_answers_of_a_tab_that_was_closed_are_asked_in_the_one_that_is_left(
    stage: Stage, take_phone: TakePhone
) -> None:
    visit, one = begin(stage), take_phone()
    one.open(visit)
    other = another_tab(one, visit)
    hold = up_to_the_answers(other, knee="Above")
    wait_until(lambda: drafts(one) == 1)
    one.page.get_by_role("button", name="Finish the test").click()
    expect(one.page.get_by_text("A trial in another tab still waits for its answers.")).to_be_visible()

    other.page.close()
    look_at(one)
    assert one.page.locator(DIGITS).inner_text() == hold
    assert one.save() == hold
    one.has_sent_all()
    assert [(row["hold"], row["knee"]) for row in rows_of(stage, visit)] == [(hold, "above")]


def test_what_two_tabs_record_without_a_network_arrives_once_each(
    stage: Stage, take_phone: TakePhone
) -> None:
    visit, one = begin(stage), take_phone()
    one.open(visit)
    other = another_tab(one, visit)
    one.lose_network()
    holds = []
    for number, tab in enumerate((one, other, one), start=1):
        holds.append(tab.trial(hold=0.3 * number))
        for each in (one, other):
            expect(each.page.locator("[data-count]")).to_have_text(
                f"{number} not sent yet, kept on this device"
            )
    one.context.set_offline(False)
    for tab in (one, other):
        tab.has_sent_all()
    assert [row["hold"] for row in rows_of(stage, visit)] == holds
    for tab in (one, other):
        expect(tab.page.locator("#record .rows > li")).to_have_count(3)


def test_a_trial_that_another_tab_has_sent_can_still_be_taken_back(
    stage: Stage, take_phone: TakePhone
) -> None:
    visit, one = begin(stage), take_phone()
    one.open(visit)
    other = another_tab(one, visit)
    one.page.route("**/assess/trial/", lambda route: route.abort())
    one.trial()
    expect(other.page.locator("[data-count]")).to_have_text("1 not sent yet, kept on this device")
    other.page.evaluate("dispatchEvent(new Event('online'))")
    other.has_sent_all()
    assert len(rows_of(stage, visit)) == 1
    one.tap("[data-undo]")
    wait_until(lambda: rows_of(stage, visit) == [])
