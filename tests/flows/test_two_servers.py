"""Two server processes on one PostgreSQL: what one books is gone from the other's very next answer."""

import json
import os
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode, urlsplit
from urllib.request import urlopen

import psycopg
import pytest
from psycopg import sql

from tests import services
from tests.processes import free_port, manage, migrate, run_env, serve, wait_until

pytestmark = pytest.mark.postgres
NAME = f"hipcoach_two_servers_{os.getpid()}"
FILL = """
from tests.makers import *
make_service(trainer=make_trainer(slug="mara"))
"""
BOOK = """
from datetime import datetime, timedelta
from django.utils import timezone
from assessments import booking
from assessments.models import *
from tests.assessments.visits import contact
service, start, now = Service.objects.get(), datetime.fromisoformat("%s"), timezone.now()
"""
# A hold as a visitor makes it, who came all but a few seconds of its ten minutes ago.
SHORT_HOLD = """
ago = booking.HOLD - timedelta(seconds=15)
booking.hold(service=service, start=start, holder="me", now=now - ago)
"""


@pytest.fixture
def env(tmp_path: Path) -> Iterator[dict[str, str]]:
    with psycopg.connect(services.POSTGRES_URL, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))
        try:
            url = urlsplit(services.POSTGRES_URL)._replace(path=f"/{NAME}").geturl()
            env = run_env(tmp_path, DATABASE_URL=url)
            migrate(env)
            manage(env, "shell", "-c", FILL)
            yield env
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(NAME)))


def offered(server: str, start: datetime, trainer: str) -> bool:
    day = start.date().isoformat()
    asked = urlencode({"from": day, "to": day, "tz": "UTC"})
    with urlopen(f"{server}/t/{trainer}/movement-assessment/slots.json?{asked}", timeout=10) as answer:
        return start.isoformat() in {slot["start"] for slot in json.load(answer)["slots"]}


def test_a_booking_is_gone_everywhere_at_once_and_a_hold_that_lapses_is_back(env: dict[str, str]) -> None:
    noon = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=3)
    ports = [free_port(), free_port()]
    with ExitStack() as stack:
        servers = [stack.enter_context(serve(env | {"PORT": str(port)}, port)) for port in ports]
        asked = [(server, trainer) for server in servers for trainer in ("mara", "any")]

        def seen(start: datetime) -> list[bool]:
            return [offered(server, start, trainer) for server, trainer in asked]

        assert seen(noon) == [True] * 4
        act(env, noon, "booking.book(service=service, start=start, contact=contact(), now=now)")
        assert seen(noon) == [False] * 4

        later = noon + timedelta(hours=2)
        assert seen(later) == [True] * 4
        act(env, later, SHORT_HOLD)
        assert seen(later) == [False] * 4
        wait_until(lambda: all(seen(later)), timeout=60)


def act(env: dict[str, str], start: datetime, verb: str) -> None:
    manage(env, "shell", "-c", BOOK % start.isoformat() + verb)
