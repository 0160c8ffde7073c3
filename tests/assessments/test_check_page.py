"""The client's short check: it comes up by itself on the day, and ends where the intake ends."""

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from assessments.models import Client, Intake, Service, Trainer
from assessments.questions import CHECK
from tests.assessments.checks import NOTHING_NEW, send_check
from tests.assessments.standing import send_intake
from tests.makers import make_appointment, make_signed_in_client

PAGE = "/me/intake/"
TODAY = {each.key: "no" for each in CHECK.steps[0].questions if each.shown_if is None}
CHANGES = {key: value for key, value in NOTHING_NEW.items() if key not in TODAY}


@pytest.fixture
def ada(trainer: Trainer, service: Service, client: Browser) -> Client:
    """Her intake is of last month, and her visit is in three hours."""
    ada = make_signed_in_client(trainer=trainer)
    assert ada.user
    client.force_login(ada.user)
    send_intake(ada, now=timezone.now() - timedelta(days=30))
    make_appointment(client=ada, service=service, start=timezone.now() + timedelta(hours=3))
    return ada


def test_it_comes_up_by_itself(ada: Client, client: Browser) -> None:
    assert "how are you today?" in client.get("/me/").content.decode()
    page = client.get(PAGE)
    assert (page.context["step"].key, page.context["is_check"]) == ("today", True)
    assert not ada.intakes.drafts().exists()


def test_two_pages_and_it_is_done(ada: Client, client: Browser) -> None:
    assert client.post(f"{PAGE}?step=today", TODAY | {"seen": "{}"}).url == f"{PAGE}?step=changes"
    assert client.post(f"{PAGE}?step=changes", CHANGES | {"seen": "{}"}).url == PAGE
    assert "you are ready to start" in client.get(PAGE).content.decode()
    assert ada.intakes.get(kind=Intake.Kind.CHECK).submitted_at
    assert "how are you today?" not in client.get("/me/").content.decode()


def test_a_stop_is_told_at_once(ada: Client, client: Browser) -> None:
    answer = client.post(f"{PAGE}?step=today", TODAY | {"chest_now": "yes", "seen": "{}"})
    page = client.get(answer.url).content.decode()
    assert "call your local emergency services now" in page
    assert client.post(f"{PAGE}?step=changes", CHANGES | {"seen": "{}"}).url == PAGE
    page = client.get(PAGE).content.decode()
    assert "call your local emergency services now" in page
    assert "We wait, and your health comes first" in page


def test_its_trail_names_no_consent(ada: Client, client: Browser) -> None:
    client.post(f"{PAGE}?step=today", TODAY | {"seen": "{}"})
    client.post(f"{PAGE}?step=changes", CHANGES | {"seen": "{}"})
    assert ada.consents.filter(withdrawn_at=None).count() == 2


def test_the_whole_intake_can_be_answered_beside_it(ada: Client, client: Browser) -> None:
    client.post(f"{PAGE}?step=today", TODAY | {"seen": "{}"})
    assert client.post(PAGE).url == f"{PAGE}?step=consent"
    assert ada.intakes.drafts().count() == 2


def test_many_checks_cost_as_few_queries_as_one(
    ada: Client, client: Browser, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for day in range(7, 0, -1):
        send_check(ada, {"new_medicine": "yes"}, now=timezone.now() - timedelta(days=day))
    for path, most in {PAGE: 13, "/me/consent/": 6, f"{PAGE}?step=today": 10}.items():
        with django_assert_max_num_queries(most):
            assert client.get(path).status_code == 200
    client.force_login(ada.trainer.user)
    with django_assert_max_num_queries(16):
        page = client.get(ada.appointments.get().get_absolute_url())
    assert len(page.context["intakes"]) == 8


def test_without_a_visit_near_it_does_not_come_up(ada: Client, client: Browser) -> None:
    ada.appointments.update(status="cancelled")
    assert "you are ready to start" in client.get(PAGE).content.decode()
