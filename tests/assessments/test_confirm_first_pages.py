"""Confirm by e-mail first: the form shows what to do next and opens nothing; the mailed link confirms."""

import re
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core import signing
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from assessments.booking import confirm
from assessments.changing import cancel, reschedule
from assessments.links import token_of
from assessments.models import Appointment, Client, Service
from assessments.refusals import NotBookable, TooLate
from assessments.views.book import CHECK_MAIL
from hipcoach.accounts.models import DeviceSession
from hipcoach.mail.delivery import sweep
from tests.assessments.visits import book_url, form, open_hour
from tests.makers import make_service, make_trainer, make_user

pytestmark = pytest.mark.django_db
START = open_hour()


@pytest.fixture
def careful(service: Service) -> Service:
    service.trainer.confirm_first = True
    service.trainer.save()
    return service


@pytest.fixture
def asked(client: Browser, careful: Service) -> str:
    """The address that the form leads to."""
    answer = client.post(book_url(careful), form(START))
    assert answer.status_code == 302
    return str(answer["Location"])


def manage_path(name: str = "manage") -> str:
    return reverse(name, args=[token_of(Appointment.objects.get())])


def lapse() -> None:
    Appointment.objects.update(hold_until=timezone.now() - timedelta(minutes=1))


def test_the_page_says_what_to_do_and_until_when(client: Browser, asked: str) -> None:
    text = client.get(asked).content.decode()
    until = timezone.localtime(Appointment.objects.get().hold_until)
    assert "One more step" in text
    assert "ada@example.com" in text
    assert f":{until:%M}" in text


def test_nothing_on_the_way_opens_the_visit(client: Browser, asked: str) -> None:
    token = token_of(Appointment.objects.get())
    assert token not in asked
    assert token not in client.get(asked).content.decode()
    assert token.partition("-")[2] not in asked


def test_the_real_mail_leads_to_the_button_and_the_button_confirms(
    client: Browser, asked: str, settings: LazySettings
) -> None:
    settings.EMAIL_BACKEND = "hipcoach.mail.backends.EmlFolderBackend"
    sweep(timezone.now())
    mails = list(Path(settings.MAIL_FOLDER).glob("[!.]*.eml"))
    message = message_from_bytes(mails[0].read_bytes(), policy=policy.default)
    link = re.search(r"/a/[^\s]+/", message.get_body(("plain",)).get_content())[0]
    inbox = Browser()
    page = inbox.get(link)
    assert "Confirm the visit" in page.content.decode()
    assert Appointment.objects.get().status == "held"
    for _ in range(2):
        answer = inbox.post(f"{link}confirm/", follow=True)
        assert answer.redirect_chain == [(link, 302)]
        assert "Your visit is booked" in answer.content.decode()
    visit = Appointment.objects.get()
    assert (visit.status, visit.client) == ("confirmed", Client.objects.get())
    assert not DeviceSession.objects.exists()


def test_sent_twice_before_and_after_it_opens_nothing_either(client: Browser, careful: Service) -> None:
    sent = form(START)
    first = client.post(book_url(careful), sent)
    second = client.post(book_url(careful), sent)
    assert Appointment.objects.count() == 1
    Browser().post(manage_path("confirm"))
    third = client.post(book_url(careful), sent)
    token = token_of(Appointment.objects.get())
    for answer in (first, second, third):
        assert "/check-mail/" in answer["Location"]
        assert token not in answer["Location"]
    text = client.get(third["Location"]).content.decode()
    assert "It is confirmed" in text
    assert token not in text


def test_whose_address_is_proven_goes_straight_on(client: Browser, careful: Service) -> None:
    user = make_user(email="ada@example.com")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post(book_url(careful), form(START))
    assert answer["Location"] == manage_path()


def test_lapsed_it_is_confirmed_while_nobody_was_faster(client: Browser, asked: str) -> None:
    lapse()
    assert "no longer kept" in client.get(asked).content.decode()
    assert "The link in the mail still works" in client.get(asked).content.decode()
    assert "while nobody else" in client.get(manage_path()).content.decode()
    client.post(manage_path("confirm"))
    assert Appointment.objects.get().status == "confirmed"


def test_lapsed_and_too_late_it_leads_to_another_hour(client: Browser, asked: str) -> None:
    lapse()
    Appointment.objects.get().trainer.busy_blocks.create(start=START, end=START + timedelta(hours=1))
    page = client.post(manage_path("confirm"))
    assert page.status_code == 409
    assert "Someone has just taken this hour" in page.content.decode()
    assert "Pick another hour" in page.content.decode()


def test_given_back_the_link_is_a_kind_404_with_a_way_on(
    client: Browser, careful: Service, asked: str, settings: LazySettings
) -> None:
    link = manage_path()
    lapse()
    Browser().post(book_url(careful), form(START, email="faster@example.com"))
    page = client.get(link)
    assert page.status_code == 404
    assert reverse("trainers") in page.content.decode()
    assert client.post(f"{link}confirm/").status_code == 404
    text = client.get(asked).content.decode()
    assert "no longer kept" in text
    assert "still works" not in text


@pytest.mark.parametrize("verb", [confirm, cancel, reschedule])
def test_given_back_between_the_page_and_the_press_it_is_refused(
    client: Browser, asked: str, verb: Callable[..., Appointment]
) -> None:
    seen = Appointment.objects.get()
    Appointment.objects.all().delete()
    more = {confirm: {}, cancel: {"by": Appointment.By.CLIENT}, reschedule: {"start": START}}[verb]
    with pytest.raises(NotBookable) as refused:
        verb(appointment=seen, now=timezone.now(), **more)
    assert refused.value.reason == TooLate.GIVEN_BACK


@pytest.mark.parametrize("name", ["reschedule", "cancel"])
def test_before_it_is_confirmed_it_neither_moves_nor_is_cancelled(
    client: Browser, asked: str, name: str
) -> None:
    page = client.post(manage_path(name), {"start": "2026-12-01T10:00:00Z"})
    assert page.status_code == 409
    assert "still waits for its confirmation" in page.content.decode()
    assert Appointment.objects.get().status == "held"
    assert client.get(manage_path("invite")).status_code == 404


def test_what_a_picker_keeps_has_no_link(client: Browser, service: Service) -> None:
    client.post(reverse("hold", args=[service.trainer.slug, service.slug]), {"start": START.isoformat()})
    for name in ("manage", "confirm", "cancel", "reschedule", "invite"):
        assert client.get(manage_path(name)).status_code in {404, 405}
        assert client.post(manage_path(name)).status_code in {404, 405}
    assert Appointment.objects.get().status == "held"


@pytest.mark.parametrize("sealed", ["x", "%00", "a:b:c", "x" * 3000])
def test_a_forged_seal_opens_no_page(client: Browser, careful: Service, asked: str, sealed: str) -> None:
    url = reverse("check_mail", args=[careful.trainer.slug, careful.slug, "SEAL"]).replace("SEAL", sealed)
    assert client.get(url).status_code == 404


def test_a_seal_fits_its_own_service_only(client: Browser, careful: Service, asked: str) -> None:
    other = make_service(trainer=make_trainer())
    seal = signing.dumps(Appointment.objects.get().pk, salt=CHECK_MAIL)
    page = client.get(reverse("check_mail", args=[other.trainer.slug, other.slug, seal]))
    assert "ada@example.com" not in page.content.decode()
    wrong = signing.dumps(Appointment.objects.get().pk, salt="another")
    assert (
        client.get(reverse("check_mail", args=[careful.trainer.slug, careful.slug, wrong])).status_code == 404
    )


def test_a_replayed_form_opens_nothing_once_trainers_ask_no_more(client: Browser, careful: Service) -> None:
    sent = form(START)
    first = client.post(book_url(careful), sent)
    careful.trainer.confirm_first = False
    careful.trainer.save()
    again = client.post(book_url(careful), sent)
    assert (first.status_code, again.status_code) == (302, 302)
    assert "check-mail" in first["Location"]
    assert "check-mail" in again["Location"]
