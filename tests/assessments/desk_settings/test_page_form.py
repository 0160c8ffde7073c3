"""The trainer's page; another time zone is never taken silently."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client as Browser

from assessments.models import Appointment, Client, Service, Trainer
from assessments.opening import Agreed, save_page
from tests.assessments.desk_settings.typed import OUTSIDE, PAGE, page_form
from tests.makers import make_appointment


def test_the_page_is_saved(desk: Browser, trainer: Trainer) -> None:
    typed = page_form(
        trainer,
        name="Mara",
        bio="Calm.",
        venue_name="Studio",
        venue_directions="Ring twice.",
        map_url="map.example/here",
        confirm_first="on",
    )
    assert desk.post(PAGE, typed).status_code == 302
    trainer.refresh_from_db()
    assert (trainer.name, trainer.bio, trainer.place) == ("Mara", "Calm.", "Studio")
    assert trainer.map_url == "https://map.example/here"
    assert trainer.confirm_first
    assert trainer.is_listed


def test_a_page_can_be_closed_and_opened(desk: Browser, service: Service) -> None:
    trainer = service.trainer
    desk.post(PAGE, page_form(trainer, is_listed=""))
    assert Browser().get(service.get_absolute_url()).status_code == 404
    desk.post(PAGE, page_form(trainer))
    assert Browser().get(service.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name": ""}, "This field is required."),
        ({"name": "x" * 121}, "at most 120 characters"),
        ({"bio": "x" * 2001}, "at most 2000 characters"),
        ({"bio": "a\x00"}, "Null characters are not allowed."),
        ({"zone": "Mars/Phobos"}, "Select a valid choice."),
        ({"zone": "../../etc/passwd"}, "Select a valid choice."),
        ({"zone": ""}, "Choose the time zone you work in."),
        ({"map_url": "javascript:alert(1)"}, "Enter a valid URL."),
    ],
)
def test_what_makes_no_sense_is_said_and_kept(
    desk: Browser, trainer: Trainer, typed: dict[str, Any], words: str
) -> None:
    answer = desk.post(PAGE, page_form(trainer, venue_name="Kept hall") | typed)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert words in text
    assert "Kept hall" in text
    trainer.refresh_from_db()
    assert trainer.venue_name == ""


def test_another_zone_asks_even_where_it_strands_nobody(desk: Browser, trainer: Trainer) -> None:
    typed = page_form(trainer, zone="Europe/Paris")
    asked = desk.post(PAGE, typed)
    assert asked.status_code == 409
    assert "Your clock would turn to Europe/Paris" in asked.content.decode()
    trainer.refresh_from_db()
    assert trainer.zone == "Europe/Berlin"
    assert desk.post(PAGE, typed | {"agreed_zone": "Europe/Paris"}).status_code == 302
    trainer.refresh_from_db()
    assert trainer.zone == "Europe/Paris"


def test_consent_to_one_zone_is_not_consent_to_another(desk: Browser, trainer: Trainer) -> None:
    typed = page_form(trainer, zone="Asia/Tokyo") | {"agreed_zone": "Europe/Paris"}
    assert desk.post(PAGE, typed).status_code == 409


def test_visits_keep_their_instants_and_are_listed_where_the_new_clock_strands_them(
    desk: Browser, visit: Appointment, client_record: Client
) -> None:
    trainer = visit.trainer
    afternoon = datetime(2026, 12, 2, 8, 30, tzinfo=UTC)  # 09:30 in Berlin, 17:30 in Tokyo.
    stranded = make_appointment(client=client_record, service=visit.service, start=afternoon)
    typed = page_form(trainer, zone="Asia/Tokyo")
    text = desk.post(PAGE, typed).content.decode()
    assert stranded.get_absolute_url() in text
    assert "Wed 2 Dec, 17:30 in Asia/Tokyo" in text
    assert "Tue 1 Dec, 19:00 in Asia/Tokyo" in text
    agreed = {"agreed": f"{visit.pk} {stranded.pk}", "agreed_zone": "Asia/Tokyo"}
    assert desk.post(PAGE, typed | agreed)["Location"] == OUTSIDE
    stranded.refresh_from_db()
    assert stranded.start == afternoon


def test_an_old_name_of_a_zone_may_stay(desk: Browser, trainer: Trainer) -> None:
    Trainer.objects.update(zone="US/Eastern")
    trainer.refresh_from_db()
    assert desk.post(PAGE, page_form(trainer, bio="New.")).status_code == 302
    trainer.refresh_from_db()
    assert (trainer.zone, trainer.bio) == ("US/Eastern", "New.")


def test_saving_the_page_leaves_the_rest_alone(desk: Browser, trainer: Trainer) -> None:
    desk.post(PAGE, page_form(trainer, slug="mine", pain_limit="9", availability_version="0"))
    slug, version = trainer.slug, trainer.availability_version
    trainer.refresh_from_db()
    assert (trainer.slug, trainer.pain_limit) == (slug, 4)
    assert trainer.availability_version == version + 1


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "Europe/Berlin"])
def test_calendars_are_read_anew_on_another_clock(trainer: Trainer, now: datetime, zone: str) -> None:
    calendar = trainer.calendar_sources.create(name="Private", url="https://calendar.example/x", tried_at=now)
    before, trainer.zone = trainer.zone, zone
    save_page(page=trainer, now=now, agreed=Agreed(zone=zone))
    calendar.refresh_from_db()
    assert (calendar.tried_at is None) == (zone != before)
