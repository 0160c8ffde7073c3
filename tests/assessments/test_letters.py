"""Every kind of mail, as its example shows it: short, in two parts that say the same, from one base."""

import re
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser

import pytest
from django.conf import LazySettings

from assessments.emails import reminders, samples, visits
from assessments.models import Trainer
from hipcoach.mail.kinds import Letter
from hipcoach.mail.layout import as_message
from hipcoach.mail.models import OutgoingEmail

pytestmark = pytest.mark.django_db
KINDS = samples.kinds()
NUDGES = {"retest-due", "plan-week"}
TO_TRAINER = {
    "trainer-agenda",
    "trainer-booked",
    "trainer-cancelled",
    "trainer-clients-come",
    "trainer-moved",
    "trainer-plan-question",
    "trainer-to-read",
}
WITH_INVITATION = {
    "appointment-booked",
    "appointment-cancelled",
    "appointment-moved",
    "appointment-new-link",
    "appointment-taken-over",
}
TO_COME = {
    "appointment-booked",
    "appointment-moved",
    "appointment-new-link",
    "appointment-taken-over",
    "appointment-reminder",
    "intake-missing",
}
HEALTH = ("pain", "hip ", "flexor", "health", "injur", "screen", "limited", "strength", "result")


class Words(HTMLParser):
    """The visible words of a page, and the addresses it would load or lead to."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.loads: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in ("style", "title")
        self.links += [value or "" for name, value in attrs if name == "href"]
        self.loads += [value or "" for name, value in attrs if name in ("src", "srcset", "background")]

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("style", "title")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.words += data.split()


@pytest.fixture
def lined(trainer: Trainer) -> Trainer:
    trainer.mail_line = "Ring twice & wait <outside>."
    trainer.save()
    return trainer


def sent(letter: Letter) -> EmailMessage:
    """As a mail program reads it."""
    row = OutgoingEmail(key="test:1", to="ada@example.com")
    content = as_message(letter, row=row).message().as_bytes()
    return message_from_bytes(content, EmailMessage, policy=policy.default)


def parts(message: EmailMessage) -> tuple[str, Words]:
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain
    assert html
    words = Words()
    words.feed(html.get_content())
    return plain.get_content(), words


@pytest.mark.parametrize("kind", KINDS)
def test_both_parts_say_the_same_and_load_nothing(lined: Trainer, now: datetime, kind: str) -> None:
    letter = samples.sample(kind, trainer=lined, now=now)
    text, page = parts(sent(letter))
    said = " ".join(page.words)
    for words in (
        letter.heading,
        *letter.paragraphs,
        *(value for _name, value in letter.details),
        letter.own_line,
    ):
        assert " ".join(words.split()) in said
        assert words in text
    assert page.loads == []
    assert set(page.links) <= set(re.findall(r"https?://\S+", text))


@pytest.mark.parametrize(
    ("video", "label"), [("", "At the studio"), ("https://video.example/", "For the trainer")]
)
def test_a_client_far_away_reads_both_clocks_and_whose_they_are(
    trainer: Trainer, now: datetime, video: str, label: str
) -> None:
    visit = samples.sample_visit(trainer, now)
    visit.contact_zone, visit.service.video_url = "Asia/Tokyo", video
    told = dict(visits.booked(visit, now).details)
    assert told["When"] == "Wednesday 2 December 2026, 18:00–19:00 (Asia/Tokyo)"
    assert told[label] == "Wednesday 2 December 2026, 10:00–11:00 (Europe/Berlin)"
    assert len({"At the studio", "For the trainer"} & set(told)) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_there_is_one_button_and_it_leads_to_us(
    lined: Trainer, now: datetime, kind: str, settings: LazySettings
) -> None:
    letter = samples.sample(kind, trainer=lined, now=now)
    assert letter.button
    assert letter.button.url.startswith(settings.SITE_URL + "/")
    html = sent(letter).get_body(("html",))
    assert html
    assert html.get_content().count('class="button"') == 1


@pytest.mark.parametrize("kind", KINDS)
def test_only_nudges_can_be_ended_by_one_click(lined: Trainer, now: datetime, kind: str) -> None:
    message = sent(samples.sample(kind, trainer=lined, now=now))
    assert (message["List-Unsubscribe"] is not None) is (kind in NUDGES)
    assert (message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click") is (kind in NUDGES)
    assert message["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_to_a_clients_mail_reaches_the_trainer(lined: Trainer, now: datetime, kind: str) -> None:
    message = sent(samples.sample(kind, trainer=lined, now=now))
    if kind in TO_TRAINER:
        assert message["Reply-To"] != lined.user.email
    else:
        assert message["Reply-To"] == lined.user.email
        assert message["From"].addresses[0].display_name == lined.name


@pytest.mark.parametrize("kind", KINDS)
def test_the_invitation_is_attached_where_it_belongs(lined: Trainer, now: datetime, kind: str) -> None:
    message = sent(samples.sample(kind, trainer=lined, now=now))
    names = [part.get_filename() for part in message.walk() if part.get_filename()]
    assert names == (["invite.ics"] if kind in WITH_INVITATION else [])


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_about_health(lined: Trainer, now: datetime, kind: str) -> None:
    message = sent(samples.sample(kind, trainer=lined, now=now))
    text, _page = parts(message)
    said = re.sub(r"https?://\S+", "", f"{message['Subject']} {text}").lower().replace("hipcoach", "")
    assert [word for word in HEALTH if word in said] == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_own_line_stands_in_mails_about_a_visit_to_come(lined: Trainer, now: datetime, kind: str) -> None:
    text, page = parts(sent(samples.sample(kind, trainer=lined, now=now)))
    assert (lined.mail_line in text) is (kind in TO_COME)
    assert (lined.mail_line in " ".join(page.words)) is (kind in TO_COME)


@pytest.mark.parametrize("kind", KINDS)
def test_a_mail_is_short(lined: Trainer, now: datetime, kind: str) -> None:
    letter = samples.sample(kind, trainer=lined, now=now)
    assert len(letter.subject) <= 78
    assert len(" ".join(letter.paragraphs)) <= 240


def test_the_map_the_video_and_what_to_wear_are_told(trainer: Trainer, now: datetime) -> None:
    visit = samples.sample_visit(trainer, now)
    trainer.map_url, trainer.venue_directions = "https://maps.example/1", "Second\nyard"
    visit.service.what_to_wear = "Socks\r\nplease"
    here = reminders.see_you_soon(visit, now)
    assert "https://maps.example/1" in [link.url for link in here.links]
    assert {"Second yard", "Socks please"} <= {value for _name, value in here.details}
    visit.service.video_url = "https://video.example/1"
    online = reminders.see_you_soon(visit, now)
    assert next(link.url for link in online.links) == "https://video.example/1"
    assert "https://maps.example/1" not in [link.url for link in online.links]


def test_who_has_cancelled_is_not_told_how_to_come(trainer: Trainer, now: datetime) -> None:
    visit = samples.sample_visit(trainer, now)
    assert [name for name, _value in visits.its_cancelled(visit, now).details] == ["When", "What", "With"]


def test_a_visit_over_midnight_names_both_days(trainer: Trainer, now: datetime) -> None:
    visit = samples.sample_visit(trainer, now)
    visit.set_time(visit.start + timedelta(hours=13, minutes=30))
    (_name, when), *_others = reminders.see_you_soon(visit, now).details
    assert when == "Wednesday 2 December 2026, 23:30–Thursday 3 December, 00:30 (Europe/Berlin)"
