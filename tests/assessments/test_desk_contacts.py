"""The desk's pages of who a client is: what was typed survives a refusal that names the other client."""

import pytest
from django.http import HttpResponse
from django.test import Client as Browser
from django.urls import reverse

from assessments.models import Client, Trainer
from tests.makers import make_client, make_signed_in_client

FORM = {"name": "Bo Larsen", "email": "bo@x.org", "phone": "030 12345", "zone": "Europe/Berlin"}


@pytest.fixture
def desk(trainer: Trainer) -> Browser:
    browser = Browser()
    browser.force_login(trainer.user)
    return browser


def add(desk: Browser, **typed: str) -> HttpResponse:
    return desk.post(reverse("client_add"), FORM | typed)


def change(desk: Browser, client: Client, **typed: str) -> HttpResponse:
    return desk.post(reverse("client_contact", args=[client.pk]), FORM | typed)


def test_added_and_led_to_their_page(desk: Browser, trainer: Trainer) -> None:
    answer = add(desk, email="")
    client = trainer.clients.get()
    assert answer.headers["Location"] == client.get_absolute_url()
    assert "nothing is mailed" in desk.get(client.get_absolute_url()).content.decode()


def test_the_trainers_zone_is_offered_first(desk: Browser) -> None:
    assert '<option value="Europe/Berlin" selected>' in desk.get(reverse("client_add")).content.decode()


def test_a_refusal_names_the_client_keeps_the_words_and_offers_the_act(
    desk: Browser, trainer: Trainer
) -> None:
    known = make_client(trainer=trainer, name="Ada <b>", email="bo@x.org")
    answer = add(desk)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert f'href="{known.get_absolute_url()}">Ada &lt;b&gt;</a>' in text
    assert 'value="Bo Larsen"' in text
    assert 'name="is_another"' in text
    assert add(desk, is_another="on", asked="bo@x.org").status_code == 302
    assert trainer.clients.filter(shares_email=True).count() == 2


def test_changing_to_an_address_that_exists_says_whose_it_is(desk: Browser, trainer: Trainer) -> None:
    client, known = make_client(trainer=trainer), make_client(trainer=trainer, name="Known", email="bo@x.org")
    answer = change(desk, client, name="Typed Anew")
    assert answer.status_code == 409
    assert known.get_absolute_url() in answer.content.decode()
    assert 'value="Typed Anew"' in answer.content.decode()


def test_a_shared_address_is_kept_without_asking_again(desk: Browser, trainer: Trainer) -> None:
    client = make_client(trainer=trainer, email="home@x.org", shares_email=True)
    make_client(trainer=trainer, email="home@x.org", shares_email=True)
    page = desk.get(reverse("client_contact", args=[client.pk])).content.decode()
    assert 'name="is_another"' in page
    sent = {"email": "home@x.org", "is_another": "on", "asked": "home@x.org"}
    assert change(desk, client, **sent).status_code == 302


def test_a_tick_about_one_address_does_not_share_another(desk: Browser, trainer: Trainer) -> None:
    client = make_client(trainer=trainer, email="home@x.org", shares_email=True)
    make_client(trainer=trainer, email="home@x.org", shares_email=True)
    known = make_client(trainer=trainer, name="Ruth", email="bo@x.org")
    answer = change(desk, client, is_another="on", asked="home@x.org")
    assert answer.status_code == 409
    assert "They share this address with Ruth" in answer.content.decode()
    assert "checked" not in answer.content.decode()
    known.refresh_from_db()
    assert not known.shares_email


def test_a_cut_sign_in_is_said_before_and_after(desk: Browser, trainer: Trainer) -> None:
    client = make_signed_in_client(trainer=trainer)
    assert "signs in with" in desk.get(reverse("client_contact", args=[client.pk])).content.decode()
    change(desk, client)
    assert "until the new address is proven" in desk.get(client.get_absolute_url()).content.decode()


def test_the_sign_in_page_of_the_old_user_is_closed(desk: Browser, trainer: Trainer) -> None:
    client = make_signed_in_client(trainer=trainer)
    phone = Browser()
    assert client.user
    phone.force_login(client.user)
    assert phone.get("/me/").status_code == 200
    change(desk, client)
    assert {phone.get(f"/me/{page}").status_code for page in ("", "intake/", "results/", "plan/")} == {404}


@pytest.mark.parametrize(
    "typed",
    [
        {"name": ""},
        {"name": " \t\r\n"},
        {"name": "x" * 121},
        {"name": "a\0b"},
        {"email": "not an address"},
        {"email": "a\0@x.org"},
        {"email": "x" * 250 + "@x.org"},
        {"phone": "call me"},
        {"zone": "Mars/Olympus"},
        {"zone": ""},
    ],
)
def test_what_cannot_be_is_asked_again(desk: Browser, trainer: Trainer, typed: dict[str, str]) -> None:
    client = make_client(trainer=trainer)
    assert add(desk, **typed).status_code == 422
    assert change(desk, client, **typed).status_code == 422
    assert trainer.clients.count() == 1


def test_an_empty_form_is_a_form_sent(desk: Browser) -> None:
    assert desk.post(reverse("client_add"), {}).status_code == 422
