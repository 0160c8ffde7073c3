"""The picker on its page: links that work by themselves, the part for htmx, and why a day has none."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.models import DateOverride, Service
from hipcoach.common.http import utc_text
from tests.assessments.visits import book_url, form, open_hour

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "picker"}
DAY = open_hour().date()


@pytest.fixture
def path(service: Service) -> str:
    return reverse("service", args=[service.trainer.slug, service.slug])


def reason(client: Browser, path: str, day: str) -> str:
    page = client.get(path, {"day": day, "tz": "Europe/Berlin"})
    assert page.status_code == 200
    text = str(page.context["picker"].why)
    assert text in page.content.decode()
    return text


def test_htmx_gets_the_picker_alone_and_everybody_else_the_page(client: Browser, path: str) -> None:
    whole, part = client.get(path), client.get(path, **HTMX)
    assert whole.content.decode().count('id="picker"') == 1
    assert part.content.decode().strip().startswith('<div class="picker"')
    assert "<html" not in part.content.decode()
    assert {"HX-Request"} <= set(re.split(", *", whole["Vary"])) & set(re.split(", *", part["Vary"]))


def test_another_target_gets_the_page(client: Browser, path: str) -> None:
    assert "<html" in client.get(path, HTTP_HX_REQUEST="true", HTTP_HX_TARGET="x").content.decode()


def test_every_link_of_the_picker_works_by_itself(client: Browser, path: str) -> None:
    text = client.get(path, {"tz": "Asia/Tokyo"}, **HTMX).content.decode()
    links = [link.replace("&amp;", "&") for link in re.findall(r'href="([^"]+)"', text)]
    assert len(links) > 5
    for link in links:
        if not link.startswith(("#", "/static/")):
            assert link.startswith(f"{path}?")
            page = client.get(link.partition("#")[0])
            assert page.context["zone"] == "Asia/Tokyo"
            assert f'id="{link.partition("#")[2]}"' in page.content.decode()


def test_no_script_is_needed_and_none_is_inline(client: Browser, path: str) -> None:
    text = client.get(path).content.decode()
    assert "includeIndicatorStyles&quot;: false" in text or '"includeIndicatorStyles": false' in text
    assert all("defer" in tag and "src=" in tag for tag in re.findall(r"<script[^>]*>", text))
    assert text.count("<form") >= 3


def test_days_and_hours_carry_their_full_date(client: Browser, path: str) -> None:
    text = client.get(path, {"day": DAY.isoformat(), "tz": "Europe/Berlin"}).content.decode()
    date = f"{DAY:%A} {DAY.day} {DAY:%B}"
    assert f'aria-label="{date}, 15 free hours"' in text
    assert f'<span class="visually-hidden">, {date}</span>' in text
    assert f'id="hours" tabindex="-1">{date}</h2>' in text
    assert 'data-news="15 free hours"' in text


def test_a_closed_day_says_so_and_is_a_link(client: Browser, service: Service, path: str) -> None:
    DateOverride.objects.create(trainer=service.trainer, day=DAY)
    assert "Closed" in reason(client, path, DAY.isoformat())
    text = client.get(path, {"month": f"{DAY:%Y-%m}"}).content.decode()
    assert f'{DAY:%A} {DAY.day} {DAY:%B}, closed"' in text


def test_a_day_whose_hours_are_taken_is_fully_booked(client: Browser, service: Service, path: str) -> None:
    noon = open_hour()
    service.trainer.busy_blocks.create(start=noon - timedelta(hours=12), end=noon + timedelta(hours=12))
    assert "Fully booked" in reason(client, path, DAY.isoformat())
    service.daily_cap = 1
    service.save()
    client.post(book_url(service), form(open_hour(days=5)))
    assert "Fully booked" in reason(client, path, open_hour(days=5).date().isoformat())


@pytest.mark.parametrize(
    ("days", "notice", "words"),
    [(-2, 60, "over"), (70, 60, "too far ahead"), (3, 30 * 24 * 60, "too soon")],
)
def test_a_day_out_of_reach_says_why(service: Service, days: int, notice: int, words: str) -> None:
    service.notice = notice
    service.save()
    path = reverse("service", args=[service.trainer.slug, service.slug])
    assert words in reason(Browser(), path, open_hour(days=days).date().isoformat())


def test_the_reasons_cost_no_query(client: Browser, service: Service, path: str) -> None:
    def queries(**asked: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(path, asked)
        return len(captured)

    assert queries() == 2
    assert queries(day=open_hour(days=70).date().isoformat()) == 1
    client.post(reverse("hold", args=[service.trainer.slug, service.slug]), {"start": utc_text(open_hour())})
    queries()
    assert queries() == 2  # Who kept an hour before is asked about it.


def test_a_month_with_none_leads_on(client: Browser, service: Service, path: str) -> None:
    far = (timezone.now() + timedelta(days=100)).strftime("%Y-%m")
    text = client.get(path, {"month": far}).content.decode()
    assert "No free hours in this month" in text
    assert "Next free day" in text


def test_the_studios_time_stands_beside_each_hour_where_it_differs(client: Browser, path: str) -> None:
    away = client.get(path, {"day": DAY.isoformat(), "tz": "America/New_York"}).content.decode()
    assert away.count("at the studio</small>") == len(re.findall('<button class="hour"', away)) > 0
    assert "at the studio" not in client.get(path, {"tz": "Europe/Paris"}).content.decode()


@pytest.mark.parametrize(
    ("typed", "zone"),
    [("lisbon", "Europe/Lisbon"), ("New York", "America/New_York"), ("asia/tokyo", "Asia/Tokyo")],
)
def test_a_city_is_enough_for_a_zone(client: Browser, path: str, typed: str, zone: str) -> None:
    assert client.get(path, {"tz": typed}).context["zone"] == zone


def test_a_zone_nobody_knows_is_named(client: Browser, path: str) -> None:
    text = client.get(path, {"tz": "Mars <b>"}).content.decode()
    assert "We don&#x27;t know the time zone “Mars &lt;b&gt;”" in text or "“Mars &lt;b&gt;”" in text


def test_online_is_said_and_the_link_is_not(client: Browser, service: Service, path: str) -> None:
    service.video_url, service.what_to_wear = "https://video.example/secret-room", "Something loose"
    service.save()
    asked = {"start": utc_text(open_hour())}
    for text in (client.get(path).content.decode(), client.get(book_url(service), asked).content.decode()):
        assert "Online, by video" in text
        assert "Something loose" in text
        assert "secret-room" not in text
