"""A client is handed to another trainer of the practice: looked at, then done, then closed to the old one."""

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from assessments.models import Appointment, Client, Trainer
from tests.makers import make_appointment, make_client, make_service, make_signed_in_client, make_trainer

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(trainer: Trainer) -> Trainer:
    return make_trainer(practice=trainer.practice)


@pytest.fixture
def ada(trainer: Trainer) -> Client:
    return make_signed_in_client(trainer=trainer, name="Ada Lovelace")


def browser_of(trainer: Trainer) -> Browser:
    browser = Browser()
    browser.force_login(trainer.user)
    return browser


def press(by: Trainer, client: Client, to: Trainer, **ticked: str) -> HttpResponse:
    return browser_of(by).post(reverse("client_hand_over", args=[client.pk]), {"to": to.pk, **ticked})


def trainer_of(client: Client) -> Trainer:
    return Client.objects.select_related("trainer").get(pk=client.pk).trainer


def test_looking_says_what_it_means_and_changes_nothing(
    trainer: Trainer, colleague: Trainer, ada: Client
) -> None:
    desk = browser_of(trainer)
    page = reverse("client_hand_over", args=[ada.pk])
    assert colleague.name in desk.get(page).content.decode()
    assert "no longer opens any of it" in desk.get(page, {"to": colleague.pk}).content.decode()
    assert trainer_of(ada) == trainer


def test_handed_over_the_old_trainer_opens_nothing_and_the_client_sees_who_it_is(
    trainer: Trainer, colleague: Trainer, ada: Client
) -> None:
    press(trainer, ada, colleague)
    assert trainer_of(ada) == colleague
    for name in ("client", "client_contact", "client_merge", "client_hand_over", "next_visit"):
        page = reverse(name, args=[ada.pk])
        assert browser_of(trainer).get(page).status_code == (404 if name != "client_hand_over" else 200)
        assert browser_of(colleague).get(page).status_code == 200
    phone = Browser()
    assert ada.user
    phone.force_login(ada.user)
    assert colleague.name in phone.get("/me/").content.decode()


def test_the_owner_may_and_a_colleague_may_not(trainer: Trainer, colleague: Trainer) -> None:
    """The fixtures' trainer owns the practice."""
    client = make_client(trainer=colleague)
    third = make_trainer(practice=trainer.practice)
    assert press(third, client, third).status_code == 404
    assert press(trainer, client, third).status_code == 302
    assert trainer_of(client) == third


def test_only_to_somebody_who_works_in_the_same_practice(trainer: Trainer, ada: Client) -> None:
    gone = make_trainer(practice=trainer.practice, is_listed=False, removed_at=timezone.now())
    for to in (make_trainer(), gone, trainer):
        assert press(trainer, ada, to).status_code == 404
    assert trainer_of(ada) == trainer


@pytest.mark.parametrize("to", ["0", "x", "\0", "9" * 30])
def test_nobody_is_not_found(trainer: Trainer, ada: Client, to: str) -> None:
    page = reverse("client_hand_over", args=[ada.pk])
    assert browser_of(trainer).get(page, {"to": to}).status_code == 404
    assert browser_of(trainer).post(page, {"to": to}).status_code == 404


def test_a_visit_that_cannot_go_on_is_cancelled_only_when_that_was_ticked(
    trainer: Trainer, colleague: Trainer, ada: Client
) -> None:
    visit = make_appointment(
        client=ada, service=make_service(trainer=trainer), start=timezone.now() + timedelta(days=3)
    )
    answer = press(trainer, ada, colleague)
    assert answer.status_code == 409
    assert "no such service there" in answer.content.decode()
    press(trainer, ada, colleague, cancel="on", visits=str(visit.pk))
    assert trainer_of(ada) == colleague
    assert Appointment.objects.get().status == Appointment.Status.CANCELLED


def test_an_address_that_stands_there_already_is_asked_about(
    trainer: Trainer, colleague: Trainer, ada: Client
) -> None:
    make_client(trainer=colleague, email=ada.email, name="Ada Elsewhere")
    answer = press(trainer, ada, colleague)
    assert answer.status_code == 409
    assert "Ada Elsewhere" in answer.content.decode()
    press(trainer, ada, colleague, apart="on", doubled=str(ada.pk))
    assert trainer_of(ada) == colleague
    assert set(colleague.clients.values_list("shares_email", flat=True)) == {True}
