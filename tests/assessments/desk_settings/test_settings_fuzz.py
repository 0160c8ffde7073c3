"""Whatever is sent to the settings, the answer is a page, a refusal or a redirect; never an error of ours."""

import pytest
from django.test import Client as Browser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.models import Service
from tests.assessments.desk_settings.typed import (
    ADD_SERVICE,
    DAYS,
    HOURS,
    PAGE,
    TIME_OFF,
    day_lines,
    page_form,
    service_form,
    service_url,
    week,
)

REMOVE = f"{DAYS}remove/"
NASTY = (
    "",
    " ",
    "\x00",
    "9" * 300,
    "-1",
    "1e9",
    "NaN",
    "9999-12-31",
    "0001-01-01",
    "2026-02-30",
    "24:00",
    "-00:00",
    "99:99",
    "2147483648",
    "🦵" * 50,
    "<script>",
    "Mars/Phobos",
    "x" * 10_000,
    "on",
    "special",
    "closed",
    "days",
)
values = st.one_of(st.sampled_from(NASTY), st.text(max_size=20))
FIELDS = {
    HOURS: [*week("09:00-10:00"), "copy", "edit", "agreed", "agreed_zone"],
    DAYS: ["first", "last", "kind", *day_lines("hours"), "agreed", "edit"],
    REMOVE: ["first", "last", "agreed"],
    TIME_OFF: ["first", "first_time", "last", "last_time", "label", "agreed"],
    PAGE: ["name", "bio", "zone", "map_url", "venue_name", "is_listed", "agreed_zone", "edit"],
    ADD_SERVICE: list(service_form()),
}
ANSWERS = {200, 302, 404, 409, 422}


@pytest.mark.parametrize("path", FIELDS)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_nothing_sent_breaks_a_page(desk: Browser, path: str, data: st.DataObject) -> None:
    names = st.sampled_from(FIELDS[path])
    sent = data.draw(st.dictionaries(names, st.lists(values, max_size=3), max_size=8))
    assert desk.post(path, sent).status_code in ANSWERS
    assert desk.get("/desk/settings/").status_code == 200


@pytest.mark.parametrize("path", FIELDS)
def test_five_hundred_fields_are_too_many(desk: Browser, path: str) -> None:
    assert desk.post(path, {f"field{number}": "x" for number in range(501)}).status_code == 400


@pytest.mark.parametrize("path", [DAYS, TIME_OFF, PAGE, ADD_SERVICE])
def test_an_empty_form_is_refused(desk: Browser, path: str) -> None:
    assert desk.post(path, {}).status_code == 422


def test_a_repeated_name_counts_once(desk: Browser, service: Service) -> None:
    assert desk.post(service_url(service), service_form(duration=["30", "40"])).status_code == 302
    service.refresh_from_db()
    assert service.duration == 40


@pytest.mark.parametrize("agreed", ["9" * 400, "1,2;3", "\x00", "-1", "x" * 10_000])
def test_a_forged_consent_is_no_consent(desk: Browser, service: Service, agreed: str) -> None:
    sent = page_form(service.trainer, zone="Asia/Tokyo", agreed=agreed, agreed_zone=agreed)
    assert desk.post(PAGE, sent).status_code == 409
