"""Where each person goes: a visitor by a story, people of the demo by every link of their own pages."""

import re
from collections import deque
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Locator, Page

from assessments.questions import STEPS
from tests.processes import wait_until
from tests.shots.camera import Camera, name_of

NEWCOMER = "newcomer@hipcoach.example"

# Each link of the page as [address, the status that its row shows].
LINKS = """() => [...document.querySelectorAll("a[href]")].map(link => [link.href, (
    link.querySelector("[data-status]") ?? link.closest("li, tr")?.querySelector("[data-status]")
)?.dataset.status ?? ""])"""


def visitor(camera: Camera) -> str:
    """From the front page to a booked visit, and the ways to sign in; returns the path of the visit."""
    page = camera.page
    camera.open("/")
    camera.open("/trainers/")
    follow(page, page.locator("main a[href^='/t/']").first)
    camera.take("trainer")
    follow(page, page.locator("main a[href^='/t/']").first)
    camera.take("service")
    # The last day, because a visit of tomorrow may not be moved.
    page.goto(page.locator("a.day.is-free").last.evaluate("link => link.href"))
    camera.take("service-day")
    page.goto(page.locator("a.day.is-closed").first.evaluate("link => link.href"))
    camera.take("service-closed-day")
    page.go_back()
    follow(page, page.locator("button.hour").first)
    camera.take("book")
    form = page.url
    camera.open(urlsplit(form).path.removesuffix("book/"), name="service-kept")
    page.goto(form)
    visit = book(camera)
    camera.open(visit, name="manage")
    camera.open(f"{visit}reschedule/", name="reschedule")
    camera.open(f"{visit}cancel/", name="cancel")
    camera.open("/accounts/login/", name="login")
    sign_in(camera, email=NEWCOMER, password="a guess")
    camera.take("login-refused")
    camera.open("/accounts/password/reset/", name="password-reset")
    return visit


def book(camera: Camera) -> str:
    """Fill the form of an hour, with one photographed mistake; returns the path of the visit."""
    page = camera.page
    page.fill("[name=email]", "not an address")
    submit(page, "email")
    camera.take("book-refused", status=422)
    page.fill("[name=name]", "Noor Newcomer")
    page.fill("[name=email]", NEWCOMER)
    submit(page, "email")
    return urlsplit(page.url).path


def newcomer(camera: Camera, *, visit: str, mail: Path) -> None:
    """Who has just booked: the code, an empty page of one's own, each step of the intake; then no visit."""
    camera.open("/accounts/login/code/", name="login-code")
    request_code(camera, email=NEWCOMER)
    camera.take("login-code-sent")
    enter_code(camera, email=NEWCOMER, mail=mail)
    camera.take("me")
    for step in STEPS:
        camera.open(f"/me/intake/?step={step.key}", name=f"intake-{step.key}")
    camera.page.goto(f"{camera.address}/me/intake/?step={STEPS[0].key}")
    follow(camera.page, camera.page.locator("main form button.btn-primary"))
    camera.take(f"intake-{STEPS[0].key}-refused", status=422)
    camera.page.goto(f"{camera.address}{visit}cancel/")
    follow(camera.page, camera.page.locator("main form[method=post] button"))
    camera.take("manage-cancelled")


def everywhere(camera: Camera, *, start: str) -> None:
    """Every kind of page that links lead to from `start` and that lies below it."""
    seen: set[str] = set()
    ahead = deque([(start, "")])
    while ahead:
        address, status = ahead.popleft()
        name = kind_of(address, status)
        if name in seen:
            continue
        seen.add(name)
        parts = urlsplit(address)
        camera.open(parts._replace(scheme="", netloc="", fragment="").geturl(), name=name)
        links: list[tuple[str, str]] = camera.page.evaluate(LINKS)
        ahead.extend(link for link in links if link[0].startswith(camera.address + start))


def kind_of(address: str, status: str) -> str:
    """Pages of one kind differ only in the row and the values asked for: `desk-clients-n-review`."""
    parts = urlsplit(address)
    return "-".join(filter(None, (name_of(parts.path), *(key for key, _ in parse_qsl(parts.query)), status)))


def errors(camera: Camera) -> None:
    """What DEBUG hides: the pages of production for a wrong address, and for a browser without cookies."""
    camera.open("/nowhere/", name="404", status=404)
    camera.page.goto(f"{camera.address}/accounts/login/code/")
    camera.context.clear_cookies()
    request_code(camera, email=NEWCOMER)
    camera.take("403-csrf", status=403)


def sign_in(camera: Camera, *, email: str, password: str) -> None:
    page = camera.page
    page.goto(f"{camera.address}/accounts/login/")
    page.locator("main summary").click()
    page.fill("[name=login]", email)
    page.fill("[name=password]", password)
    submit(page, "password")


def sign_in_by_code(camera: Camera, *, email: str, mail: Path) -> None:
    camera.page.goto(f"{camera.address}/accounts/login/code/")
    request_code(camera, email=email)
    enter_code(camera, email=email, mail=mail)


def request_code(camera: Camera, *, email: str) -> None:
    camera.page.fill("[name=email]", email)
    submit(camera.page, "email")


def enter_code(camera: Camera, *, email: str, mail: Path) -> None:
    camera.page.fill("[name=code]", wait_until(lambda: mailed_code(mail, to=email)))
    submit(camera.page, "code")


def mailed_code(folder: Path, *, to: str) -> str:
    """The code that stands on a line of its own in a mail to this address, or nothing yet."""
    for file in folder.glob("[!.]*.eml"):
        mail = message_from_bytes(file.read_bytes(), EmailMessage, policy=policy.default)
        body = mail.get_body(("plain",))
        code = re.search(r"^ {4}(\S+)$", body.get_content(), re.MULTILINE) if body else None
        if code and mail["To"] == to:
            return code[1]
    return ""


def submit(page: Page, name: str) -> None:
    """Send the form that holds the field `name`, by its keyboard way."""
    with page.expect_navigation():
        page.locator(f"main [name={name}]").press("Enter")


def follow(page: Page, link: Locator) -> None:
    with page.expect_navigation():
        link.click()
