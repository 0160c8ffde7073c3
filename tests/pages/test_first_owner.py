"""The command that prints an empty site's one-time address, and `make run`, which does so too."""

import io
import re
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.test import Client as Browser
from django.utils import timezone

from assessments.claiming import is_free
from assessments.models import Practice
from tests.makers import make_trainer
from tests.pages.test_prepare import prepare

pytestmark = pytest.mark.django_db


def token_in(text: str) -> str:
    found = re.search(r"/welcome/([^/\s]+)/", text)
    return found[1] if found else ""


def printed() -> str:
    out = io.StringIO()
    call_command("first_owner", stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_it_prints_an_address_that_opens(client: Browser) -> None:
    assert client.get(f"/welcome/{token_in(printed())}/", follow=True).status_code == 200


def test_each_one_kills_the_one_before() -> None:
    first, second = token_in(printed()), token_in(printed())
    now = timezone.now()
    assert (is_free(first, now=now), is_free(second, now=now)) == (False, True)


def test_with_a_practice_there_is_none() -> None:
    make_trainer()
    with pytest.raises(CommandError, match="a practice here already"):
        printed()


def test_an_empty_site_starts_without_invented_people(settings: LazySettings, tmp_path: Path) -> None:
    settings.DEBUG, settings.DEMO = True, False
    said = prepare(settings, tmp_path)
    assert is_free(token_in(said), now=timezone.now())
    assert not Practice.objects.exists()


def test_a_site_with_an_owner_prints_none(settings: LazySettings, tmp_path: Path) -> None:
    make_trainer()
    assert token_in(prepare(settings, tmp_path)) == ""
