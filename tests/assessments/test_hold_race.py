"""One visitor in many tabs at once keeps one hour, and every tab gets an answer."""

from collections import Counter

import pytest
from django.test import Client as Browser
from django.urls import reverse

from assessments.models import Appointment, Service
from hipcoach.common.http import utc_text
from tests.assessments.test_booking_race import race
from tests.assessments.visits import open_hour
from tests.makers import make_service, make_trainer

pytestmark = pytest.mark.django_db(transaction=True)


def test_tabs_of_one_visitor_never_keep_two_hours(service: Service) -> None:
    services = [service, *(make_service(trainer=make_trainer()) for _ in range(3))]
    first = Browser()
    first.get(reverse("service", args=[service.trainer.slug, service.slug]))
    token = first.cookies["csrftoken"].value

    def act(rival: int, number: int) -> str:
        tab = Browser(REMOTE_ADDR=f"10.1.{number}.1")
        tab.cookies["csrftoken"] = token
        offer = services[rival % len(services)]
        url = reverse("hold", args=[offer.trainer.slug, offer.slug])
        return str(tab.post(url, {"start": utc_text(open_hour(days=3 + rival % 2))}).status_code)

    for outcomes in race(rivals=4, rounds=6, act=act):
        assert set(outcomes) <= {"303", "409"}
        assert outcomes["303"]
    assert Counter(Appointment.objects.values_list("status", flat=True)) == {"held": 1}


def test_one_of_many_visitors_keeps_the_hour(service: Service) -> None:
    url = reverse("hold", args=[service.trainer.slug, service.slug])

    def act(rival: int, number: int) -> str:
        hour = {"start": utc_text(open_hour(days=3 + number))}
        return str(Browser(REMOTE_ADDR=f"10.0.0.{rival}").post(url, hour).status_code)

    assert race(rivals=8, rounds=3, act=act) == [Counter({"303": 1, "409": 7})] * 3
