"""The self-test without our script: the server reads the questions once, and keeps nothing."""

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from assessments.models import Intake
from tests.assessments.test_self_test_questions import WELL

pytestmark = pytest.mark.django_db
PAGE = "/self-test/"


def told(client: Browser, answers: dict[str, str]) -> tuple[int, str]:
    answer = client.post(PAGE, answers)
    return answer.status_code, answer.content.decode()


def test_the_questions_come_before_the_test(client: Browser) -> None:
    text = client.get(PAGE).content.decode()
    assert 'data-part="ask" aria' in text
    assert 'data-part="go" hidden' in text
    assert "Now or today: chest pain" in text


def test_who_answers_well_reads_how_to_do_it(client: Browser) -> None:
    status, text = told(client, WELL)
    assert status == 200
    assert 'data-part="go">' in text
    assert 'data-part="ask"' not in text
    assert "That is no medical all-clear" in text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"chest_now": "yes"}, "call your local emergency services now"),
        ({"both_legs": "unsure"}, "Please see a doctor today"),
        ({"ill_today": "yes"}, "Please rest today"),
        ({"surgery": "recent"}, "see a doctor or another clinician soon"),
    ],
)
def test_a_stop_is_all_that_the_page_then_shows(client: Browser, change: dict[str, str], words: str) -> None:
    status, text = told(client, WELL | change)
    assert status == 200
    assert words in text
    assert "We stop here" in text
    assert 'data-part="go" hidden' in text
    assert 'id="questions"' not in text


def test_a_stop_is_said_before_what_is_missing(client: Browser) -> None:
    status, text = told(client, {"tear_calf": "yes"})
    assert status == 200
    assert "call your local emergency services now" in text
    assert "Please choose an answer" not in text


def test_an_open_question_is_named_and_the_rest_is_still_there(client: Browser) -> None:
    status, text = told(client, {key: value for key, value in WELL.items() if key != "falls"})
    assert status == 422
    assert "Please look at this again" in text
    assert text.count("Please choose an answer.") == 2  # On top, and beside the field.
    assert text.count("checked") == len(WELL) - 1


def test_a_review_waits_for_a_trainer(client: Browser) -> None:
    _status, text = told(client, WELL | {"blood_pressure": "controlled"})
    assert 'data-part="with_trainer">' in text
    assert 'data-part="go" hidden' in text


def test_nothing_is_stored_anywhere(client: Browser) -> None:
    client.get(PAGE)
    with CaptureQueriesContext(connection) as captured:
        answer = client.post(PAGE, WELL | {"chest_now": "yes"})
    assert [query["sql"] for query in captured] == []
    assert "sessionid" not in client.cookies
    assert "no-store" in answer["Cache-Control"]
    assert not Intake.objects.exists()


@pytest.mark.parametrize("wrong", ["", "maybe", "\x00", "x" * 10_000])
def test_an_answer_that_is_none_stays_open(client: Browser, wrong: str) -> None:
    assert told(client, WELL | {"falls": wrong})[0] == 422
