"""The pages behind the link in the mail."""

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from assessments.links import token_of
from assessments.models import Appointment, Client, Service
from assessments.visitors import MAILS
from hipcoach.common.http import utc_text
from hipcoach.mail.kinds import Letter, compose
from hipcoach.mail.models import OutgoingEmail
from tests.assessments.visits import open_hour
from tests.makers import make_appointment, make_service, make_trainer

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(service: Service, client_record: Client) -> Appointment:
    return make_appointment(client=client_record, service=service, start=open_hour())


def path(name: str, visit: Appointment) -> str:
    return reverse(name, args=[token_of(visit)])


def test_a_button_moves_the_visit(client: Browser, visit: Appointment) -> None:
    start = open_hour(days=5)
    answer = client.post(path("reschedule", visit), {"start": utc_text(start)}, follow=True)
    assert answer.redirect_chain == [(path("manage", visit), 302)]
    assert "Your visit is moved" in answer.content.decode()
    visit.refresh_from_db()
    assert visit.start == start


@pytest.mark.parametrize("start", ["", "soon", "\x00", "9" * 10_000, "0001-01-01T00:00:00Z"])
def test_an_unreadable_hour_shows_the_hours_again(client: Browser, visit: Appointment, start: str) -> None:
    page = client.post(path("reschedule", visit), {"start": start})
    assert page.status_code == 400
    assert "read this time" in page.content.decode()
    assert page.context["picker"].hours


def test_a_refused_hour_shows_the_reason_and_the_hours_again(client: Browser, visit: Appointment) -> None:
    page = client.post(path("reschedule", visit), {"start": utc_text(open_hour(days=-1))})
    assert page.status_code == 409
    assert "This hour is over" in page.content.decode()
    assert page.context["picker"].hours


@pytest.mark.parametrize("cap", [None, 1])
def test_the_visit_itself_takes_no_hour_from_its_own_move(
    client: Browser, visit: Appointment, service: Service, cap: int | None
) -> None:
    service.daily_cap = cap
    service.save()
    page = client.get(path("reschedule", visit), {"day": f"{visit.start.date()}", "tz": "Europe/Berlin"})
    offered = {hour.start - visit.start for hour in page.context["picker"].hours}
    half = timedelta(minutes=30)
    assert offered >= {-half, half}
    assert timedelta(0) not in offered
    answer = client.post(path("reschedule", visit), {"start": utc_text(visit.start + half)})
    assert answer.status_code == 302


def test_a_move_begins_at_the_free_day_nearest_to_the_visit(client: Browser, visit: Appointment) -> None:
    visit.set_time(open_hour(days=45))
    visit.save()
    picker = client.get(path("reschedule", visit), {"tz": "Europe/Berlin"}).context["picker"]
    assert picker.chosen == visit.start.date()
    assert picker.hours


def test_past_the_cut_off_no_hours_are_offered(client: Browser, visit: Appointment, service: Service) -> None:
    service.move_cutoff = 7 * 24 * 60
    service.save()
    assert path("reschedule", visit) not in client.get(path("manage", visit)).content.decode()
    for page in (
        client.get(path("reschedule", visit)),
        client.post(path("reschedule", visit), {"start": utc_text(open_hour(days=5))}),
    ):
        assert page.status_code == 409
        assert "too late to move" in page.content.decode()
    visit.refresh_from_db()
    assert visit.version == 1


def test_cancelling_twice_ends_on_the_same_page(client: Browser, visit: Appointment) -> None:
    for _ in range(2):
        page = client.post(path("cancel", visit), follow=True)
        assert page.redirect_chain == [(path("manage", visit), 302)]
        assert "Your visit is cancelled" in page.content.decode()
    visit.refresh_from_db()
    assert (visit.status, visit.version) == ("cancelled", 2)


def test_the_cancel_page_says_until_when_it_is_free(client: Browser, visit: Appointment) -> None:
    assert "freely until" in client.get(path("cancel", visit)).content.decode()
    visit.service.cancel_cutoff = 7 * 24 * 60
    visit.service.save()
    assert "late cancellation" in client.get(path("cancel", visit)).content.decode()
    assert "freely until" not in client.get(path("cancel", visit)).content.decode()


def test_a_visit_under_way_can_be_seen_but_not_changed(client: Browser, visit: Appointment) -> None:
    half_an_hour_ago = timezone.now() - timedelta(minutes=30)
    visit.set_time(half_an_hour_ago)
    visit.save()
    assert "can no longer be changed" in client.get(path("manage", visit)).content.decode()
    later = {"start": utc_text(open_hour(days=5))}
    for page in (client.post(path("cancel", visit)), client.post(path("reschedule", visit), later)):
        assert page.status_code == 409
        assert "already begun" in page.content.decode()


def test_a_cancelled_visit_offers_another_only_where_one_can_be_had(
    client: Browser, visit: Appointment, service: Service
) -> None:
    client.post(path("cancel", visit))
    assert "Book another visit" in client.get(path("manage", visit)).content.decode()
    service.is_active = False
    service.save()
    assert "Book another visit" not in client.get(path("manage", visit)).content.decode()


def test_who_was_handed_over_books_again_at_the_new_trainers(
    client: Browser, visit: Appointment, service: Service, client_record: Client
) -> None:
    new = make_service(trainer=make_trainer(practice=service.trainer.practice))
    client_record.trainer = new.trainer
    client_record.save()
    client.post(path("cancel", visit))
    text = client.get(path("manage", visit)).content.decode()
    assert new.trainer.get_absolute_url() in text
    assert service.get_absolute_url() not in text
    mail = OutgoingEmail.objects.about(visit.ref).promised().get(kind="appointment-cancelled")
    letter = compose(mail, timezone.now())
    assert isinstance(letter, Letter)
    assert letter.button
    assert letter.button.url.endswith(new.trainer.get_absolute_url())


def test_a_stranger_cannot_flood_an_inbox_by_moving(client: Browser, visit: Appointment) -> None:
    answers = [
        client.post(path("reschedule", visit), {"start": utc_text(open_hour(days=5 + number % 2))})
        for number in range(MAILS.most + 1)
    ]
    assert [answer.status_code for answer in answers] == [302] * MAILS.most + [429]
    assert "very often" in answers[-1].content.decode()
    assert int(answers[-1]["Retry-After"]) > 0


def test_times_stand_in_the_bookers_zone_beside_the_studios(client: Browser, visit: Appointment) -> None:
    Appointment.objects.filter(pk=visit.pk).update(contact_zone="Asia/Tokyo")
    for name in ("manage", "cancel", "reschedule"):
        text = client.get(path(name, visit)).content.decode()
        assert "21:00" in text
        assert "Asia/Tokyo" in text
        assert "Europe/Berlin" in text


def test_no_page_is_kept_by_any_cache(client: Browser, visit: Appointment) -> None:
    for name in ("manage", "cancel", "reschedule", "invite"):
        assert "no-store" in client.get(path(name, visit))["Cache-Control"]
