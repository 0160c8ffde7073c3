"""A trainer's second step in a real browser, on the real web server, with a device that makes passkeys.

Where it is demanded: led to the set-up, a passkey, recovery codes, the desk; then signing in
with it, with it alone, with an app's codes, and with a recovery code.
"""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.accounts.factors import code_at
from tests.flows.hands import press, sign_in_by_password
from tests.flows.stage import TRAINER, practice

pytestmark = pytest.mark.browser
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_trainer_sets_up_and_uses_the_second_step(browser: Browser, tmp_path: Path) -> None:
    with practice(tmp_path, DEMAND_SECOND_FACTOR="true") as stage:
        context = browser.new_context()
        page = with_device(context)
        refused: list[str] = []
        page.on("console", lambda line: refused.append(line.text) if line.type == "error" else None)
        sign_in_by_password(page, stage.address, **TRAINER)
        led_to_the_set_up(page, stage.address)
        codes = add_a_passkey(page)
        page.goto(f"{stage.address}/desk/")
        expect(page).to_have_url(f"{stage.address}/desk/")
        with_the_passkey_after_the_password(page, stage.address)
        with_the_passkey_alone(page, stage.address)
        secret = add_an_app(page, stage.address)
        in_another_browser(browser.new_context(), stage.address, code_of_the_next_half_minute(secret))
        in_another_browser(browser.new_context(), stage.address, codes[0])
        assert refused == []


def with_device(context: BrowserContext) -> Page:
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return page


def led_to_the_set_up(page: Page, address: str) -> None:
    for path in ("/desk/", "/desk/clients/", "/accounts/security/"):
        page.goto(address + path)
        expect(page.get_by_role("heading", name="A second step")).to_be_visible()


def add_a_passkey(page: Page) -> list[str]:
    """Returns the recovery codes that come with it."""
    page.get_by_role("link", name="Use a passkey").click()
    page.get_by_label("Name").fill("Laptop")
    press(page, "Add it")
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    return page.locator(".signin-codes li").all_inner_texts()


def with_the_passkey_after_the_password(page: Page, address: str) -> None:
    press(page, "Sign out")
    sign_in_by_password(page, address, **TRAINER)
    expect(page.get_by_role("heading", name="The second step")).to_be_visible()
    press(page, "Use my passkey")
    expect(page).to_have_url(f"{address}/desk/")


def with_the_passkey_alone(page: Page, address: str) -> None:
    press(page, "Sign out")
    page.goto(f"{address}/accounts/login/")
    page.get_by_text("Trainers: sign in with a password").click()
    press(page, "Use a passkey instead")
    expect(page).to_have_url(f"{address}/desk/")


def add_an_app(page: Page, address: str) -> str:
    """Type the secret into an app, and its first code into the page; returns the secret."""
    page.goto(f"{address}/accounts/security/")
    page.get_by_role("link", name=re.compile("Set up")).click()
    page.get_by_text("Can't scan? Type it").click()
    secret = page.locator(".signin-secret").inner_text().strip()
    page.get_by_label("Code that the app shows").fill(code_at(secret, datetime.now(UTC)))
    press(page, "Turn it on")
    expect(page.get_by_text("The app is set up.")).to_be_visible()
    return secret


def code_of_the_next_half_minute(secret: str) -> str:
    """Not the one that set the app up: that is used."""
    return code_at(secret, datetime.now(UTC) + timedelta(seconds=30))


def in_another_browser(context: BrowserContext, address: str, code: str) -> None:
    page = context.new_page()
    sign_in_by_password(page, address, **TRAINER)
    page.get_by_label("Code from your app, or a recovery code").fill(code)
    press(page, "Sign in")
    expect(page).to_have_url(f"{address}/desk/")
    context.close()
