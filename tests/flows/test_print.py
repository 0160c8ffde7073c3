"""Results on paper: a button prints them, light, whole and without the furniture of the screen."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.flows.hands import sign_in_by_password
from tests.flows.stage import TRAINER, Stage, practice

pytestmark = pytest.mark.browser
PAPER = {"width": 690, "height": 1000}  # A4 between its margins.
FIVE_VISITS = """
from datetime import timedelta
from django.utils import timezone
from assessments.models import Service
from tests.assessments.shared_results import make_result
from tests.assessments.standing import send_intake
from tests.makers import make_client
service = Service.objects.earliest("pk")
client = make_client(trainer=service.trainer, email="paper@example.com")
send_intake(client, now=timezone.now() - timedelta(weeks=31))
for number in range(5):
    at = timezone.now() - timedelta(weeks=30 - 6 * number)
    test = make_result(client=client, service=service, at=at, left=5 + 3 * number, right=8 + 2 * number)
test.summary = "Steady, and longer each time."
test.save()
print(client.pk, test.appointment_id)
"""
WIDE = """() => [...document.querySelectorAll("svg, table")]
    .filter(part => part.checkVisibility())
    .map(part => part.getBoundingClientRect())
    .filter(box => box.right > innerWidth || box.width < 100).length"""


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with practice(tmp_path_factory.mktemp("print")) as stage:
        yield stage


@pytest.fixture(scope="module")
def made(stage: Stage) -> tuple[str, str]:
    """The paths of a client's trend and of their last visit."""
    client, visit = stage.ask(FIVE_VISITS).split()
    return f"/desk/clients/{client}/results/", f"/desk/appointments/{visit}/"


@pytest.fixture
def page(stage: Stage, browser: Browser) -> Page:
    page = browser.new_context(viewport=PAPER, color_scheme="dark").new_page()
    sign_in_by_password(page, stage.address, **TRAINER)
    return page


def pages_of(page: Page) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(format="A4", prefer_css_page_size=True)))


def test_the_trend_fits_a_sheet_and_is_light_on_a_dark_screen(
    stage: Stage, page: Page, made: tuple[str, str]
) -> None:
    page.goto(stage.address + made[0])
    page.evaluate("window.print = () => { window.printed = true; }")
    page.get_by_role("button", name="Print").click()
    assert page.evaluate("window.printed")

    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    for furniture in (page.get_by_role("button", name="Print"), page.locator("nav"), page.locator("form")):
        expect(furniture.locator("visible=true")).to_have_count(0)
    expect(page.locator(".res-chart svg")).to_have_count(2)
    # A table stays a table, however narrow the paper.
    expect(page.get_by_role("columnheader", name="Side by side")).to_be_visible()
    assert page.locator("thead").evaluate("head => head.offsetHeight") > 10
    assert page.evaluate(WIDE) == 0
    assert pages_of(page) == 1


def test_a_visit_prints_its_result_and_not_the_intake(
    stage: Stage, page: Page, made: tuple[str, str]
) -> None:
    page.goto(stage.address + made[1])
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.get_by_role("heading", name="Finding")).to_be_visible()
    expect(page.locator(".print-only")).to_contain_text("Steady, and longer each time.")
    expect(page.get_by_text("Safety screen")).to_be_hidden()
    assert pages_of(page) <= 2
