"""A zone that has left the time zone data: nothing is offered, no page breaks, the trainer is told."""

from datetime import datetime, timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from assessments.availability import Refusal
from assessments.booking import book
from assessments.links import token_of
from assessments.models import Client, Service, Trainer
from assessments.refusals import NotBookable
from tests.assessments.desk_settings.typed import page_form
from tests.assessments.visits import contact, form, open_hour
from tests.makers import make_appointment

LOST = "Mars/Phobos"


@pytest.fixture
def lost(service: Service) -> Service:
    """A service of a trainer whose zone is no longer known."""
    Trainer.objects.update(zone=LOST)
    return Service.objects.select_related("trainer").get(pk=service.pk)


@pytest.fixture
def desk(lost: Service) -> Browser:
    browser = Browser()
    browser.force_login(lost.trainer.user)
    return browser


def test_nothing_is_offered(lost: Service) -> None:
    visitor, address = Browser(), lost.get_absolute_url()
    assert visitor.get(address).status_code == 200
    asked = {"from": f"{open_hour():%Y-%m-%d}", "to": f"{open_hour():%Y-%m-%d}", "tz": "Europe/Berlin"}
    answer = visitor.get(f"{address}slots.json", asked)
    assert (answer.status_code, answer.json()["slots"]) == (200, [])
    assert visitor.get(lost.trainer.get_absolute_url()).status_code == 200
    assert visitor.get(reverse("trainers")).status_code == 200


def test_a_booking_is_refused(lost: Service, now: datetime) -> None:
    assert Browser().post(f"{lost.get_absolute_url()}book/", form(open_hour())).status_code == 409
    with pytest.raises(NotBookable) as refused:
        book(service=lost, start=open_hour(), contact=contact(), now=timezone.now())
    assert refused.value.reason == Refusal.CLOSED


@pytest.mark.parametrize(
    "path",
    ["", "schedule/", "clients/"]
    + [f"settings/{name}" for name in ("", "hours/", "days/", "time-off/", "page/", "outside/")],
)
def test_the_desk_opens_and_tells_the_trainer(desk: Browser, path: str) -> None:
    answer = desk.get(f"/desk/{path}")
    assert answer.status_code == 200
    assert "is no longer known" in answer.content.decode()


def test_a_visit_booked_before_stays_within_reach(
    lost: Service, client_record: Client, desk: Browser
) -> None:
    visit = make_appointment(client=client_record, service=lost, start=open_hour())
    assert desk.get(visit.get_absolute_url()).status_code == 200
    for page in ("manage", "cancel", "reschedule", "invite"):
        assert Browser().get(reverse(page, args=[token_of(visit)])).status_code == 200


def test_a_clients_lost_zone_breaks_nothing_either(service: Service, client_record: Client) -> None:
    visit = make_appointment(client=client_record, service=service, start=open_hour())
    visit.contact_zone = LOST
    visit.save()
    Client.objects.update(time_zone=LOST)
    for page in ("manage", "cancel", "reschedule"):
        assert Browser().get(reverse(page, args=[token_of(visit)])).status_code == 200
    assert client_record.tz.key


def test_choosing_a_zone_mends_it(desk: Browser, lost: Service) -> None:
    trainer = lost.trainer
    sent = page_form(trainer, zone="Europe/Berlin")
    assert desk.post("/desk/settings/page/", sent).status_code == 409
    assert desk.post("/desk/settings/page/", sent | {"agreed_zone": "Europe/Berlin"}).status_code == 302
    assert "is no longer known" not in desk.get("/desk/").content.decode()
    day = open_hour() + timedelta(days=1)
    asked = {"from": f"{day:%Y-%m-%d}", "to": f"{day:%Y-%m-%d}", "tz": "Europe/Berlin"}
    assert Browser().get(f"{lost.get_absolute_url()}slots.json", asked).json()["slots"]
