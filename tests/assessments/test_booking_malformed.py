"""Whatever is sent instead of a booking gets a clear answer: never a crash, never a row."""

import pytest
from django.test import Client as Browser

from assessments.models import Appointment, Service
from tests.assessments.visits import book_url, form, open_hour

pytestmark = pytest.mark.django_db

ARABIC = {ord(str(digit)): 0x0660 + digit for digit in range(10)}
UNREADABLE = [
    "",
    " ",
    "soon",
    "2026-12-01",
    "2026-12-01T10:00:00",
    "2026-12-01T10:00:00Z ",
    "2026-12-01T10:00:00Z\n",
    "2026-12-01T10:00:00\x00Z",
    "2026-12-01T10:00:00.5Z",
    "2026-13-01T10:00:00Z",
    "2026-02-30T10:00:00Z",
    "2026-12-01T24:01:00Z",
    "2026-12-01T10:60:00Z",
    "2026-12-01T10:00:00+99:99",
    "2026-12-01T10:00:00+24:00",
    "2026-12-01T10:00:00--01:00",
    "0001-01-01T00:00:00+14:00",
    "0001-01-01T00:00:00Z",
    "1969-12-31T23:59:59Z",
    "9999-12-31T23:59:59Z",
    "9999-12-31T23:59:59-14:00",
    "10000-01-01T00:00:00Z",
    "-2026-12-01T10:00:00Z",
    "2026-12-01T10:00:00Z".translate(ARABIC),
    "2026-12-01T10:00:00Z" * 500,
]


@pytest.mark.parametrize("start", UNREADABLE, ids=range(len(UNREADABLE)))
def test_an_unreadable_start_is_a_bad_request(client: Browser, service: Service, start: str) -> None:
    shown = client.get(book_url(service), {"start": start})
    posted = client.post(book_url(service), form(start, name="Grace Hopper"))
    for page in (shown, posted):
        assert page.status_code == 400
        assert "read this time" in page.content.decode()
    assert "Grace Hopper" in posted.content.decode()
    assert not Appointment.objects.exists()


@pytest.mark.parametrize("start", ["1970-01-01T00:00:00Z", "9998-12-31T23:59:59Z", "2026-12-01 10:00-23:59"])
def test_the_ends_of_time_are_only_refused(client: Browser, service: Service, start: str) -> None:
    assert client.get(book_url(service), {"start": start, "tz": "Pacific/Kiritimati"}).status_code == 409
    assert client.post(book_url(service), form(start, timezone="Pacific/Niue")).status_code == 409


LONG = "x" * 10_000
REJECTED = {
    "no name": {"name": ""},
    "a name of controls": {"name": "\x01\x02"},
    "a name of blanks": {"name": " \t\u2003 "},
    "a long name": {"name": LONG},
    "NUL in the name": {"name": "Ada\x00"},
    "no address": {"email": ""},
    "half an address": {"email": "ada@"},
    "two addresses": {"email": "ada@example.com,eve@example.com"},
    "a header in the address": {"email": "ada@example.com\r\nBcc: eve@example.com"},
    "a long address": {"email": f"{LONG}@example.com"},
    "an address that grows in small letters": {"email": "a@" + ".".join(["İ" * 10] * 20) + ".example"},
    "NUL in the address": {"email": "ada\x00@example.com"},
    "words for a phone": {"phone": "call me"},
    "a long phone": {"phone": "1" * 10_000},
    "other digits in the phone": {"phone": "0123456".translate(ARABIC)},
    "a line break in the phone": {"phone": "12345\n6789"},
    "a long note": {"note": LONG},
    "NUL in the note": {"note": "lift\x00"},
    "no such zone": {"timezone": "Mars/Olympus"},
    "a path for a zone": {"timezone": "../../etc/passwd"},
    "NUL in the zone": {"timezone": "Europe/Berlin\x00"},
    "a long zone": {"timezone": LONG},
    "another key": {"submission": "1 OR 1=1"},
    "NUL in the key": {"submission": "\x00"},
    "a long key": {"submission": LONG},
}


@pytest.mark.parametrize("typed", REJECTED.values(), ids=REJECTED.keys())
def test_a_wrong_field_is_named_and_the_rest_kept(
    client: Browser, service: Service, typed: dict[str, str]
) -> None:
    kept = {"name": "Grace Hopper", "note": "Is there a lift?"}
    page = client.post(book_url(service), form(open_hour(), **(kept | typed)))
    text = page.content.decode()
    assert page.status_code == 422
    assert all(value in text for field, value in kept.items() if field not in typed)
    assert [error for field in page.context["form"].errors.values() for error in field]
    assert not Appointment.objects.exists()


@pytest.mark.parametrize("field", ["timezone", "submission"])
def test_an_error_of_a_hidden_field_is_shown_too(client: Browser, service: Service, field: str) -> None:
    page = client.post(book_url(service), form(open_hour(), **{field: "nonsense"}))
    assert page.context["form"].errors[field][0] in page.content.decode().replace("&#x27;", "'")


def test_a_name_is_stored_as_one_line(client: Browser, service: Service) -> None:
    client.post(book_url(service), form(open_hour(), name=" Ada\r\nBcc: \x07eve\u2028X "))
    assert Appointment.objects.get().contact_name == "Ada Bcc: eve X"


def test_the_longest_allowed_answers_fit(client: Browser, service: Service) -> None:
    address = f"{'a' * 64}@{'b' * 63}.{'c' * 63}.{'d' * 56}.de"
    sent = form(open_hour(), name="ß" * 120, email=address, phone="1" * 40, note="🙂" * 1000)
    assert client.post(book_url(service), sent).status_code == 302


def test_fields_sent_twice_or_unknown_do_no_harm(client: Browser, service: Service) -> None:
    sent = form(open_hour()) | {"trainer": "1", "status": "attended", "client": "1", "name": ["A", "B"]}
    assert client.post(book_url(service), sent).status_code == 302
    visit = Appointment.objects.get()
    assert (visit.contact_name, visit.status) == ("B", "confirmed")


def test_a_body_that_is_no_form_is_rejected(client: Browser, service: Service) -> None:
    for kind, body in {
        "application/json": b"{}",
        "multipart/form-data; boundary=x": b"--x\r\nbroken",
        "application/x-www-form-urlencoded": b"\xff\xfe=%00%ZZ",
    }.items():
        page = client.generic("POST", book_url(service), body, content_type=kind)
        assert page.status_code in {400, 422}
