"""The live screen in Chromium with the network cut: nothing lost, nothing doubled, nothing overwritten."""

from collections.abc import Iterator
from time import monotonic

import pytest
from playwright.sync_api import Page, Route, expect

from tests.flows.conftest import TakePhone
from tests.flows.phone import Phone, begin, rows_of
from tests.flows.stage import Stage, practice
from tests.processes import wait_until
from tests.run import say

pytestmark = pytest.mark.browser
SERIES = [
    (side, kind, number)
    for side in ("left", "right")
    for kind in ("practice", "counted")
    for number in (1, 2, 3)
]
MOST_TAPS = 3
STORED = "JSON.stringify(localStorage)"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with practice(tmp_path_factory.mktemp("live")) as stage:
        yield stage


def turn_to(device: Phone, side: str, kind: str) -> None:
    device.page.locator("[data-sides]").get_by_role("button", name=side).click()
    device.page.locator("[data-kinds]").get_by_role("button", name=kind).click()


def one_by_one(device: Phone, series: list[tuple[str, str, int]]) -> list[str]:
    """The seconds that each showed; what a trial takes beside its hold is printed."""
    holds, taps, seconds = [], [], []
    for place, (side, kind, _number) in enumerate(series):
        turn_to(device, side, kind)
        before, began = device.page.evaluate("window.taps"), monotonic()
        holds.append(device.trial(hold=0.4 + place / 5))
        expect(device.page.locator("[data-last-words]")).to_contain_text(f"{holds[-1]} s")
        seconds.append(monotonic() - began - float(holds[-1]))
        # Start, start sooner and stop are the clock's own.
        taps.append(device.page.evaluate("window.taps") - before - 3)
    assert max(taps) <= MOST_TAPS
    say(f"{max(taps)} taps a trial beside start and stop; {max(seconds):.1f} s at most beside the hold")
    return holds


def test_twelve_trials_without_a_network_arrive_once_each(stage: Stage, take_phone: TakePhone) -> None:
    visit, device = begin(stage), take_phone()
    device.open(visit)
    device.lose_network()
    holds = one_by_one(device, SERIES[:7])
    device.page.reload()
    device.is_ready()
    expect(device.page.get_by_role("heading", name="No connection")).to_be_visible()
    expect(device.page.locator("[data-count]")).to_have_text("7 not sent yet, kept on this device")
    holds += one_by_one(device, SERIES[7:])
    device.page.reload()
    expect(device.page.locator("[data-count]")).to_have_text("12 not sent yet, kept on this device")

    device.context.set_offline(False)
    expect(device.page.locator("#record .rows > li")).to_have_count(12, timeout=30_000)
    device.has_sent_all()
    rows = rows_of(stage, visit)
    assert [(row["side"], row["kind"], row["number"]) for row in rows] == SERIES
    assert [row["hold"] for row in rows] == holds
    assert {(row["knee"], row["ended_by"], row["pain"]) for row in rows} == {("above", "drop", 0)}
    device.keeps_nothing()


def test_an_answer_that_is_lost_on_the_way_makes_no_second_trial(stage: Stage, take_phone: TakePhone) -> None:
    """The server records it, but its answer never arrives: the device sends it again."""
    visit, device = begin(stage), take_phone(service_workers="block")
    device.open(visit)
    lost = []

    def lose(route: Route) -> None:
        if len(lost) < 2:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    device.page.route("**/assess/trial/", lose)
    hold = device.trial()
    expect(device.page.locator("[data-count]")).to_have_text("1 not sent yet, kept on this device")
    device.has_sent_all()
    expect(device.page.locator("#record .rows > li")).to_have_count(1)
    assert lost == [200, 200]
    assert [row["hold"] for row in rows_of(stage, visit)] == [hold]


def test_a_reload_in_mid_hold_invents_nothing_and_one_in_review_loses_nothing(
    stage: Stage, take_phone: TakePhone
) -> None:
    visit, device = begin(stage), take_phone()
    device.open(visit)
    device.start()
    wait_until(lambda: any(":running:" in name for name in device.kept()))
    device.page.reload()
    device.is_ready()
    expect(device.page.locator("[data-interrupted]")).to_contain_text("Its time is not known", timeout=10_000)
    expect(device.page.locator("#live-sheet")).to_be_hidden()

    device.start()
    device.choose("postures", "Pelvis hikes")
    device.stop()
    shown = device.page.locator("#live-sheet [data-digits]").inner_text()
    expect(device.page.locator("#live-sheet [data-save]")).to_be_enabled()
    height = device.page.locator("#live-sheet [data-height]")
    expect(height).to_be_hidden()
    device.choose("knees", "Below")
    before = device.page.evaluate(STORED)
    height.fill("8,5")
    wait_until(lambda: device.page.evaluate(STORED) != before)
    device.page.reload()
    # The page before may hold on to its trial for five seconds.
    expect(device.page.locator("#live-sheet [data-digits]")).to_have_text(shown, timeout=10_000)
    expect(height).to_have_value("8.5")
    assert device.save() == shown
    expect(device.page.locator("[data-last-words]")).to_contain_text("8.5 cm below the hip")
    device.has_sent_all()
    (row,) = rows_of(stage, visit)
    assert (row["hold"], row["knee"], row["knee_height_cm"]) == (shown, "below", "8.5")
    assert row["compensations"][0]["kind"] == "pelvis_hike"


def test_undo_takes_back_what_was_sent_and_what_was_not(stage: Stage, take_phone: TakePhone) -> None:
    visit, device = begin(stage), take_phone()
    device.open(visit)
    device.trial()
    device.has_sent_all()
    device.tap("[data-undo]")
    wait_until(lambda: rows_of(stage, visit) == [])
    device.has_sent_all()

    device.lose_network()
    device.trial()
    device.tap("[data-undo]")
    device.context.set_offline(False)
    device.has_sent_all()
    assert rows_of(stage, visit) == []

    device.start()
    device.tap("#live-sheet [data-cancel]")
    device.tap("[data-undo]")
    device.choose("knees", "Above")
    device.choose("ends", "Knee dropped")
    device.save()
    device.has_sent_all()
    assert [(row["kind"], row["number"]) for row in rows_of(stage, visit)] == [("practice", 1)]


def test_two_devices_share_one_visit(stage: Stage, take_phone: TakePhone) -> None:
    """Three counted trials in all; the fourth is shown with its reason, and becomes a practice."""
    visit = begin(stage)
    one, other = take_phone(), take_phone()
    for device in (one, other):
        device.open(visit)
        device.lose_network()
        for _time in range(2):
            turn_to(device, "left", "counted")
            device.trial()
    one.context.set_offline(False)
    one.has_sent_all()
    other.context.set_offline(False)
    refused = other.page.locator("[data-entries] li", has_text="Three trials of this kind")
    expect(refused).to_contain_text("Three trials of this kind are recorded on this side already.")
    expect(other.page.locator("[data-count]")).to_have_text("1 was not taken")
    other.page.reload()
    refused.get_by_role("button", name="Record as practice").click()
    other.has_sent_all()
    assert [(row["kind"], row["number"]) for row in rows_of(stage, visit)] == [
        ("counted", 1),
        ("counted", 2),
        ("counted", 3),
        ("practice", 1),
    ]
    expect(other.page.locator("#record .rows li")).to_have_count(4)


def test_a_trial_for_a_test_that_another_device_finished_stays_to_be_seen(
    stage: Stage, take_phone: TakePhone
) -> None:
    visit = begin(stage)
    one, other = take_phone(), take_phone()
    other.open(visit)
    other.lose_network()
    hold = other.trial()
    one.open(visit)
    one.page.get_by_role("button", name="Finish the test").click()
    expect(one.page).not_to_have_url(f"{stage.address}/desk/appointments/{visit}/assess/")

    other.context.set_offline(False)
    line = other.page.locator("[data-entries] li", has_text="This test is finished")
    expect(line).to_contain_text(f"{hold} s")
    other.page.goto(f"{stage.address}/desk/")
    other.page.get_by_role("link", name="Look at them").click()
    expect(line).to_contain_text("This test is finished")
    line.get_by_role("button", name="Discard").click()
    other.has_sent_all()
    other.keeps_nothing()
    assert rows_of(stage, visit) == []


def test_such_a_trial_is_added_to_the_finished_test_by_one_tap(stage: Stage, take_phone: TakePhone) -> None:
    visit = begin(stage)
    one, other = take_phone(), take_phone()
    other.open(visit)
    other.lose_network()
    hold = other.trial()
    one.open(visit)
    unfinished(one.page)
    expect(one.page).to_have_url(f"{stage.address}/desk/appointments/{visit}/")

    other.context.set_offline(False)
    expect(other.page.locator("[data-entries] li")).to_contain_text("This test is finished")
    other.page.get_by_role("button", name="Add it to the finished test").click()
    other.has_sent_all()
    other.keeps_nothing()
    assert [(row["kind"], row["hold"]) for row in rows_of(stage, visit)] == [("practice", hold)]
    one.page.reload()
    expect(one.page.get_by_text("it was sent only after the test was finished")).to_be_visible()


def test_something_that_goes_wrong_without_a_network_is_noted_with_its_time(
    stage: Stage, take_phone: TakePhone
) -> None:
    visit, device = begin(stage), take_phone()
    device.open(visit)
    device.lose_network()
    device.page.evaluate("() => { const now = Date.now; Date.now = () => now() - 600_000; }")
    device.tap("#live [data-incident]")
    expect(device.page.locator("[data-entries] li")).to_contain_text("Something went wrong at")
    device.page.evaluate("() => { const now = Date.now; Date.now = () => now() + 600_000; }")
    device.context.set_offline(False)
    expect(device.page.get_by_role("heading", name="Something went wrong")).to_be_visible(timeout=30_000)
    device.keeps_nothing()
    assert 9.5 <= begun_minutes_ago(stage, visit) <= 12


def begun_minutes_ago(stage: Stage, visit: int) -> float:
    asked = (
        "from django.utils import timezone; from assessments.models import Incident; "
        f"print((timezone.now() - Incident.objects.get(appointment={visit}).begun_at).total_seconds())"
    )
    return float(stage.ask(asked)) / 60


def unfinished(page: Page) -> None:
    page.get_by_role("button", name="Finish the test").click()


def test_finishing_waits_for_what_is_not_sent(stage: Stage, take_phone: TakePhone) -> None:
    visit, device = begin(stage), take_phone()
    device.open(visit)
    device.lose_network()
    device.trial()
    unfinished(device.page)
    expect(device.page.get_by_text("Not everything is sent yet.")).to_be_visible()
    device.context.set_offline(False)
    expect(device.page.locator("#record .rows > li")).to_have_count(1)
    unfinished(device.page)
    expect(device.page).to_have_url(f"{stage.address}/desk/appointments/{visit}/")
    assert len(rows_of(stage, visit)) == 1
