"""What a person's hands do on the pages, so that a flow reads like its story."""

from collections.abc import Mapping
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from icalendar import Calendar
from playwright.sync_api import Locator, Page

from assessments.questions import STEPS, Kind, Question
from tests.processes import wait_until

IS_HERE = "element => element === document.activeElement"
# Nobody would go on for longer.
MOST_TABS = 250


class Fingers:
    """On glass, or with a mouse."""

    def press(self, control: Locator) -> None:
        """A link, a button, or what else opens something."""
        control.click()

    def write(self, field: Locator, text: str) -> None:
        """In place of what stands in the field; a day as 2026-11-29."""
        field.fill(text)

    def choose(self, choice: Locator) -> None:
        """Choose a radio button or tick a box, by touching its words."""
        beside = choice.page.locator(f'label[for="{choice.get_attribute("id")}"]')
        choice.locator("xpath=ancestor::label").or_(beside).click()


class Keyboard(Fingers):
    """Nothing but keys: Tab to get anywhere, Enter and Space, arrows among radio buttons, and letters."""

    def press(self, control: Locator) -> None:
        self._reach(control)
        control.page.keyboard.press("Enter")

    def write(self, field: Locator, text: str) -> None:
        self._reach(field)
        if field.get_attribute("type") == "date":
            self._write_day(field, text)
        else:
            field.page.keyboard.press("Control+A")
            field.page.keyboard.type(text)

    def choose(self, choice: Locator) -> None:
        keyboard = choice.page.keyboard
        if choice.get_attribute("type") == "radio":
            group = choice.page.locator(f'[type="radio"][name="{choice.get_attribute("name")}"]')
            self._reach(group)
            for _ in range(group.count()):
                if choice.evaluate(IS_HERE):
                    break
                keyboard.press("ArrowDown")
        else:
            self._reach(choice)
        if not choice.is_checked():
            keyboard.press("Space")
        assert choice.is_checked()

    def _write_day(self, field: Locator, text: str) -> None:
        """A browser asks for its parts in the order of its own language, and passes on by itself."""
        year, month, day = text.split("-")
        for typed in (month + day + year, day + month + year):
            field.page.keyboard.press("Shift+Tab")
            self._reach(field)
            field.page.keyboard.type(typed)
            if field.input_value() == text:
                return
        raise AssertionError(f"{text} could not be typed.")

    def _reach(self, goal: Locator) -> None:
        for _ in range(MOST_TABS):
            if goal.evaluate_all("goals => goals.includes(document.activeElement)"):
                return
            goal.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reached {goal}.")


FINGERS = Fingers()


def tap(page: Page, name: str, value: str) -> None:
    """Tap the large choice `value` of the question `name`, as a finger does: on its words."""
    FINGERS.choose(page.locator(f'input[name="{name}"][value="{value}"]'))


def press(page: Page, label: str, *, hands: Fingers = FINGERS) -> None:
    """Press a button and wait for the page it leads to."""
    with page.expect_navigation():
        hands.press(page.get_by_role("button", name=label))


def follow(page: Page, link: str, *, hands: Fingers = FINGERS) -> None:
    """Follow a link and wait for the page it leads to."""
    with page.expect_navigation():
        hands.press(page.get_by_role("link", name=link))


def fill_intake(page: Page, answers: Mapping[str, object], *, hands: Fingers = FINGERS) -> None:
    """Go through every step of the intake and send it."""
    for step in STEPS:
        for question in step.questions:
            if question.applies(answers) and question.key in answers:
                answer(page, question, answers[question.key], hands=hands)
        last = step is STEPS[-1]
        press(page, "Send my answers" if last else "Save and go on", hands=hands)


def answer(page: Page, question: Question, value: object, *, hands: Fingers = FINGERS) -> None:
    field = page.locator(f'[name="{question.key}"]')
    if question.kind in (Kind.NUMBER, Kind.TEXT):
        hands.write(field, str(value))
    elif question.kind is Kind.CONSENT:
        if value:
            hands.choose(field)
    else:
        for each in value if isinstance(value, list) else [value]:
            hands.choose(page.locator(f'[name="{question.key}"][value="{each}"]'))


def sign_in_by_code(
    page: Page,
    address: str,
    *,
    email: str,
    inbox: "Inbox",
    stays: bool = False,
    hands: Fingers = FINGERS,
) -> None:
    page.goto(f"{address}/accounts/login/")
    hands.write(page.get_by_label("Your e-mail address"), email)
    press(page, "Send me a code", hands=hands)
    mail = inbox.newest(to=email, subject="Your sign-in code")
    hands.write(page.get_by_label("Code"), text_of(mail).split("\n    ")[1].split()[0])
    if stays:
        hands.choose(page.get_by_label("Keep me signed in"))
    press(page, "Sign in", hands=hands)


def sign_in_by_password(
    page: Page, address: str, *, email: str, password: str, hands: Fingers = FINGERS
) -> None:
    page.goto(f"{address}/accounts/login/")
    hands.press(page.get_by_text("Trainers: sign in with a password"))
    hands.write(page.locator('[name="login"]'), email)
    hands.write(page.locator('[name="password"]'), password)
    press(page, "Sign in", hands=hands)


class Inbox:
    """The mails that the real worker sent, as files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def newest(self, *, to: str, subject: str) -> EmailMessage:
        """The newest mail to this address whose subject holds these words; waits for it to come."""
        return wait_until(lambda: self.all(to=to, subject=subject))[-1]

    def all(self, *, to: str, subject: str) -> list[EmailMessage]:
        mails = (
            message_from_bytes(file.read_bytes(), EmailMessage, policy=policy.default)
            for file in sorted(self.folder.glob("[!.]*.eml"))
        )
        return [mail for mail in mails if to in mail["To"] and subject in mail["Subject"]]


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    return str(body.get_content()) if body else ""


def invitation_of(mail: EmailMessage) -> Calendar:
    part = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    return Calendar.from_ical(part.get_content())
