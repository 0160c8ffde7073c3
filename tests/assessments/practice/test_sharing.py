"""The link to one's page, and a QR code that leads there."""

import re

import pytest
from django.conf import LazySettings
from django.urls import reverse

from assessments import qr
from tests.makers import make_trainer
from tests.pages.addresses import browser_of


@pytest.mark.django_db
def test_the_page_names_the_link_and_shows_the_code(settings: LazySettings) -> None:
    settings.SITE_URL = "https://hips.example"
    trainer = make_trainer(slug="mara")
    page = browser_of(trainer.user).get(reverse("share")).content.decode()
    assert 'value="https://hips.example/t/mara/"' in page
    assert f'src="{reverse("share_svg")}"' in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content_type"), [("share_svg", "image/svg+xml"), ("share_png", "image/png")]
)
def test_the_code_is_shown_and_kept_as_a_file(name: str, content_type: str) -> None:
    desk = browser_of(make_trainer(slug="mara").user)
    shown, kept = desk.get(reverse(name)), desk.get(f"{reverse(name)}?save")
    assert shown["Content-Type"] == content_type
    assert "Content-Disposition" not in shown
    assert kept["Content-Disposition"] == f'attachment; filename="mara.{name[-3:]}"'
    assert kept.content == shown.content


@pytest.mark.django_db
def test_a_closed_page_says_so() -> None:
    trainer = make_trainer(is_listed=False)
    assert "Your page is closed" in browser_of(trainer.user).get(reverse("share")).content.decode()


def test_the_drawing_needs_no_exception_from_the_content_policy() -> None:
    drawn = qr.svg("https://hips.example/t/mara/").decode()
    assert re.findall(r"style|script|href|on\w+=", drawn) == []
    assert drawn.count("<svg") == 1


def test_another_address_is_another_code() -> None:
    assert qr.png("https://hips.example/t/mara/") != qr.png("https://hips.example/t/julian/")
