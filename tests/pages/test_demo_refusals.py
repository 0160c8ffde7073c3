"""The demo is never made outside DEBUG, nor twice."""

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command

from assessments.models import Client, Practice
from hipcoach.pages.demo.story import make
from tests.pages.demo_world import NOW, few

pytestmark = pytest.mark.django_db


def test_outside_debug_nothing_is_made(settings: LazySettings) -> None:
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG=true"):
        call_command("demo")
    assert not Practice.objects.exists()


def test_a_second_demo_is_refused_and_changes_nothing(settings: LazySettings) -> None:
    settings.DEBUG = True
    make(now=NOW, casts=few("Tomasz Wieczorek"))
    with pytest.raises(CommandError, match="a demo already"):
        call_command("demo")
    assert Practice.objects.count() == 1
    assert [client.name for client in Client.objects.all()] == ["Tomasz Wieczorek"]
