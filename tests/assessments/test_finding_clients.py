"""The search of every desk page: the few who fit best, nobody else's."""

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from assessments.models import Service, Trainer
from tests.makers import make_appointment, make_client, make_trainer

pytestmark = pytest.mark.django_db


def found(browser: Browser, search: str) -> str:
    answer = browser.get("/desk/clients/found/", {"q": search})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def desk(trainer: Trainer, client: Browser) -> Browser:
    client.force_login(trainer.user)
    return client


def test_a_letter_finds_whose_name_begins_so_first(desk: Browser, trainer: Trainer) -> None:
    for name in ("Emil Noack", "Noor Visser", "Lena Kanu"):
        make_client(trainer=trainer, name=name)
    page = found(desk, "n")
    places = [page.index(name) for name in ("Emil Noack", "Noor Visser", "Lena Kanu")]
    assert places == sorted(places)


def test_who_comes_next_stands_before_who_does_not(desk: Browser, trainer: Trainer, service: Service) -> None:
    make_client(trainer=trainer, name="Nele Abend")
    noor = make_client(trainer=trainer, name="Noor Visser")
    make_appointment(client=noor, service=service, start=timezone.now() + timedelta(days=1))
    page = found(desk, "n")
    assert page.index("Noor Visser") < page.index("Nele Abend")


def test_only_a_few_are_shown_and_more_is_said(desk: Browser, trainer: Trainer) -> None:
    for number in range(9):
        make_client(trainer=trainer, name=f"Noor {number}")
    page = found(desk, "noor")
    assert page.count("<li>") == 6
    assert "type on" in page


def test_nobody_elses_client_is_found(desk: Browser) -> None:
    make_client(trainer=make_trainer(), name="Noor Visser")
    assert "Noor" not in found(desk, "noor")


@pytest.mark.parametrize("search", ["", "\0", "%", "_", "x" * 10_000, "<b>", "'; --"])
def test_whatever_is_typed_is_answered(desk: Browser, trainer: Trainer, search: str) -> None:
    make_client(trainer=trainer, name="Noor Visser")
    assert "<b>" not in found(desk, search)


def test_queries_do_not_grow(
    desk: Browser, trainer: Trainer, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    found(desk, "noor")
    for number in range(20):
        make_client(trainer=trainer, name=f"Noor {number}")
    with django_assert_max_num_queries(8):
        found(desk, "noor")
