"""What search engines and shared links read: public pages say it all, everybody's own pages say nothing."""

import json
import re
from html import unescape
from xml.etree import ElementTree

import pytest
from django.conf import LazySettings, settings
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.links import token_of
from assessments.models import Service
from tests.assessments.visits import open_hour
from tests.makers import make_appointment, make_client, make_service, make_signed_in_client, make_trainer

pytestmark = pytest.mark.django_db
PLAIN = ["/", "/learn/", "/self-test/", "/trainers/", "/privacy/"]
LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


@pytest.fixture
def paths(service: Service) -> list[str]:
    return [*PLAIN, service.trainer.get_absolute_url(), service.get_absolute_url()]


def meta(text: str, name: str) -> str:
    found = re.search(rf'<meta (?:name|property)="{name}" content="([^"]*)">', text)
    return unescape(found[1]) if found else ""


def title(text: str) -> str:
    found = re.findall(r"<title>([^<]*)</title>", text)
    assert len(found) == 1
    return unescape(found[0])


def blocks(text: str) -> list[dict[str, object]]:
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)
    return [json.loads(each) for each in found]


def test_each_page_has_words_of_its_own(client: Browser, paths: list[str]) -> None:
    texts = [client.get(path).content.decode() for path in paths]
    titles, descriptions = (
        [title(text) for text in texts],
        [meta(text, "description") for text in texts],
    )
    assert len(set(titles)) == len(set(descriptions)) == len(paths)
    assert max(map(len, titles)) <= 70
    assert all(50 <= len(description) <= 200 for description in descriptions)
    assert [meta(text, "og:title") for text in texts] == titles
    assert [meta(text, "og:description") for text in texts] == descriptions
    assert [meta(text, "robots") for text in texts] == [""] * len(paths)


def test_each_page_names_its_one_address_and_a_picture(client: Browser, paths: list[str]) -> None:
    for path in paths:
        text = client.get(path, {"month": "2026-12", "tz": "Europe/Berlin"}).content.decode()
        assert f'<link rel="canonical" href="{settings.SITE_URL}{path}">' in text
        assert meta(text, "og:url") == settings.SITE_URL + path
        assert re.fullmatch(rf"{settings.SITE_URL}/static/img/share[.\w]*\.png", meta(text, "og:image"))


def test_the_site_and_the_trainer_are_told_in_shared_words(client: Browser) -> None:
    trainer = make_trainer(bio="Tea & hips")
    trainer.name = 'Mara </script><b>"Lind"'
    trainer.save()
    service = make_service(trainer=trainer)
    [site] = blocks(client.get("/").content.decode())
    assert site["@type"] == "WebSite"
    text = client.get(trainer.get_absolute_url()).content.decode()
    [person] = blocks(text)
    assert person["name"] == trainer.name
    assert str(service.get_absolute_url()) in json.dumps(person)
    assert "</script><b>" not in text


def test_robots_are_led_to_the_map_and_past_private_pages(client: Browser) -> None:
    text = client.get("/robots.txt").content.decode()
    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in text
    for path in ("/me/", "/desk/", "/a/", "/accounts/", "/admin/"):
        assert f"Disallow: {path}\n" in text


def test_the_map_holds_every_public_page_and_no_other(client: Browser, paths: list[str]) -> None:
    hidden = make_service(trainer=make_trainer(is_listed=False))
    with CaptureQueriesContext(connection) as captured:
        root = ElementTree.fromstring(client.get("/sitemap.xml").content)
    found = [str(each.text) for each in root.iter(LOC)]
    assert sorted(found) == sorted(settings.SITE_URL + path for path in paths)
    assert hidden.trainer.slug not in str(found)
    assert len(captured) == 1
    assert [client.get(path).status_code for path in paths] == [200] * len(paths)


def test_pages_of_one_person_are_not_to_be_found(client: Browser, service: Service) -> None:
    known = make_client(trainer=service.trainer)
    visit = make_appointment(client=known, service=service, start=open_hour())
    ada = make_signed_in_client(trainer=service.trainer)
    assert ada.user
    for path in (reverse("manage", args=[token_of(visit)]), "/accounts/login/", "/no/such/page/"):
        text = client.get(path).content.decode()
        assert meta(text, "robots") == "noindex"
        assert "og:title" not in text
    client.force_login(ada.user)
    assert meta(client.get("/me/").content.decode(), "robots") == "noindex"


def test_what_has_not_changed_is_not_sent_again(client: Browser, paths: list[str]) -> None:
    for path in ("/", "/learn/", "/trainers/", "/sitemap.xml", paths[-2]):
        tag = client.get(path)["ETag"]
        again = client.get(path, headers={"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b"")


def test_the_style_guide_is_for_developers(client: Browser, settings: LazySettings) -> None:
    assert client.get("/styleguide/").status_code == 404
    settings.ROOT_URLCONF = "tests.pages.mailbox_urls"
    text = client.get("/styleguide/").content.decode()
    assert "--paper" in text
    assert 'name="refused' not in text
    assert meta(text, "robots") == "noindex"
