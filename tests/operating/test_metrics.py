"""What Prometheus reads: how many, how fast, what waits. For whoever has the token."""

import os
import re
from datetime import datetime, timedelta

import pytest
from django.conf import LazySettings
from django.test import Client as Browser
from django.utils import timezone

from hipcoach.common.counting import FORGET_AFTER, Book
from hipcoach.mail.models import OutgoingEmail
from hipcoach.mail.tasks import note_sweep
from hipcoach.operating import metrics
from tests.mail.promises import promise

pytestmark = pytest.mark.django_db
TOKEN = "only-for-the-machine-that-watches"
LINE = re.compile(r'[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? -?[0-9.e+]+')


def read(browser: Browser) -> list[str]:
    answer = browser.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    return answer.content.decode().splitlines()


@pytest.mark.parametrize("told", [None, "Bearer", "Bearer wrong", TOKEN, f"Basic {TOKEN}", "Bearer \u00e9"])
def test_without_the_token_there_is_no_such_page(
    client: Browser, settings: LazySettings, told: str | None
) -> None:
    settings.METRICS_TOKEN = TOKEN
    headers = {"authorization": told} if told else {}
    assert client.get("/metrics", headers=headers).status_code == 404


def test_where_no_token_is_set_nobody_reads_it(client: Browser) -> None:
    assert client.get("/metrics", headers={"authorization": "Bearer "}).status_code == 404


def test_answers_are_counted_by_what_became_of_them(client: Browser, settings: LazySettings) -> None:
    settings.METRICS_TOKEN = TOKEN
    before = [line for line in read(client) if "404" not in line]
    client.get("/privacy/")
    client.get("/nowhere/at-all/")
    after = read(client)
    assert counted(after, 'hipcoach_requests_total{method="GET",status="4xx"}') >= 1
    name = "hipcoach_request_seconds_count"
    assert counted(after, name) - counted(before, name) == 3, "The first reading itself, and the two pages."
    assert counted(after, 'hipcoach_request_seconds_bucket{le="+Inf"}') == counted(after, name)


def test_every_line_is_one_that_prometheus_reads(
    client: Browser, settings: LazySettings, now: datetime
) -> None:
    settings.METRICS_TOKEN = TOKEN
    promise(now=now)
    note_sweep(now)
    lines = read(client)
    assert [line for line in lines if not line.startswith("# ") and not LINE.fullmatch(line)] == []
    assert 'hipcoach_mails_open{state="promised"} 1' in lines
    assert "hipcoach_database_up 1" in lines
    assert "ada@example.com" not in "\n".join(lines)


def test_codes_that_were_lost_are_counted_for_a_week_and_name_nobody(
    client: Browser, settings: LazySettings
) -> None:
    settings.METRICS_TOKEN = TOKEN
    now = timezone.now()
    lately, long_ago = now - timedelta(days=6), now - timedelta(days=8)
    for state, at, trainer in (
        ("failed", lately, None),
        ("failed", lately, None),
        ("missed", lately, None),
        ("failed", long_ago, None),
        ("sent", lately, None),
        ("failed", lately, 1),  # It stands in that trainer's ledger.
    ):
        row = promise(now=at, trainer_ref=trainer)
        OutgoingEmail.objects.filter(pk=row.pk).update(state=state, settled_at=at)
    told = [line for line in read(client) if line.startswith("hipcoach_account_mails_lost")]
    assert told == [
        'hipcoach_account_mails_lost{kind="sign-in-code",state="failed"} 2',
        'hipcoach_account_mails_lost{kind="sign-in-code",state="missed"} 1',
    ]
    assert "ada@example.com" not in "\n".join(read(client))


def test_the_processes_of_one_machine_are_told_together(settings: LazySettings, now: datetime) -> None:
    one, other = Book(), Book()
    other._name = "another-process.json"
    one.note(method="GET", status=200, seconds=0.02)
    other.note(method="POST", status=503, seconds=20)
    together = one.all()
    assert together.answered == {"GET 2xx": 1, "POST 5xx": 1}
    assert (sum(together.within), together.seconds) == (2, 20.02)


def test_a_process_long_gone_and_a_spoilt_file_are_left_out(settings: LazySettings, now: datetime) -> None:
    one = Book()
    one.note(method="GET", status=200, seconds=0)
    (settings.METRICS_DIR / "spoilt.json").write_text("{")
    old = settings.METRICS_DIR / "old.json"
    old.write_text((settings.METRICS_DIR / one._name).read_text())
    os.utime(old, (now.timestamp(), old.stat().st_mtime - FORGET_AFTER - 1))
    assert one.all().answered == {"GET 2xx": 1}
    assert not old.exists()


def test_where_nothing_can_be_written_answers_go_on(settings: LazySettings, now: datetime) -> None:
    settings.METRICS_DIR.parent.mkdir(parents=True, exist_ok=True)
    settings.METRICS_DIR.write_text("a file where the folder should be")
    Book().note(method="GET", status=200, seconds=0)
    assert "hipcoach_database_up 1" in metrics.text(now)


def counted(lines: list[str], name: str) -> float:
    return float(next((line.rpartition(" ")[2] for line in lines if line.startswith(f"{name} ")), "0"))
