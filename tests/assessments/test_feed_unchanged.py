"""A calendar program that looks again gets the feed only when something in it shows differently."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from assessments.changing import cancel, reschedule
from assessments.links import feed_token_of
from assessments.models import Appointment, Client, Service, Trainer
from tests.assessments.visits import booked, open_hour

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(service: Service) -> Appointment:
    return booked(service=service, start=open_hour(), now=timezone.now())


@pytest.fixture
def path(trainer: Trainer) -> str:
    return reverse("feed", args=[feed_token_of(trainer)])


def test_the_version_is_strong_and_the_answer_private(client: Browser, visit: Appointment, path: str) -> None:
    answer = client.get(path)
    assert answer["ETag"].startswith('"')
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert {"private", "no-cache"} <= set(answer["Cache-Control"].split(", "))
    assert answer["X-Robots-Tag"] == "noindex"
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")
    assert client.get(path).content == answer.content


@pytest.mark.parametrize("asked", ["{}", "W/{}", "*", '"other", {}', 'W/"a", W/{}'])
def test_what_is_held_already_is_not_sent_again(
    client: Browser, visit: Appointment, path: str, asked: str
) -> None:
    etag = client.get(path)["ETag"]
    again = client.get(path, headers={"If-None-Match": asked.format(etag)})
    assert (again.status_code, again.content) == (HTTPStatus.NOT_MODIFIED, b"")
    assert again["ETag"] == etag
    assert "private" in again["Cache-Control"]


@pytest.mark.parametrize("asked", ['"other"', "", "garbage", '"a", "b"', "\x80" * 500])
def test_anything_else_gets_it(client: Browser, visit: Appointment, path: str, asked: str) -> None:
    assert client.get(path, headers={"If-None-Match": asked}).status_code == HTTPStatus.OK


def test_head_tells_the_version_without_the_feed(client: Browser, visit: Appointment, path: str) -> None:
    head = client.head(path)
    assert (head.status_code, head.content) == (HTTPStatus.OK, b"")
    assert head["ETag"] == client.get(path)["ETag"]


def test_a_post_is_refused(client: Browser, path: str) -> None:
    assert client.post(path).status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_whatever_shows_differently_is_a_new_version(
    client: Browser, visit: Appointment, service: Service, path: str
) -> None:
    now = timezone.now()
    seen = [client.get(path)["ETag"]]

    def look() -> None:
        seen.append(client.get(path)["ETag"])

    reschedule(appointment=visit, start=visit.start + timedelta(hours=1), now=now)
    look()
    other = booked(service=service, start=open_hour(days=5), now=now)
    look()
    Client.objects.update(name="Ada Renamed")
    look()
    Trainer.objects.update(venue_name="Elsewhere")
    look()
    Service.objects.update(name="Hip hour")
    look()
    Service.objects.update(video_url="https://video.example/hips")
    look()
    cancel(appointment=other, by=Appointment.By.TRAINER, now=now)
    look()
    assert len(set(seen)) == len(seen)
