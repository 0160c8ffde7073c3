"""What the live screen leaves on a device: sealed while it waits, and nothing after signing out."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from tests.accessible import violations
from tests.flows.conftest import TakePhone
from tests.flows.hands import press, sign_in_by_password, tap
from tests.flows.phone import begin, rows_of, wait_for_promise
from tests.flows.stage import PHONE, TRAINER, Stage, practice
from tests.processes import manage, wait_until

pytestmark = pytest.mark.browser
JULIAN = {"email": "julian@example.com", "password": "two knees above the hip"}
EVERYTHING = """async () => JSON.stringify([
    {...localStorage}, {...sessionStorage}, await caches.keys(),
    (await navigator.serviceWorker.getRegistrations()).map(({ scope }) => scope),
])"""
NOTHING = "[{},{},[],[]]"
SEAL_LATER = """() => {
    const encrypt = crypto.subtle.encrypt.bind(crypto.subtle);
    const released = new Promise((done) => { window.seal = done; });
    crypto.subtle.encrypt = async (...what) => { await released; return encrypt(...what); };
}"""


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with practice(tmp_path_factory.mktemp("leaving")) as stage:
        yield stage


def test_signing_out_warns_of_what_waits_and_leaves_nothing(stage: Stage, take_phone: TakePhone) -> None:
    visit, device = begin(stage), take_phone()
    page = device.page
    device.open(visit)
    device.may_go_offline()
    page.route("**/assess/trial/", lambda route: route.abort())
    device.trial()
    kept = page.evaluate("Object.values(localStorage).join()")
    assert "Above" not in kept
    assert "left" not in kept
    assert "drop" not in kept

    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    page.once("dialog", stay)
    page.get_by_role("button", name="Sign out").click()
    assert asked == ["Not sent yet from this device: 1. Sign out and delete it?"]
    assert [name.split(":")[3] for name in device.kept()] == ["out"]

    page.once("dialog", lambda dialog: dialog.accept())
    with page.expect_navigation():
        page.get_by_role("button", name="Sign out").click()
    assert page.evaluate(EVERYTHING) == NOTHING


def test_with_everything_sent_signing_out_asks_nothing(stage: Stage, take_phone: TakePhone) -> None:
    device = take_phone()
    device.open(begin(stage))
    device.may_go_offline()
    device.trial()
    device.has_sent_all()
    with device.page.expect_navigation():
        device.page.get_by_role("button", name="Sign out").click()
    assert device.page.evaluate(EVERYTHING) == NOTHING


def test_signing_out_empties_every_tab(stage: Stage, take_phone: TakePhone) -> None:
    device = take_phone()
    device.open(begin(stage))
    device.may_go_offline()
    other = device.context.new_page()
    other.goto(f"{stage.address}/desk/")
    press(other, "Sign out")
    expect(device.page).to_have_url(f"{stage.address}/")
    wait_for_promise(device.page, f"async () => await ({EVERYTHING})() === '{NOTHING}'")


def hand_over(page: Page, stage: Stage) -> None:
    page.goto(f"{stage.address}/desk/clients/")
    page.get_by_role("link", name="Ada Client").first.click()
    page.get_by_text("Hand over the tablet for the questions").click()
    press(page, "Sign me out and hand it over")


def test_what_is_being_sealed_when_the_device_is_handed_over_is_kept(
    stage: Stage, take_phone: TakePhone
) -> None:
    device = take_phone()
    page = device.page
    device.open(begin(stage))
    page.route("**/assess/trial/", lambda route: route.abort())
    page.evaluate(SEAL_LATER)
    device.trial()
    # With this answer the page stays for the while that another answer would take.
    page.route(f"{stage.address}/", lambda route: route.fulfill(status=204))
    hand_over(device.context.new_page(), stage)
    page.wait_for_function("() => !Object.keys(sessionStorage).some(name => name.startsWith('live:'))")
    assert device.kept() == []
    page.evaluate("window.seal()")
    wait_until(lambda: any(":out:" in name for name in device.kept()))


def test_handing_the_device_over_leaves_no_key_and_no_tab_open_and_loses_nothing(
    stage: Stage, take_phone: TakePhone
) -> None:
    visit, device = begin(stage), take_phone()
    page = device.page
    device.open(visit)
    page.route("**/assess/trial/", lambda route: route.abort())
    hold = device.trial()
    other = device.context.new_page()
    hand_over(other, stage)
    expect(page).to_have_url(f"{stage.address}/")
    for tab in (page, other):
        assert tab.evaluate("Object.keys(sessionStorage).filter(name => name.startsWith('live:'))") == []
    # The page is another one now, and may be told a moment later what lies on the device.
    wait_until(lambda: [name.split(":")[3] for name in device.kept()] == ["out"])
    assert "drop" not in page.evaluate("Object.values(localStorage).join()")

    page.unroute("**/assess/trial/")
    other.close()
    sign_in_by_password(page, stage.address, **TRAINER)
    device.open(visit)
    device.has_sent_all()
    assert [row["hold"] for row in rows_of(stage, visit)] == [hold]


def test_a_sign_in_that_ended_elsewhere_leaves_no_key_on_the_page_that_asks_for_it(
    stage: Stage, take_phone: TakePhone
) -> None:
    device = take_phone()
    page = device.page
    device.open(begin(stage))
    page.context.clear_cookies(name="sessionid")
    page.reload()
    expect(page.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()
    page.wait_for_function("() => !Object.keys(sessionStorage).some(name => name.startsWith('live:'))")


def test_who_signs_in_again_sends_what_was_kept_and_another_person_clears_it(
    stage: Stage, take_phone: TakePhone
) -> None:
    visit, device = begin(stage), take_phone()
    page = device.page
    device.open(visit)
    # The session ends elsewhere, in mid-visit.
    page.context.clear_cookies(name="sessionid")
    hold = device.trial()
    expect(page.locator("[data-why]")).to_contain_text("Sign in again on this device")
    sign_in_by_password(page, stage.address, **TRAINER)
    device.open(visit)
    device.has_sent_all()
    assert [row["hold"] for row in rows_of(stage, visit)] == [hold]

    page.context.clear_cookies(name="sessionid")
    device.trial()
    expect(page.locator("[data-why]")).to_contain_text("Sign in again on this device")
    manage(stage.env, "new_practice", "--name", "Southside", "--trainer", "Julian Voss",
           "--zone", "Europe/Berlin", "--email", JULIAN["email"], "--password-stdin",
           stdin=JULIAN["password"])  # fmt: skip
    sign_in_by_password(page, stage.address, **JULIAN)
    page.wait_for_function("() => !Object.keys(localStorage).some(name => name.startsWith('live:'))")
    assert len(rows_of(stage, visit)) == 1


def test_without_scripts_the_plain_pages_record_the_same(stage: Stage, browser: Browser) -> None:
    visit = begin(stage)
    page = browser.new_context(viewport=PHONE, java_script_enabled=False).new_page()
    sign_in_by_password(page, stage.address, **TRAINER)
    page.goto(f"{stage.address}/desk/appointments/{visit}/assess/")
    expect(page.locator("#live")).to_be_hidden()
    page.get_by_role("link", name="Record a trial: left").click()
    tap(page, "cleared", "yes")
    page.locator('[name="hold"]').fill("12.4")
    for name, value in {"knee": "above", "ended_by": "drop", "pain": "0"}.items():
        tap(page, name, value)
    press(page, "Save the trial")
    (row,) = rows_of(stage, visit)
    assert (row["kind"], row["hold"], row["knee"]) == ("practice", "12.4", "above")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_barrier_on_the_live_screen(stage: Stage, take_phone: TakePhone, scheme: str) -> None:
    device = take_phone(color_scheme=scheme)
    page = device.page
    device.open(begin(stage))
    assert not violations(page)
    device.tap("#live [data-start]")
    assert not violations(page)
    device.tap("#live-sheet [data-big]")
    device.choose("postures", "Pelvis hikes")
    assert not violations(page)
    device.choose("stops", "Cramp")
    device.choose("pains", "5")
    assert not violations(page)
    device.choose("knees", "Above")
    page.route("**/assess/trial/", lambda route: route.fulfill(status=409, json={"reason": "No."}))
    device.save()
    expect(page.locator("[data-entries] li")).to_contain_text("No.")
    assert not violations(page)
    page.goto(f"{page.url}setup/")
    assert not violations(page)
