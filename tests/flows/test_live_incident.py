"""Something goes wrong at the live screen: a tap notes it, another says what; some of it ends testing."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.flows.conftest import TakePhone
from tests.flows.hands import press, tap
from tests.flows.phone import SHOWS, Phone, begin, first_of, hold_back, rows_of
from tests.flows.stage import Stage, practice

pytestmark = pytest.mark.browser
ENTRIES = """
from assessments.models import IncidentEntry
rows = IncidentEntry.objects.filter(incident__appointment=%d)
print(",".join(rows.values_list("kind", flat=True)))
"""


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with practice(tmp_path_factory.mktemp("incident")) as stage:
        yield stage


def kinds_of(stage: Stage, visit: int) -> str:
    return stage.ask(ENTRIES % visit)


def say_what(device: Phone, label: str) -> None:
    device.page.locator("#live [data-wrongs]").get_by_role("button", name=label).click()


def test_without_a_network_chest_symptoms_end_the_test_at_once(stage: Stage, take_phone: TakePhone) -> None:
    visit, device = begin(stage), take_phone()
    page = device.page
    device.open(visit)
    device.lose_network()
    device.tap("#live [data-incident]")
    expect(page.get_by_role("heading", name="Your client first")).to_be_focused()
    expect(page.locator("#live [data-start]")).to_be_hidden()
    page.reload()
    device.is_ready()
    say_what(device, "Chest pain")
    ends = page.get_by_text("Testing ends here.")
    expect(ends).to_be_visible()
    page.reload()
    device.is_ready()
    expect(ends).to_be_visible()
    expect(page.locator("#live [data-start]")).to_be_hidden()
    expect(page.locator("[data-count]")).to_have_text("2 not sent yet, kept on this device")

    device.context.set_offline(False)
    expect(page.get_by_role("heading", name="Chest pain")).to_be_visible(timeout=30_000)
    device.keeps_nothing()
    assert kinds_of(stage, visit) == "chest"
    device.open(visit)
    expect(page.locator("#record")).to_contain_text("chest symptoms or numbness, the client answers")
    expect(page.locator("#live [data-start]")).to_be_hidden()


def test_in_mid_hold_it_is_one_tap_and_the_hold_waits_for_its_answers(
    stage: Stage, take_phone: TakePhone
) -> None:
    visit, device = begin(stage), take_phone()
    page = device.page
    device.open(visit)
    device.lose_network()
    device.start()
    page.wait_for_function(SHOWS, arg=0.6)
    device.tap("#live-sheet [data-incident]")
    expect(page.get_by_role("heading", name="Your client first")).to_be_focused()
    say_what(device, "A fall")
    expect(page.locator("#live-sheet")).to_have_attribute("data-phase", "review")
    device.choose("knees", "Above")
    device.choose("ends", "Lost balance")
    hold = device.save()
    expect(page.locator("#live [data-start]")).to_be_visible()

    # The page goes on to the fall only when the hold has arrived, however long that takes.
    held = hold_back(page, "**/assess/trial/")
    device.context.set_offline(False)
    trial = first_of(page, held)
    assert page.url.endswith("/assess/")
    trial.continue_()
    expect(page.get_by_role("heading", name="A fall")).to_be_visible(timeout=30_000)
    assert device.kept() == []
    assert kinds_of(stage, visit) == "fall"
    assert kinds_of(stage, visit) == "fall"
    assert [(row["hold"], row["ended_by"]) for row in rows_of(stage, visit)] == [(hold, "balance")]


def test_with_a_network_the_tap_leads_to_the_words(stage: Stage, take_phone: TakePhone) -> None:
    visit, device = begin(stage), take_phone()
    page = device.page
    device.open(visit)
    device.tap("#live [data-incident]")
    expect(page.get_by_role("heading", name="Something went wrong")).to_be_visible()
    device.open(visit)
    page.get_by_role("link", name="Say what it was").click()
    tap(page, "kind", "other")
    press(page, "Put it on the record")
    device.open(visit)
    expect(page.locator("#live [data-start]")).to_be_visible()


def test_numbness_noted_with_a_hold_ends_the_test_on_both_sides(stage: Stage, take_phone: TakePhone) -> None:
    visit, device = begin(stage), take_phone()
    page = device.page
    device.open(visit)
    device.lose_network()
    device.start()
    device.choose("knees", "Above")
    device.stop()
    device.tap("#live-sheet [data-radiating]")
    expect(page.locator("#live-sheet [data-ask]")).to_contain_text("ends the testing")
    device.save()
    expect(page.get_by_text("Testing ends here.")).to_be_visible()
    for hidden in ("[data-start]", "[data-sides]"):
        expect(page.locator(f"#live {hidden}")).to_be_hidden()
    device.context.set_offline(False)
    device.has_sent_all()
    expect(page.locator("#record")).to_contain_text(
        "After numbness, or pain below the knee, the client answers"
    )
    expect(page.locator("#live [data-start]")).to_be_hidden()
