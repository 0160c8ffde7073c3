"""The desk's page: look first, then bring in; what was pasted stays where something is wrong."""

import pytest
from django.http import HttpResponse
from django.test import Client as Browser

from assessments.models import Trainer
from hipcoach.operating.forms import MOST_SIGNS
from tests.makers import make_trainer

pytestmark = pytest.mark.django_db
PAGE = "/desk/clients/bring-in/"
TABLE = "name,email\r\nAda,ada@example.com\r\nBen,nonsense\r\n"


@pytest.fixture
def desk(client: Browser, trainer: Trainer) -> Browser:
    client.force_login(trainer.user)
    return client


def send(desk: Browser, table: str, button: str, what: str = "clients") -> HttpResponse:
    answer: HttpResponse = desk.post(PAGE, {"what": what, "table": table, button: ""})
    return answer


def test_looking_first_writes_nothing_and_keeps_what_was_pasted(desk: Browser, trainer: Trainer) -> None:
    answer = send(desk, TABLE, "look")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "1 would be new." in page
    assert "This is no e-mail address." in page
    assert "Ada,ada@example.com" in page
    assert not trainer.clients.exists()


def test_bringing_in_takes_what_is_right_and_tells_the_rest(desk: Browser, trainer: Trainer) -> None:
    page = send(desk, TABLE, "now").content.decode()
    assert "1 is new." in page
    assert "Ben,nonsense" in page
    assert trainer.clients.get().email == "ada@example.com"
    done = send(desk, "name\r\nBen\r\n", "now")
    assert (done.status_code, done.headers["Location"]) == (302, "/desk/clients/")


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("", "Paste the table here."),
        ("Ada,ada@example.com", "The first line must name the columns"),
        ('name\r\n"Ada', "Line 2: A quotation mark is opened"),
        ("name\r\n" + "Ada\r\n" * (MOST_SIGNS // 4), "too long for one go"),
    ],
)
def test_a_text_that_is_no_table_stays_and_is_told(desk: Browser, table: str, words: str) -> None:
    answer = send(desk, table, "now")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert table[:20].replace('"', "&quot;") in page


def test_what_it_is_must_be_one_of_two(desk: Browser) -> None:
    assert send(desk, TABLE, "now", what="trainers").status_code == 422


def test_nobody_gets_into_another_trainers_list(desk: Browser, trainer: Trainer) -> None:
    other = make_trainer()
    send(desk, f"name,email,trainer\r\nAda,ada@example.com,{other.pk}", "now")
    assert not other.clients.exists()
    assert trainer.clients.count() == 1
