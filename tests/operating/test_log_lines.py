"""A line of the log: one JSON object with the request's name, and nobody's own."""

import io
import json
import logging
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import IntegrityError, connection, transaction
from django.test import Client as Browser

from assessments.models import Client
from hipcoach.celery import app
from hipcoach.common.logs import HideSecrets, JsonFormatter, QuietFormatter
from hipcoach.common.slow_queries import timed
from tests.makers import make_client, make_trainer

SECRET = "1-9eb1063029063f5cc8c66a2a7b790e988413ba82"


class Told:
    """What the console would show."""

    def __init__(self, formatter: logging.Formatter, name: str) -> None:
        self.stream = io.StringIO()
        self.handler = logging.StreamHandler(self.stream)
        self.handler.addFilter(HideSecrets())
        self.handler.setFormatter(formatter)
        self.logger = logging.getLogger(name)

    def __enter__(self) -> "Told":
        self.logger.addHandler(self.handler)
        return self

    def __exit__(self, *_error: object) -> None:
        self.logger.removeHandler(self.handler)

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]


def told(name: str = "any") -> Told:
    return Told(JsonFormatter(), name)


@pytest.mark.django_db
def test_a_line_and_the_answer_carry_the_requests_name(client: Browser) -> None:
    with told("hipcoach.requests") as log:
        answer = client.post(f"/a/{SECRET}/cancel/", headers={"x-request-id": "proxy-0123456789"})
    assert answer.headers["X-Request-ID"] == "proxy-0123456789"
    (line,) = log.lines
    assert line["request"] == "proxy-0123456789"
    assert (line["method"], line["page"], line["status"]) == ("POST", "cancel", 404)
    assert SECRET not in log.text


@pytest.mark.parametrize(
    "name", [None, "", "short", "x" * 65, "with space", 'quote"', "\u0661" * 10, "a\tb" * 5]
)
@pytest.mark.django_db
def test_a_name_that_is_none_is_replaced(client: Browser, name: str | None) -> None:
    given = client.get("/healthz", headers={"x-request-id": name} if name is not None else {})
    assert given.headers["X-Request-ID"] != name
    assert len(given.headers["X-Request-ID"]) == 32
    assert client.get("/healthz").headers["X-Request-ID"] != given.headers["X-Request-ID"]


def test_addresses_and_secrets_are_cut(settings: LazySettings) -> None:
    with told() as log:
        log.logger.warning("%s wrote to <ben@example.org> at %s", "ada.b+c@mail.example.com", f"/m/{SECRET}/")
    assert log.lines[0]["message"] == "…@… wrote to <…@…> at /m/…/"


@pytest.mark.parametrize("formatter", [JsonFormatter(), QuietFormatter("%(message)s")])
@pytest.mark.django_db
def test_an_error_is_told_by_its_path_and_not_by_its_words(
    settings: LazySettings, formatter: logging.Formatter
) -> None:
    settings.DEBUG = False
    known = make_client(trainer=make_trainer(), email="ada@example.com", name="Ada Lovelace")
    with Told(formatter, "any") as log:
        try:
            Client.objects.create(trainer=known.trainer, email=known.email, name=known.name)
        except IntegrityError:
            log.logger.exception("It failed.")
    assert "IntegrityError" in log.text
    assert "test_log_lines.py" in log.text
    assert "ada" not in log.text.lower()


@pytest.mark.django_db
def test_a_slow_query_is_told_without_its_values(settings: LazySettings) -> None:
    settings.SLOW_QUERY_MS = 0.0001
    with told("hipcoach.slow") as log, connection.execute_wrapper(timed):
        Client.objects.filter(email="ada@example.com", name="Ada Lovelace").first()
    assert "SELECT" in log.lines[-1]["message"]
    assert "lovelace" not in log.text.lower()
    settings.SLOW_QUERY_MS = 60_000
    with told("hipcoach.slow") as log, connection.execute_wrapper(timed):
        Client.objects.first()
    assert log.text == ""


def test_a_task_that_fails_is_told_without_its_words() -> None:
    @app.task(name="tests.fails")
    def fails(_who: str) -> None:
        raise ValueError("DETAIL: Failing row contains (41, sciatica)")

    with told("celery.app.trace") as log:
        fails.apply(args=["Ada Jones"])
    (line,) = log.lines
    assert line["error"] == "ValueError"
    assert "tests.fails" in line["message"]
    for word in ("sciatica", "Ada Jones", "DETAIL"):
        assert word not in log.text


@pytest.mark.django_db(transaction=True)
def test_a_hook_that_fails_after_a_commit_is_told_without_its_words() -> None:
    def fails() -> None:
        raise ValueError("sciatica")

    with told("django.db.backends.base") as log:
        transaction.on_commit(fails, robust=True)
    (line,) = log.lines
    assert line["error"] == "ValueError"
    assert "sciatica" not in log.text
