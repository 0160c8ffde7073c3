"""A client of two trainers sees one record at a time, and only their own hand changes which."""

from datetime import datetime, timedelta

from django.test import Client as Browser

from assessments.booking import Contact, book
from assessments.models import Client
from assessments.signin import claim_records
from tests.makers import make_client, make_service, make_trainer


def page(phone: Browser) -> str:
    return phone.get("/me/").content.decode()


def test_a_strangers_booking_under_the_address_does_not_switch_the_page(
    phone: Browser, ada: Client, now: datetime
) -> None:
    service = make_service(trainer=make_trainer())
    contact = Contact(name="Mallory", email=ada.email, zone="Europe/Berlin")
    book(service=service, start=now + timedelta(days=5, hours=3), contact=contact, now=now)
    assert ada.user
    claim_records(ada.user)
    assert "Hello, Ada Client" in page(phone)
    assert f"Change to {service.trainer.name}" in page(phone)


def test_a_tap_changes_to_the_other_trainer_and_back(phone: Browser, ada: Client) -> None:
    other = make_client(trainer=make_trainer(), user=ada.user, name="Ada Elsewhere")
    assert phone.post(f"/me/trainers/{other.pk}/").headers["Location"] == "/me/"
    assert "Hello, Ada Elsewhere" in page(phone)
    phone.post(f"/me/trainers/{ada.pk}/")
    assert "Hello, Ada Client" in page(phone)


def test_a_record_that_is_anothers_cannot_be_picked(phone: Browser, ada: Client) -> None:
    stranger = make_client(trainer=ada.trainer)
    assert phone.post(f"/me/trainers/{stranger.pk}/").status_code == 404
    assert "Hello, Ada Client" in page(phone)


def test_one_trainer_needs_no_choice(phone: Browser) -> None:
    assert "Your trainers" not in page(phone)
