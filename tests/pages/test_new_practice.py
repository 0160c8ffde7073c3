"""One command opens a practice that can be booked at once; wrong values change nothing and are all named."""

import io
import sys

import pytest
from django.core.management import CommandError, call_command
from django.test import Client as Browser

from assessments.models import Practice, Trainer
from hipcoach.accounts.models import User
from tests.makers import make_trainer

pytestmark = pytest.mark.django_db
GIVEN = {"name": "Northside", "trainer": "Mara Lind", "email": "Mara@Example.com", "zone": "Europe/Berlin"}


def new_practice(
    monkeypatch: pytest.MonkeyPatch, password: str = "lift the foot and hold", **given: str
) -> str:
    out = io.StringIO()
    monkeypatch.setattr(sys, "stdin", io.StringIO(password + "\n"))
    call_command("new_practice", password_stdin=True, stdout=out, **(GIVEN | given))
    return out.getvalue()


def test_the_page_can_be_booked_at_once(monkeypatch: pytest.MonkeyPatch, client: Browser) -> None:
    said = new_practice(monkeypatch)
    assert "/t/mara-lind/" in said
    page = client.get("/t/mara-lind/movement-assessment/")
    assert page.context["picker"].hours


def test_the_owner_signs_in_with_the_password(monkeypatch: pytest.MonkeyPatch, client: Browser) -> None:
    new_practice(monkeypatch)
    sent = {"login": "mara@example.com", "password": "lift the foot and hold"}
    assert client.post("/accounts/login/", sent).headers["Location"] == "/start/"
    assert client.get("/desk/").status_code == 200


def test_an_address_that_is_taken_or_reserved_gets_another(monkeypatch: pytest.MonkeyPatch) -> None:
    make_trainer(slug="any-trainer")
    new_practice(monkeypatch, trainer="Any", email="one@example.com")
    new_practice(monkeypatch, trainer="Any", email="two@example.com")
    assert set(Trainer.objects.values_list("slug", flat=True)) == {"any-trainer", "any-2", "any-3"}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"name": " "}, "Give the practice's name and yours."),
        ({"email": "nonsense"}, "valid email"),
        ({"zone": "Europe/Nowhere"}, "time zone"),
        ({"password": "12345"}, "too short"),
    ],
)
def test_wrong_values_change_nothing(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], words: str
) -> None:
    with pytest.raises(CommandError, match=words):
        new_practice(monkeypatch, **given)
    assert not Practice.objects.exists()
    assert not User.objects.exists()


def test_a_known_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    new_practice(monkeypatch)
    with pytest.raises(CommandError, match="already in use"):
        new_practice(monkeypatch, name="Southside")
    assert Practice.objects.count() == 1
