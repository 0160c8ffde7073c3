"""A service and its rules, in hours and days; bounds are said kindly; never deleted."""

import re
from typing import Any

import pytest
from django.test import Client as Browser

from assessments.models import Appointment, Service, Trainer
from tests.assessments.desk_settings.typed import ADD_SERVICE, service_form, service_url
from tests.makers import make_service, make_trainer


def test_a_service_is_added_with_its_rules_in_minutes(desk: Browser, trainer: Trainer) -> None:
    assert desk.post(ADD_SERVICE, service_form()).status_code == 302
    made = trainer.services.get()
    assert (made.slug, made.duration, made.slot_step, made.buffer_before, made.buffer_after) == (
        "retest",
        45,
        15,
        5,
        10,
    )
    assert (made.notice, made.horizon_days, made.daily_cap) == (2 * 1440, 90, None)
    assert (made.cancel_cutoff, made.move_cutoff) == (36 * 60, 90)


def test_its_page_is_open_at_once(desk: Browser, trainer: Trainer) -> None:
    desk.post(ADD_SERVICE, service_form(slug="second-look"))
    assert Browser().get(f"/t/{trainer.slug}/second-look/").status_code == 200


def test_the_form_shows_what_is_saved(desk: Browser, trainer: Trainer) -> None:
    desk.post(ADD_SERVICE, service_form())
    form = desk.get(service_url(trainer.services.get())).context["form"]
    shown = {name: form[name].value() for name in ("notice", "cancel_cutoff", "move_cutoff")}
    widgets = {name: form[name].field.widget.decompress(value) for name, value in shown.items()}
    assert widgets == {"notice": [2, "days"], "cancel_cutoff": [36, "hours"], "move_cutoff": [90, "minutes"]}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name": ""}, "This field is required."),
        ({"name": "x" * 121}, "at most 120 characters"),
        ({"name": "a\x00"}, "Null characters are not allowed."),
        ({"daily_cap": "0"}, "To take nobody on a day, close the day instead."),
        ({"daily_cap": "-1"}, "To take nobody on a day, close the day instead."),
        ({"duration": "4"}, "greater than or equal to 5"),
        ({"duration": "601"}, "less than or equal to 600"),
        ({"duration": "9" * 400}, "less than or equal to 600"),
        ({"duration": "an hour"}, "Enter a whole number."),
        ({"slot_step": "0"}, "greater than or equal to 5"),
        ({"buffer_before": "241"}, "less than or equal to 240"),
        ({"buffer_after": "-5"}, "greater than or equal to 0"),
        ({"horizon_days": "0"}, "greater than or equal to 1"),
        ({"horizon_days": "731"}, "less than or equal to 730"),
        ({"notice_number": "366"}, "more than a year"),
        ({"notice_number": ""}, "This field is required."),
        ({"notice_unit": "weeks"}, "Select a valid choice."),
        ({"cancel_cutoff_number": "-1"}, "greater than or equal to 0"),
        ({"move_cutoff_number": "1.5"}, "Enter a whole number."),
        ({"video_url": "javascript:alert(1)"}, "Enter a valid URL."),
        ({"video_url": "ftp://files.example/room"}, "Enter a valid URL."),
        ({"video_url": "https://video.example/" + "x" * 500}, "at most 500 characters"),
        ({"slug": "nicht schön"}, "Enter a valid “slug”"),
    ],
)
def test_what_makes_no_sense_is_said_and_kept(
    desk: Browser, trainer: Trainer, typed: dict[str, Any], words: str
) -> None:
    answer = desk.post(ADD_SERVICE, service_form(**typed))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert words in text
    assert "A second look." in text
    assert trainer.services.count() == 0


def test_a_link_without_its_beginning_gets_it(desk: Browser, trainer: Trainer) -> None:
    desk.post(ADD_SERVICE, service_form(video_url="video.example/room"))
    assert trainer.services.get().video_url == "https://video.example/room"


def test_an_address_is_ones_own_once(desk: Browser, trainer: Trainer) -> None:
    make_service(trainer=trainer, slug="retest")
    make_service(trainer=make_trainer(), slug="second-look")
    answer = desk.post(ADD_SERVICE, service_form(slug="retest"))
    assert answer.status_code == 422
    assert "Another of your services has this address." in answer.content.decode()
    assert desk.post(ADD_SERVICE, service_form(slug="second-look")).status_code == 302


@pytest.mark.parametrize(("name", "slug"), [("Retest", "retest-2"), ("再テスト", "service"), ("Any", "any")])
def test_without_an_address_it_is_made_from_the_name(
    desk: Browser, trainer: Trainer, name: str, slug: str
) -> None:
    make_service(trainer=trainer, slug="retest")
    desk.post(ADD_SERVICE, service_form(name=name))
    assert trainer.services.get(name=name).slug == slug


def test_the_address_never_changes(desk: Browser, service: Service) -> None:
    desk.post(service_url(service), service_form(slug="elsewhere"))
    before, name = service.slug, service.name
    service.refresh_from_db()
    assert service.slug == before
    assert service.name != name


def test_one_no_longer_offered_keeps_its_visits(desk: Browser, visit: Appointment) -> None:
    service = visit.service
    desk.post(service_url(service), {**service_form(), "is_active": ""})
    assert Browser().get(service.get_absolute_url()).status_code == 404
    visit.refresh_from_db()
    assert visit.is_confirmed
    assert "not offered" in desk.get("/desk/settings/").content.decode()


def test_a_strangers_service_is_not_found(desk: Browser) -> None:
    other = make_service(trainer=make_trainer())
    assert desk.post(service_url(other), service_form()).status_code == 404
    other.refresh_from_db()
    assert other.duration == 60


def test_every_label_belongs_to_a_field(desk: Browser) -> None:
    text = desk.get(ADD_SERVICE).content.decode()
    labels, ids = set(re.findall(r' for="([^"]+)"', text)), set(re.findall(r' id="([^"]+)"', text))
    assert len(labels) > 10
    assert labels <= ids


def test_a_doubled_sending_adds_one(desk: Browser, trainer: Trainer) -> None:
    assert desk.post(ADD_SERVICE, service_form()).status_code == 302
    again = desk.post(ADD_SERVICE, service_form())
    assert again.status_code == 422
    assert "You have a service of this name already." in again.content.decode()
    assert trainer.services.count() == 1
