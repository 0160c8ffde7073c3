"""What opens a page by itself is in no log, whatever is refused there."""

import logging

import pytest
from django.test import Client as Browser

SECRET = "1-9eb1063029063f5cc8c66a2a7b790e988413ba82"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "shown"),
    [
        (f"/welcome/{SECRET}/", "/welcome/…/"),
        (f"/join/{SECRET}/", "/join/…/"),
        (f"/a/{SECRET}/cancel/", "/a/…/cancel/"),
        (f"/m/{SECRET}/", "/m/…/"),
        (f"/feeds/{SECRET}/calendar.ics", "/feeds/…/calendar.ics"),
        (f"/t/mara/hour/check-mail/{SECRET}/", "/t/mara/hour/check-mail/…/"),
        (f"/accounts/password/reset/key/1-{SECRET}/", "/accounts/password/reset/key/…/"),
    ],
)
def test_a_refused_request_is_logged_without_what_it_held(
    path: str, shown: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The console's filter comes first: what it cuts, no handler after it sees."""
    with caplog.at_level(logging.INFO):
        Browser().put(path)
        Browser(enforce_csrf_checks=True).post(path)
    assert SECRET not in caplog.text
    assert shown in caplog.text


def test_other_words_stay_as_they_are(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        logging.getLogger("any").info("%s at %s, %d", "Not Found", "/desk/clients/7/", 404)
        logging.getLogger("any").info("a mapping: %(a)s", {"a": 1})
    assert caplog.messages == ["Not Found at /desk/clients/7/, 404", "a mapping: 1"]
