"""What a person's hands do on the pages, so that a flow reads like its story."""

from collections.abc import Mapping
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from icalendar import Calendar
from playwright.sync_api import Page

from assessments.questions import STEPS, Kind, Question
from tests.processes import wait_until


def tap(page: Page, name: str, value: str) -> None:
    """Tap the large choice `value` of the question `name`, as a finger does: on its words."""
    choice = page.locator(f'input[name="{name}"][value="{value}"]')
    page.locator("label", has=choice).or_(page.locator(f'label[for="{choice.get_attribute("id")}"]')).click()


def press(page: Page, label: str) -> None:
    """Press a button and wait for the page it leads to."""
    with page.expect_navigation():
        page.get_by_role("button", name=label).click()


def fill_intake(page: Page, answers: Mapping[str, object]) -> None:
    """Go through every step of the intake and send it."""
    for step in STEPS:
        for question in step.questions:
            if question.applies(answers) and question.key in answers:
                answer(page, question, answers[question.key])
        last = step is STEPS[-1]
        press(page, "Send my answers" if last else "Save and go on")


def answer(page: Page, question: Question, value: object) -> None:
    if question.kind in (Kind.NUMBER, Kind.TEXT):
        page.locator(f'[name="{question.key}"]').fill(str(value))
    elif isinstance(value, list):
        for each in value:
            tap(page, question.key, each)
    elif question.kind is Kind.CONSENT:
        page.locator(f'[name="{question.key}"]').set_checked(bool(value))
    else:
        tap(page, question.key, str(value))


def sign_in_by_code(page: Page, address: str, *, email: str, inbox: "Inbox") -> None:
    page.goto(f"{address}/accounts/login/")
    page.get_by_label("Your e-mail address").fill(email)
    press(page, "Send me a code")
    mail = inbox.newest(to=email, subject="Your sign-in code")
    page.get_by_label("Code").fill(text_of(mail).split("\n    ")[1].split()[0])
    press(page, "Sign in")


def sign_in_by_password(page: Page, address: str, *, email: str, password: str) -> None:
    page.goto(f"{address}/accounts/login/")
    page.get_by_text("Trainers: sign in with a password").click()
    page.locator('[name="login"]').fill(email)
    page.locator('[name="password"]').fill(password)
    press(page, "Sign in")


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
