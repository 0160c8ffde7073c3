"""The privacy page says just what the policy file says, to anybody, and the footer leads there."""

from html import unescape

import pytest
from django.test import Client as Browser

from hipcoach.privacy.policy import About, the_policy

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client: Browser) -> str:
    answer = client.get("/privacy/")
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_every_kind_about_people_is_told_with_why_and_how_long(page: str) -> None:
    for kind in the_policy().kinds.values():
        if kind.about is About.CLIENTS:
            assert not [words for words in (kind.title, kind.what, kind.why, kind.keep) if words not in page]
            assert kind.erase_words in page
        if kind.about is About.NOBODY:
            assert kind.title not in page


def test_every_period_is_told(page: str) -> None:
    for period in the_policy().periods.values():
        assert f"{period.what}</strong> {period.then}." in page


def test_the_footer_leads_there(client: Browser) -> None:
    assert 'href="/privacy/"' in client.get("/").content.decode()
