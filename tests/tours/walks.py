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
from tests.tours.walker import Walker, name_of

NEWCOMER = "newcomer@hipcoach.example"

# Mails of every kind are laid out alike.
MAIL_TEXT = re.compile(r"^/desk/mail/texts/[^/]+/")
# Each link of the page as [address, the status that its row shows].
LINKS = """() => [...document.querySelectorAll("a[href]:not([download])")].map(link => [link.href, (
    link.querySelector("[data-status]") ?? link.closest("li, tr")?.querySelector("[data-status]")
)?.dataset.status ?? ""])"""

# A hold ends by itself after a minute or two, and looking at a page may take longer than that.
SLOW_CLOCK = """{
    const monotonic = performance.now.bind(performance);
    performance.now = () => monotonic() / 100;
}"""


def visitor(walker: Walker) -> str:
    """From the front page to a booked visit, and the ways to sign in; returns the path of the visit."""
    page = walker.page
    walker.open("/")
    walker.open("/learn/")
    self_test(walker)
    walker.open("/privacy/")
    walker.open("/trainers/")
    follow(page, page.locator("main a[href^='/t/']:not([href*='?'])").first)
    walker.take("trainer")
    follow(page, page.locator("main a[href^='/t/']").first)
    walker.take("service")
    # The last day, because a visit of tomorrow may not be moved.
    page.goto(page.locator("a.day.is-free").last.evaluate("link => link.href"))
    walker.take("service-day")
    page.goto(page.locator("a.day.is-closed").first.evaluate("link => link.href"))
    walker.take("service-closed-day")
    page.go_back()
    follow(page, page.locator("button.hour").first)
    walker.take("book")
    form = page.url
    walker.open(urlsplit(form).path.removesuffix("book/"), name="service-kept")
    page.goto(form)
    visit = book(walker)
    walker.open(visit, name="manage")
    walker.open(f"{visit}reschedule/", name="reschedule")
    walker.open(f"{visit}cancel/", name="cancel")
    walker.open("/accounts/login/", name="login")
    sign_in(walker, email=NEWCOMER, password="a guess")
    walker.take("login-refused")
    walker.open("/accounts/password/reset/", name="password-reset")
    return visit


def self_test(walker: Walker) -> None:
    """The questions, a sign that stops, the two sides, and what they show."""
    page = walker.page
    walker.open("/self-test/")
    page.locator("label", has=page.locator('[name="chest_now"][value="yes"]')).click()
    page.locator("#questions button").click()
    walker.take("self-test-stop")
    page.reload()
    for question in page.locator("#questions fieldset:visible").all():
        question.locator("label", has=page.locator('[value="no"]')).click()
    page.locator("label", has=page.locator('[name="adult"][value="yes"]')).click()
    page.locator("#questions button").click()
    walker.take("self-test-go")
    for side in ("left", "right"):
        for name, value in (("passive", "above"), ("pain", "0"), ("radiating", "no")):
            page.locator("label", has=page.locator(f'[name="{side}-{name}"][value="{value}"]')).click()
    page.locator("[data-read]").click()
    walker.take("self-test-reading")


def book(walker: Walker) -> str:
    """Fill the form of an hour, with one mistake that is looked at; returns the path of the visit."""
    page = walker.page
    page.fill("[name=email]", "not an address")
    submit(page, "email")
    walker.take("book-refused", status=422)
    page.fill("[name=name]", "Noor Newcomer")
    page.fill("[name=email]", NEWCOMER)
    submit(page, "email")
    return urlsplit(page.url).path


def newcomer(walker: Walker, *, visit: str, mail: Path) -> None:
    """Who has just booked: the code, an empty page of one's own, each step of the intake; then no visit."""
    walker.open("/accounts/login/code/", name="login-code")
    request_code(walker, email=NEWCOMER)
    walker.take("login-code-sent")
    enter_code(walker, email=NEWCOMER, mail=mail)
    walker.take("me")
    consent(walker)
    for step in STEPS:
        walker.open(f"/me/intake/?step={step.key}", name=f"intake-{step.key}")
    walker.open("/me/consent/")
    walker.page.goto(f"{walker.address}{visit}cancel/")
    follow(walker.page, walker.page.locator("main form[method=post] button"))
    walker.take("manage-cancelled")


def consent(walker: Walker) -> None:
    """The first step of the intake, refused while nothing is ticked; no other opens before it."""
    page = walker.page
    page.goto(f"{walker.address}/me/intake/")
    follow(page, page.locator("main form button.btn-primary"))
    walker.take("intake-consent-refused", status=422)
    for box in ("health_data", "testing"):
        page.locator(f"[name={box}]").check()
    follow(page, page.locator("main form button.btn-primary"))


def tablet(walker: Walker) -> None:
    """The trainer's device in a client's hands; it signs the trainer out, so it comes last."""
    page = walker.page
    page.goto(f"{walker.address}/desk/")
    hand_over = page.locator("summary", has_text="Hand over the tablet")
    visits = page.locator("main a[href^='/desk/appointments/']").evaluate_all(
        "links => links.map(it => it.href)"
    )
    for visit in visits:
        page.goto(visit)
        if hand_over.count():
            break
    hand_over.click()
    follow(page, page.locator("form[action$='/hand-over/'] button"))
    walker.take("tablet")


def account(walker: Walker, *, has_password: bool) -> None:
    """Everything about signing in, while it is only minutes ago that they did."""
    paths = ["security/", "sessions/", "address/"]
    if has_password:
        paths += ["password/change/", "second-step/", "second-step/app/", "second-step/passkeys/add/"]
    for path in paths:
        walker.open(f"/accounts/{path}")


def everywhere(walker: Walker, *, start: str) -> None:
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
        walker.open(parts._replace(scheme="", netloc="", fragment="").geturl(), name=name)
        links: list[tuple[str, str]] = walker.page.evaluate(LINKS)
        ahead.extend(link for link in links if link[0].startswith(walker.address + start))


def revising(walker: Walker) -> None:
    """A plan revised: refused first, then saved, with what changed; a template given to two clients."""
    page = walker.page
    page.goto(f"{walker.address}{first_plan(walker)}revise/")
    page.locator("details.plan-line summary").first.click()
    page.fill("[name=l0-sets]", "99")
    follow(page, page.locator(".action-bar button"))
    walker.take("desk-plans-n-revise-refused", status=422)
    page.fill("[name=l0-sets]", "6")
    follow(page, page.locator(".action-bar button"))
    walker.take("desk-plans-n-revised")
    page.goto(f"{walker.address}/desk/templates/")
    follow(page, page.locator("main li a[href^='/desk/templates/']").last)
    follow(page, page.locator("main a[href$='/assign/']").first)
    for number in (0, 1):
        page.locator("[name=clients]").nth(number).check()
    follow(page, page.locator(".action-bar button"))
    walker.take("desk-templates-n-assigned")


def first_plan(walker: Walker) -> str:
    """The path of the first client's plan that can be found."""
    page = walker.page
    page.goto(f"{walker.address}/desk/clients/")
    for address in page.evaluate(LINKS):
        if kind_of(*address).startswith("desk-clients-n"):
            page.goto(address[0])
            plan = page.locator(".stats a[href^='/desk/plans/']")
            if plan.count():
                return plan.first.get_attribute("href") or ""
    return ""


def live(walker: Walker) -> None:
    """One trial on the live screen, from get-ready to the answers, of the test that is under way."""
    page = walker.page
    page.add_init_script(SLOW_CLOCK)
    page.goto(f"{walker.address}/desk/")
    follow(page, page.locator("main a[href$='/assess/']").first)
    page.locator("#live [data-start]").click()
    walker.take("live-get-ready", whole=False)
    page.locator("#live-sheet [data-big]").click()
    page.locator("#live-sheet [data-knees] button").last.click()
    page.locator("#live-sheet [data-postures] button").first.click()
    walker.take("live-running", whole=False)
    page.locator("#live-sheet [data-big]").click()
    page.locator("#live-sheet [data-pains] button").first.click()
    walker.take("live-answers", whole=False)
    page.context.set_offline(True)
    page.locator("#live-sheet [data-save]").click()
    page.locator("[data-outbox]").wait_for()
    walker.take("live-unsent")
    page.context.set_offline(False)
    page.locator("[data-undo]").click()
    page.locator("[data-outbox]").wait_for(state="hidden")


def trend_of(walker: Walker, name: str) -> str:
    """The address of a client's results over time."""
    walker.page.goto(f"{walker.address}/desk/results/")
    return walker.page.locator("main th a", has_text=name).get_attribute("href") or ""


def paper(walker: Walker, *, start: str, name: str) -> None:
    """A page as it is printed."""
    walker.page.goto(walker.address + start)
    walker.take_paper(name)


def builder(walker: Walker) -> None:
    """A copy of a template: whole, with a line open, and with a gap and Undo after a line is gone."""
    page = walker.page
    page.goto(f"{walker.address}/desk/templates/")
    follow(page, page.locator("main li a[href^='/desk/templates/']").last)
    follow(page, page.locator("main form[action$='/copy/'] button"))
    page.locator("#found button").first.wait_for()
    walker.take("builder")
    page.locator(".line a.btn").first.click()
    page.locator(".line-editor").wait_for()
    walker.take("builder-line")
    page.locator(".line-editor [name=done]").click()
    page.locator(".line-editor").wait_for(state="detached")
    page.locator(".line button[name=remove]").last.click()
    page.locator("#undo").wait_for()
    walker.take("builder-gaps")


def session(walker: Walker) -> None:
    """Today's session one by one, with pain that says stop, a hold under way, and the plan on paper."""
    page = walker.page
    page.add_init_script(SLOW_CLOCK)
    page.goto(f"{walker.address}/me/plan/today/")
    if not page.locator("#session").count():
        return
    page.get_by_role("button", name="One by one").click()
    walker.take("session-one")
    page.locator(".is-here [data-pain] label").nth(6).click()
    walker.take("session-pain")
    page.get_by_role("button", name="List", exact=True).click()
    page.get_by_role("button", name="Start the hold timer").first.click()
    walker.take("session-timer", whole=False)
    page.locator("#timer [data-stop]").click()
    walker.open("/me/plan/print/", name="plan-to-print")
    walker.take_paper("plan-on")


def kind_of(address: str, status: str) -> str:
    """Pages of one kind differ only in the row and the values asked for: `desk-clients-n-review`."""
    parts = urlsplit(address)
    path = MAIL_TEXT.sub("/desk/mail/texts/kind/", parts.path)
    return "-".join(filter(None, (name_of(path), *(key for key, _ in parse_qsl(parts.query)), status)))


def errors(walker: Walker) -> None:
    """What DEBUG hides: the pages of production for a wrong address, and for a browser without cookies."""
    walker.open("/nowhere/", name="404", status=404)
    walker.page.goto(f"{walker.address}/accounts/login/code/")
    walker.context.clear_cookies()
    request_code(walker, email=NEWCOMER)
    walker.take("403-csrf", status=403)


def sign_in(walker: Walker, *, email: str, password: str) -> None:
    page = walker.page
    page.goto(f"{walker.address}/accounts/login/")
    page.locator("main summary").click()
    page.fill("[name=login]", email)
    page.fill("[name=password]", password)
    submit(page, "password")


def sign_in_by_code(walker: Walker, *, email: str, mail: Path) -> None:
    walker.page.goto(f"{walker.address}/accounts/login/code/")
    request_code(walker, email=email)
    enter_code(walker, email=email, mail=mail)


def request_code(walker: Walker, *, email: str) -> None:
    walker.page.fill("[name=email]", email)
    submit(walker.page, "email")


def enter_code(walker: Walker, *, email: str, mail: Path) -> None:
    walker.page.fill("[name=code]", wait_until(lambda: mailed_code(mail, to=email)))
    submit(walker.page, "code")


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
