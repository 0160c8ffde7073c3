"""The trainer's page of mails: reminders, a line, the agenda; examples, and a test to oneself."""

import pytest
from django.core import mail
from django.test import Client as Browser
from django.utils import timezone

from assessments.emails import samples
from assessments.models import Service, Trainer
from assessments.views.desk_mail import TESTS
from hipcoach.mail.delivery import sweep
from hipcoach.mail.models import OutgoingEmail
from tests.makers import make_service, make_trainer

PAGE = "/desk/mail/texts/"
KINDS = samples.kinds()


def test_what_is_saved_is_shown_again(desk: Browser, service: Service) -> None:
    sent = {"line": " Ring  twice ", f"reminders_{service.pk}": ["2880", "120"]}
    answer = desk.post(PAGE, sent, follow=True)
    service.refresh_from_db()
    service.trainer.refresh_from_db()
    assert service.reminders == [2880, 120]
    assert (service.trainer.mail_line, service.trainer.mails_agenda) == ("Ring twice", False)
    assert 'value="Ring twice"' in answer.content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("line", "x" * 201),
        ("line", "x\x00y"),
        ("reminders", ["90"]),
        ("reminders", ["-60"]),
        ("reminders", ["x"]),
        ("reminders", ["9" * 400]),
        ("reminders", ["10080", "4320", "2880", "1440", "720", "360"]),
    ],
)
def test_bad_input_is_refused_in_words_and_what_was_typed_survives(
    desk: Browser, service: Service, field: str, value: object
) -> None:
    name = field if field == "line" else f"reminders_{service.pk}"
    answer = desk.post(PAGE, {"line": "Kept", name: value})
    assert answer.status_code == 422
    service.refresh_from_db()
    assert service.reminders == [2880, 1440, 120]
    if field != "line":
        assert 'value="Kept"' in answer.content.decode()


def test_a_rule_of_ones_own_stays_on_the_page(desk: Browser, service: Service) -> None:
    Service.objects.update(reminders=[90])
    page = desk.get(PAGE).content.decode()
    assert "90 minutes before" in page
    desk.post(PAGE, {"line": "", f"reminders_{service.pk}": ["90"]})
    service.refresh_from_db()
    assert service.reminders == [90]


def test_services_of_others_are_not_on_it(desk: Browser, service: Service) -> None:
    strange = make_service(trainer=make_trainer(), name="Strange hour")
    assert "Strange hour" not in desk.get(PAGE).content.decode()
    desk.post(PAGE, {"line": "", f"reminders_{strange.pk}": ["60"]})
    strange.refresh_from_db()
    assert strange.reminders == [2880, 1440, 120]


@pytest.mark.parametrize("kind", KINDS)
def test_each_mail_can_be_seen_as_text_and_with_its_looks(desk: Browser, service: Service, kind: str) -> None:
    assert desk.get(f"{PAGE}{kind}/").status_code == 200
    letter = desk.get(f"{PAGE}{kind}/letter/")
    assert letter.status_code == 200
    policy = letter.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert letter.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("kind", ["nothing", "sign-in-code", "trainer-trial"])
def test_what_has_no_example_is_not_found(desk: Browser, kind: str) -> None:
    assert [desk.get(f"{PAGE}{kind}/").status_code, desk.post(f"{PAGE}{kind}/test/").status_code] == [
        404,
        404,
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_a_test_goes_to_oneself_and_acts_on_nothing(desk: Browser, trainer: Trainer, kind: str) -> None:
    make_service(trainer=trainer)
    desk.post(f"{PAGE}{kind}/test/")
    sweep(timezone.now())
    (message,) = mail.outbox
    assert message.to == [trainer.user.email]
    assert message.subject.startswith("[Test] ")
    assert message.message()["List-Unsubscribe"] is None
    assert message.attachments == []
    assert [path for path in ("/a/", "/m/") if path in message.body] == []


def test_tests_have_an_end(desk: Browser, service: Service) -> None:
    for _ in range(TESTS.most + 2):
        answer = desk.post(f"{PAGE}appointment-booked/test/", follow=True)
    assert "try again in an hour" in answer.content.decode()
    assert OutgoingEmail.objects.count() == TESTS.most


def test_no_example_holds_a_clients_name(desk: Browser, service: Service) -> None:
    for kind in KINDS:
        page = desk.get(f"{PAGE}{kind}/").content.decode()
        assert "Ada Client" not in page
