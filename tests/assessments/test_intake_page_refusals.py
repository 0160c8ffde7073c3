"""Nothing odd breaks the intake, and nobody else sees it."""

import pytest
from django.test import Client as Browser
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from assessments.models import Client, Intake, Trainer
from assessments.questions import STEPS, Step
from tests.assessments.standing import CHEST_PAIN, agree, send_intake
from tests.makers import make_signed_in_client

PAGE = "/me/intake/"
ODD = ["\x00", "x" * 10_000, "9" * 5_000, "-1", "maybe", "{{ 7|add:7 }}", "<script>", "é" * 5_000]


@pytest.fixture
def ada(trainer: Trainer, client: Browser) -> Client:
    ada = make_signed_in_client(trainer=trainer)
    assert ada.user
    client.force_login(ada.user)
    agree(ada, now=timezone.now())
    return ada


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: ascii(odd)[:12])
@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.key)
def test_an_odd_value_is_refused_kindly(ada: Client, client: Browser, step: Step, odd: str) -> None:
    data = {question.key: odd for question in step.questions}
    assert client.post(f"{PAGE}?step={step.key}", data).status_code in {302, 422}
    assert client.get(f"{PAGE}?step={step.key}").status_code == 200


@pytest.mark.parametrize(
    "query", ["step=\x00", "step=nowhere", f"step={'x' * 10_000}", "step=now&check=1", "check"]
)
def test_an_odd_address_shows_a_page(ada: Client, client: Browser, query: str) -> None:
    assert client.get(f"{PAGE}?{query}").status_code == 200
    assert not Intake.objects.exists()


def test_other_methods_are_refused(ada: Client, client: Browser) -> None:
    assert client.put(PAGE).status_code == client.delete(PAGE).status_code == 405


def test_a_visitor_signs_in_first(client: Browser, db: None) -> None:
    assert client.get(PAGE).headers["Location"].startswith("/accounts/login/")


def test_a_trainer_has_no_intake(trainer: Trainer, client: Browser) -> None:
    client.force_login(trainer.user)
    assert client.get(PAGE).status_code == client.post(PAGE).status_code == 404


def test_one_clients_answers_stay_theirs(ada: Client, client: Browser, trainer: Trainer) -> None:
    other = make_signed_in_client(trainer=trainer)
    send_intake(other, CHEST_PAIN, now=timezone.now())
    page = client.get(PAGE)
    assert page.context["step"] is STEPS[0]
    assert page.context["saved"] == {}


def test_nothing_is_kept_by_a_cache_or_named_in_the_title(ada: Client, client: Browser) -> None:
    send_intake(ada, CHEST_PAIN, now=timezone.now())
    page = client.get(PAGE)
    assert "no-store" in page.headers["Cache-Control"]
    assert "<title>Intake · HipCoach</title>" in page.content.decode()


def test_many_intakes_cost_as_few_queries_as_one(
    ada: Client, client: Browser, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _time in range(3):
        send_intake(ada, CHEST_PAIN, now=timezone.now())
    with django_assert_max_num_queries(12):
        assert client.get(PAGE).status_code == 200
