"""Every parameter that the public pages read, with values nobody means: a page, no crash, no row."""

import pytest
from django.test import Client as Browser
from django.urls import reverse

from assessments.links import token_of
from assessments.models import Appointment, Client, Service
from hipcoach.common.http import utc_text
from tests.assessments.visits import form, open_hour
from tests.makers import make_appointment

pytestmark = pytest.mark.django_db
HOSTILE = {
    "nothing": "",
    "NUL": "\x00",
    "huge": "9" * 5_000,
    "negative": "-1",
    "past all integers": "9" * 18,
    "year 9999": "9999-12-31T23:59:59Z",
    "day 9998": "9998-12-31",
    "day zero": "0000-00-00",
    "markup": "<script>alert(1)</script>",
    "percent": "%s%n%%00",
    "path": "../../etc/passwd",
    "right to left": "\u202e2026-12-01",
    "no character": "\ufffe",
}
FINE = {200, 400, 404, 409, 422}


@pytest.fixture
def paths(service: Service, client_record: Client) -> dict[str, str]:
    visit = make_appointment(client=client_record, service=service, start=open_hour())
    offer = [service.trainer.slug, service.slug]
    named = {name: reverse(name, args=offer) for name in ("service", "book", "hold", "release", "slots")}
    whoever = {
        f"any {name}": reverse(name, args=["any", service.slug]) for name in ("service", "book", "hold")
    }
    return (
        named | whoever | {name: reverse(name, args=[token_of(visit)]) for name in ("manage", "reschedule")}
    )


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("parameter", ["month", "day", "tz", "start", "practice", "from", "to"])
def test_in_the_address(client: Browser, paths: dict[str, str], parameter: str, value: str) -> None:
    for name, path in paths.items():
        answer = client.get(path, {parameter: value})
        assert answer.status_code in FINE | {302, 405}, (name, answer.status_code)
        assert b"<script>alert" not in answer.content
    assert Appointment.objects.count() == 1


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("parameter", ["start", "tz", "timezone", "submission", "subject_line", "name"])
def test_in_a_form(client: Browser, paths: dict[str, str], parameter: str, value: str) -> None:
    # The hour is taken, so that nothing is booked even where the value does no harm.
    sent = form(open_hour()) | {"tz": "Europe/Berlin", parameter: value}
    for name in ("book", "hold", "any book", "any hold", "reschedule"):
        answer = client.post(paths[name], sent)
        assert answer.status_code in FINE | {302}, (name, answer.status_code)
        assert b"<script>alert" not in answer.content
    assert list(Appointment.objects.values_list("start", flat=True)) == [open_hour()]


def test_whoever_is_free_of_a_practice(client: Browser, service: Service) -> None:
    where = reverse("hold", args=["any", service.slug])
    practice = service.trainer.practice_id
    text = client.get(reverse("service", args=["any", service.slug]), {"practice": practice}).content.decode()
    assert f'action="{where}?practice={practice}"' in text
    assert f"&amp;practice={practice}#hours" in text
    sent = {"start": utc_text(open_hour())}
    assert client.post(f"{where}?practice={practice + 1}", sent).status_code == 404
    assert client.post(f"{where}?practice={practice}", sent).status_code == 303
