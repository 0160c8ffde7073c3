"""What a client agreed to is theirs to read, to give and to take back."""

from datetime import timedelta
from types import MappingProxyType

import pytest
from django.test import Client as Browser
from django.utils import timezone

from assessments import consents, questions
from assessments.intake import needs_intake
from assessments.models import Client, Consent, Trainer
from assessments.screens import latest_screen
from hipcoach.privacy.models import AuditEntry
from tests.assessments.standing import send_intake
from tests.makers import make_signed_in_client

PAGE = "/me/consent/"
OLD_WORDS = str(questions.WORDINGS[1]["testing"])


@pytest.fixture
def ada(trainer: Trainer, client: Browser) -> Client:
    ada = make_signed_in_client(trainer=trainer)
    assert ada.user
    client.force_login(ada.user)
    send_intake(ada, now=timezone.now() - timedelta(hours=1))
    return ada


@pytest.fixture
def reworded(ada: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """The wording of being tested has changed since."""
    second = {**questions.WORDINGS[1], "testing": "I agree to be tested twice."}
    monkeypatch.setattr(questions, "WORDINGS", MappingProxyType({**questions.WORDINGS, 2: second}))
    monkeypatch.setattr(questions, "CONSENT_VERSION", 2)


def may_test(client: Client) -> bool:
    return latest_screen(client=client, now=timezone.now()).may_test


def kinds(client: Client) -> set[str]:
    return set(Consent.objects.in_force(timezone.now()).filter(client=client).values_list("kind", flat=True))


def test_what_was_agreed_to_is_there_in_its_words(ada: Client, client: Browser) -> None:
    page = client.get(PAGE)
    assert OLD_WORDS in page.content.decode()
    assert [(box.kind, box.is_in_force) for box in page.context["boxes"]] == [
        ("health_data", True),
        ("testing", True),
        ("nudges", False),
    ]


@pytest.mark.parametrize("kind", ["health_data", "testing"])
def test_taking_it_back_locks_and_giving_it_again_opens(ada: Client, client: Browser, kind: str) -> None:
    assert may_test(ada)
    client.post(PAGE, {"kind": kind, "withdraw": "1"})
    assert not may_test(ada)
    assert "We need your agreement" in client.get("/me/").content.decode()
    assert "All that is missing is your agreement" in client.get("/me/intake/").content.decode()
    client.post(PAGE, {"kind": kind, "agree": "1"})
    assert may_test(ada)
    assert not needs_intake(client=ada, now=timezone.now())


def test_each_is_apart(ada: Client, client: Browser) -> None:
    client.post(PAGE, {"kind": "nudges", "agree": "1"})
    client.post(PAGE, {"kind": "testing", "withdraw": "1"})
    assert kinds(ada) == {"health_data", "nudges"}


def test_twice_is_once(ada: Client, client: Browser) -> None:
    for _ in range(2):
        client.post(PAGE, {"kind": "testing", "withdraw": "1"})
    for _ in range(2):
        client.post(PAGE, {"kind": "testing", "agree": "1"})
    assert ada.consents.filter(kind="testing").count() == 2
    assert AuditEntry.objects.filter(subject=f"client {ada.pk}", fields=["consents"]).count() == 2


def test_what_was_taken_back_stays_to_be_read(ada: Client, client: Browser) -> None:
    client.post(PAGE, {"kind": "testing", "withdraw": "1"})
    page = client.get(PAGE)
    assert len(page.context["boxes"][1].earlier) == 1


def test_a_new_wording_is_asked_anew(ada: Client, client: Browser, reworded: None) -> None:
    assert not may_test(ada)
    assert latest_screen(client=ada, now=timezone.now()).needs_consent_only
    page = client.get(PAGE).content.decode()
    assert OLD_WORDS in page  # What was given then.
    assert "I agree to be tested twice." in page
    for kind in ("health_data", "testing"):
        client.post(PAGE, {"kind": kind, "agree": "2"})
    assert may_test(ada)


def test_until_then_a_trainer_reads_nothing(ada: Client, reworded: None) -> None:
    assert not latest_screen(client=ada, now=timezone.now()).may_read


def test_words_that_changed_while_reading_are_read_once_more(
    ada: Client, client: Browser, reworded: None
) -> None:
    answer = client.post(PAGE, {"kind": "testing", "agree": "1"}, follow=True)
    assert "Please read them once more" in answer.content.decode()
    assert "testing" not in kinds(ada)


def test_the_old_one_can_be_taken_back_too(ada: Client, client: Browser, reworded: None) -> None:
    client.post(PAGE, {"kind": "testing", "withdraw": "1"})
    assert not ada.consents.filter(kind="testing", withdrawn_at=None).exists()


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"kind": ""},
        {"kind": "everything", "agree": "1"},
        {"kind": "\x00", "withdraw": "1"},
        {"kind": "x" * 5_000, "agree": "1"},
    ],
)
def test_a_forged_kind_is_refused(ada: Client, client: Browser, data: dict[str, str]) -> None:
    assert client.post(PAGE, data).status_code == 400
    assert kinds(ada) == {"health_data", "testing"}


@pytest.mark.parametrize("version", ["", "0", "2", "-1", "one", "9" * 5_000, "\x00"])
def test_a_forged_wording_gives_nothing(ada: Client, client: Browser, version: str) -> None:
    assert client.post(PAGE, {"kind": "nudges", "agree": version}).status_code == 302
    assert "nudges" not in kinds(ada)


def test_giving_under_another_wording_is_refused_by_the_verb(ada: Client) -> None:
    with pytest.raises(consents.WordingChanged):
        consents.give(client=ada, kind=Consent.Kind.NUDGES, wording=2, now=timezone.now())


def test_without_an_intake_the_intake_asks(trainer: Trainer, client: Browser) -> None:
    ben = make_signed_in_client(trainer=trainer)
    assert ben.user
    client.force_login(ben.user)
    page = client.get(PAGE).content.decode()
    assert "Your intake asks you for it" in page
