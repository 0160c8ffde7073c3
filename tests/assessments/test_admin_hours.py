"""Hours typed into the admin: what makes no sense is an error beside it; what was saved is seen at once."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.urls import reverse

from assessments.diary import diary_of
from assessments.links import renew_feed
from assessments.models import Service, Trainer
from tests.makers import make_user
from tests.processes import wait_until
from tests.waiting import somebody_waits

WEEKLY, DAYS = "weekly_hours", "date_overrides"


@pytest.fixture
def staff(db: None) -> Browser:
    browser = Browser()
    browser.force_login(make_user(is_staff=True, is_superuser=True))
    return browser


def save(staff: Browser, trainer: Trainer, **typed: Any) -> Any:
    """The trainer's admin form, with new inline rows beside the ones that stand."""
    address = reverse("admin:assessments_trainer_change", args=[trainer.pk])
    sent: dict[str, Any] = {}
    context = staff.get(address).context
    forms = [context["adminform"].form]
    for formset in (inline.formset for inline in context["inline_admin_formsets"]):
        forms += [formset.management_form, *formset.initial_forms]
    for form in forms:
        sent |= {bound.html_name: "" if (value := bound.value()) is None else value for bound in form}
    sent["is_listed"] = "on"
    del sent["confirm_first"]
    counts = {name.partition("-")[0] for name in typed if "-" in name}
    for prefix in counts:
        sent[f"{prefix}-TOTAL_FORMS"] = int(sent[f"{prefix}-INITIAL_FORMS"]) + 1
    return staff.post(address, sent | typed)


def row(prefix: str, number: int, **typed: Any) -> dict[str, Any]:
    return {f"{prefix}-{number}-{name}": value for name, value in typed.items()}


@pytest.mark.parametrize(
    ("opens", "closes"),
    [("600", "540"), ("600", "600"), ("600", "1441"), ("-5", "60"), ("600", ""), ("x", "y")],
)
def test_weekly_hours_that_make_no_sense_are_refused(
    staff: Browser, trainer: Trainer, opens: str, closes: str
) -> None:
    answer = save(staff, trainer, **row(WEEKLY, 7, weekday="0", opens=opens, closes=closes))
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()
    assert trainer.weekly_hours.count() == 7


def test_an_eighth_weekday_is_refused(staff: Browser, trainer: Trainer) -> None:
    answer = save(staff, trainer, **row(WEEKLY, 7, weekday="7", opens="540", closes="600"))
    assert answer.status_code == 200
    assert trainer.weekly_hours.count() == 7


@pytest.mark.parametrize(("opens", "closes"), [("600", ""), ("", "600"), ("600", "540")])
def test_half_a_special_day_is_refused(staff: Browser, trainer: Trainer, opens: str, closes: str) -> None:
    answer = save(staff, trainer, **row(DAYS, 0, day="2026-12-24", opens=opens, closes=closes))
    assert answer.status_code == 200
    assert trainer.date_overrides.count() == 0


def test_overlapping_hours_break_no_page(staff: Browser, service: Service) -> None:
    trainer = service.trainer
    answer = save(staff, trainer, **row(WEEKLY, 7, weekday="0", opens="600", closes="1200"))
    assert answer.status_code == 302
    desk = Browser()
    desk.force_login(trainer.user)
    assert "09:00–20:00" in desk.get("/desk/settings/").content.decode()
    assert Browser().get(service.get_absolute_url()).status_code == 200


def test_what_the_admin_saves_ends_kept_answers(staff: Browser, trainer: Trainer) -> None:
    before = trainer.availability_version
    assert save(staff, trainer, **row(DAYS, 0, day="2026-12-24", opens="", closes="")).status_code == 302
    trainer.refresh_from_db()
    assert trainer.availability_version > before


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_what_is_written_meanwhile_stands(staff: Browser, trainer: Trainer) -> None:
    """A feed's address that has just been revoked stays revoked, and the version never goes back."""
    fresh = Trainer.objects.get(pk=trainer.pk)

    def apart() -> int:
        try:
            return int(save(staff, trainer, name="Mara").status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as threads:
        with diary_of(trainer.pk):
            renew_feed(fresh)
            saved = threads.submit(apart)
            wait_until(somebody_waits)
        assert saved.result(timeout=20) == 302
    stands = Trainer.objects.get(pk=trainer.pk)
    assert (stands.name, stands.feed_nonce) == ("Mara", fresh.feed_nonce)
    assert stands.availability_version >= trainer.availability_version + 2


def test_a_page_of_nobody_breaks_nothing(staff: Browser, db: None) -> None:
    for number in ("0", "x", "9" * 30):
        address = reverse("admin:assessments_trainer_change", args=[number])
        assert staff.post(address, {}).status_code == 302
    assert staff.post(reverse("admin:assessments_trainer_add"), {}).status_code == 200
