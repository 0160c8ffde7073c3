"""A client's plan in Chromium with the network cut: it opens, and what is logged arrives once, in order."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Dialog, Error, Route, expect

from tests.flows.client_phone import EVERYTHING, NOTHING, REVISE, STOP, ClientPhone, client_phone
from tests.flows.phone import wait_for_promise
from tests.flows.stage import Stage, practice
from tests.processes import wait_until

pytestmark = pytest.mark.browser
TakePhone = Callable[..., ClientPhone]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with practice(tmp_path_factory.mktemp("plan")) as stage:
        yield stage


@pytest.fixture
def take_client(stage: Stage, browser: Browser) -> Iterator[TakePhone]:
    taken: list[ClientPhone] = []

    def take(**context: Any) -> ClientPhone:
        taken.append(client_phone(browser, stage, **context))
        return taken[-1]

    yield take
    assert [problem for each in taken for problem in each.problems] == []


def test_three_sessions_without_a_network_arrive_once_each_and_in_order(take_client: TakePhone) -> None:
    phone = take_client()
    phone.open_plan()
    phone.keeps_the_plan()
    phone.context.set_offline(True)
    for number in (1, 2, 3):
        phone.open_session()
        expect(phone.page.get_by_role("heading", name="Foot lift from the bench")).to_be_visible()
        assert phone.page.locator(".exercise-figure svg").first.is_visible()
        phone.log(sets=number, note=f"number {number}")
        expect(phone.page.locator("[data-count]")).to_contain_text(f"{number} session")
    expect(phone.page.get_by_text("No connection. This is your plan as it was")).to_be_visible()
    phone.page.reload()
    expect(phone.page.locator("[data-count]")).to_have_text("3 sessions are kept on this device.")
    kept = phone.page.evaluate("Object.values(localStorage).join()")
    assert "number" not in kept

    phone.context.set_offline(False)
    expect(phone.page.get_by_text("3 of 3 sessions done this week.")).to_be_visible(timeout=30_000)
    expect(phone.page.locator("#waiting")).to_be_hidden()
    assert [row[1:] for row in phone.rows()] == [[number, 0, f"number {number}"] for number in (1, 2, 3)]


def test_an_answer_that_is_lost_on_the_way_makes_no_second_session(take_client: TakePhone) -> None:
    phone = take_client(service_workers="block")
    phone.open_session()
    lost = []

    def lose(route: Route) -> None:
        if route.request.method == "POST" and len(lost) < 2:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    phone.page.route("**/me/plan/today/", lose)
    phone.log(sets=2)
    expect(phone.page.locator("#waiting")).to_be_visible()
    expect(phone.page.locator("#waiting")).to_be_hidden(timeout=30_000)
    assert lost == [200, 200]
    assert [row[1] for row in phone.rows()] == [2]


def test_a_revision_arrives_at_the_next_sync_and_what_was_done_before_it_counts(
    take_client: TakePhone,
) -> None:
    phone = take_client()
    phone.open_plan()
    phone.keeps_the_plan()
    phone.context.set_offline(True)
    phone.open_session()
    phone.log(sets=3)
    phone.behind_the_scenes(REVISE)
    phone.open_session()
    expect(phone.page.get_by_role("heading", name="Foot lift from the bench")).to_be_visible()

    phone.context.set_offline(False)
    expect(phone.page.get_by_role("heading", name="Foot lift from the bench")).to_have_count(
        0, timeout=30_000
    )
    phone.open_plan()
    expect(phone.page.get_by_role("heading", name="First lift")).to_be_visible()
    phone.keeps_the_plan()
    wait_for_promise(
        phone.page, "async () => (await globalThis.shelf?.get('page:/me/plan/'))?.text.includes('First lift')"
    )
    wait_until(lambda: [row[:2] for row in phone.rows()] == [["Above the hip", 3]])
    phone.context.set_offline(True)
    phone.page.reload()
    expect(phone.page.get_by_role("heading", name="First lift")).to_be_visible()


def test_a_stop_hides_the_plan_at_the_next_sync_and_keeps_what_was_done_before(
    take_client: TakePhone,
) -> None:
    phone = take_client()
    phone.open_plan()
    phone.keeps_the_plan()
    phone.context.set_offline(True)
    phone.open_session()
    phone.log(sets=1)
    phone.behind_the_scenes(STOP)
    phone.context.set_offline(False)
    expect(phone.page.get_by_text("Your plan is paused for now")).to_be_visible(timeout=30_000)
    wait_for_promise(
        phone.page,
        "async () => (await globalThis.shelf?.get('page:/me/plan/today/@'))?.text.includes('paused for now')",
    )
    assert [row[1] for row in phone.rows()] == [1]
    phone.context.set_offline(True)
    phone.page.goto(f"{phone.stage.address}/me/plan/today/")
    expect(phone.page.get_by_text("Your plan is paused for now")).to_be_visible()


def test_signing_out_asks_about_what_waits_and_wipes_everything(take_client: TakePhone) -> None:
    phone = take_client()
    phone.open_plan()
    phone.keeps_the_plan()
    phone.page.route("**/me/plan/today/", lambda route: route.abort())
    phone.context.set_offline(True)
    phone.open_session()
    phone.log(sets=1)
    phone.context.set_offline(False)
    # From the page that was kept to the real one.
    expect(phone.page.locator("html[data-kept]")).to_have_count(0, timeout=30_000)
    expect(phone.page.locator("#waiting")).to_be_visible()
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.accept()

    phone.page.once("dialog", leave)
    phone.page.get_by_role("button", name="Sign out").click()
    expect(phone.page).to_have_url(f"{phone.stage.address}/", timeout=20_000)
    assert asked == ["Not sent yet from this device: 1. Sign out and delete it?"]
    assert phone.page.evaluate(EVERYTHING) == NOTHING
    assert phone.rows() == []


def test_a_page_that_is_just_loaded_anew_signs_out_all_the_same(take_client: TakePhone) -> None:
    phone = take_client()
    phone.open_plan()
    phone.keeps_the_plan()
    phone.page.evaluate(
        """() => {
            navigator.locks.request("plan", () => new Promise(() => {}));  // The wiping has to wait for it.
            location.reload();
            document.querySelector("form[data-leaves]").requestSubmit();
        }"""
    )
    expect(phone.page).to_have_url(f"{phone.stage.address}/", timeout=20_000)
    assert phone.page.evaluate(EVERYTHING) == NOTHING


def test_a_sign_in_that_ended_takes_the_plan_along_and_keeps_what_waits(take_client: TakePhone) -> None:
    phone = take_client()
    phone.open_plan()
    phone.keeps_the_plan()
    phone.context.set_offline(True)
    phone.open_session()
    phone.log(sets=1)
    phone.context.clear_cookies(name="sessionid")
    phone.context.set_offline(False)
    phone.open_plan()
    expect(phone.page.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()
    wait_for_promise(
        phone.page, "async () => !(await indexedDB.databases()).length && !(await caches.has('plan'))"
    )
    names = phone.page.evaluate("Object.keys(localStorage).map(name => name.split(':')[3])")
    assert names.count("out") == 1
    phone.context.set_offline(True)
    with pytest.raises(Error, match="ERR_"):
        phone.open_plan()
