"""A copy of everything: one ZIP with a page to read and the same as JSON, and nothing of anybody else."""

import io
import json
import zipfile
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from assessments.models import Client, Service
from hipcoach.privacy.models import AuditEntry
from hipcoach.privacy.policy import About, Erase, the_policy
from tests.accounts.factors import give_app
from tests.assessments.desks import desk_of
from tests.assessments.standing import send_intake
from tests.mail.promises import promise
from tests.makers import make_client, make_trainer
from tests.pages.whole_life import CONTACT_WORDS, HEALTH_WORDS, live, signed_in

pytestmark = pytest.mark.usefixtures("shelves", "clock")
# A code on its way is nobody's to read; it is worth nothing once sent.
NOT_TOLD = {"secretmail"}
# A client with none of these is the usual one.
ABSENT = ("assessments.Merge", "mfa.Authenticator")


@pytest.fixture
def life(service: Service, now: datetime) -> Client:
    return live(service, now=now)


def files(browser: Browser) -> dict[str, str]:
    answer = browser.post("/me/data/copy/")
    assert answer["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


def as_data(browser: Browser) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(files(browser)["my-data.json"])
    return told


def test_everything_the_client_said_is_in_both_files(life: Client) -> None:
    found = files(signed_in(life))
    assert set(found) == {"my-data.html", "my-data.json", "look.css"}
    for name in ("my-data.html", "my-data.json"):
        missing = [word for word in {*HEALTH_WORDS, *CONTACT_WORDS} - NOT_TOLD if word not in found[name]]
        assert missing == [], name


def test_answers_stand_beside_the_words_of_their_questions(life: Client) -> None:
    page = files(signed_in(life))["my-data.html"]
    assert "What year were you born?" in page or "born" in page
    assert "Dizz" in page or "dizz" in page


def test_every_kind_about_clients_is_in_it(life: Client) -> None:
    desk_of(life.trainer).get(f"/desk/clients/{life.pk}/")
    told = as_data(signed_in(life))
    kinds = {name for name, kind in the_policy().kinds.items() if kind.about is About.CLIENTS}
    carried = {name for record in told["records"] for name in record} - {"with"}
    # Guards and erasures name nobody; the trail is told as who saw it.
    assert kinds - carried == {"guards", "erasures", "trail"}
    assert told["who_saw_it"][0]["who"] == life.trainer.name


def test_every_column_of_the_policy_is_in_it(life: Client) -> None:
    assert life.user
    give_app(life.user)  # As a trainer has, who is another's client.
    told = as_data(signed_in(life))
    rows = {
        (name, column)
        for record in told["records"]
        for name, entries in record.items()
        if name != "with"
        for entry in entries
        for column in entry
    }
    for label, table in the_policy().tables.items():
        if (table.of or table.of_user) and label not in ABSENT:
            assert {(table.kind, column) for column in table.copied} <= rows, label


def test_both_records_of_somebody_with_two_trainers_are_in_it(life: Client, now: datetime) -> None:
    other = make_client(trainer=make_trainer(), user=life.user, name="Zephyrine elsewhere")
    send_intake(other, now=now)
    records = as_data(signed_in(life))["records"]
    assert [record["with"] for record in records] == [life.trainer.name, other.trainer.name, "Your account"]


def test_nothing_of_anybody_else_is_in_it(life: Client, service: Service, now: datetime) -> None:
    stranger = make_client(trainer=service.trainer, name="Stranger Danger", email="stranger@example.com")
    send_intake(stranger, {"emergency_name": "Strangers Mother"}, now=now)
    promise(now=now, to=stranger.email)
    found = files(signed_in(life))
    assert not [name for name, text in found.items() if "tranger" in text]


def test_a_partners_mails_under_one_address_are_not_in_it(
    life: Client, service: Service, now: datetime
) -> None:
    Client.objects.filter(pk=life.pk).update(shares_email=True)
    partner = make_client(trainer=service.trainer, email=life.email, shares_email=True, name="Partner")
    promise(now=now, to=life.email, subject_ref=f"client:{partner.pk}", kind="plan-week")
    mails = as_data(signed_in(life))["records"][0]["mails"]
    assert "New week of the plan" not in {mail["kind"] for mail in mails}


def test_codes_and_keys_are_not_in_it(life: Client) -> None:
    visit, user = life.appointments.all()[0], life.user
    assert user
    text = files(signed_in(life))["my-data.json"]
    assert not [secret for secret in (visit.nonce, str(visit.submission), user.password) if secret in text]


def test_what_people_typed_is_shown_and_not_run(life: Client, now: datetime) -> None:
    Client.objects.filter(pk=life.pk).update(name="<script>alert(1)</script>")
    assert "<script>" not in files(signed_in(life))["my-data.html"]


def test_the_page_loads_nothing_from_elsewhere(life: Client) -> None:
    page = files(signed_in(life))["my-data.html"]
    assert "http://" not in page.replace("http://localhost", "")
    assert "https://" not in page


def test_it_is_kept_nowhere_and_the_trail_notes_it(life: Client) -> None:
    phone = signed_in(life)
    answer = phone.post("/me/data/copy/")
    assert "no-store" in answer["Cache-Control"]
    assert life.name.split()[0].lower() not in answer["Content-Disposition"].lower()
    entry = AuditEntry.objects.get(fields=["copy"])
    assert (entry.actor, entry.client_ref) == (life.user, life.pk)


def test_too_many_copies_are_told_to_wait(life: Client) -> None:
    phone = signed_in(life)
    statuses = [phone.post("/me/data/copy/").status_code for _ in range(11)]
    assert statuses == [200] * 10 + [302]


def test_a_long_life_costs_as_few_queries_as_a_short_one(life: Client, now: datetime) -> None:
    phone = signed_in(life)
    counts = []
    for again in range(2):
        with CaptureQueriesContext(connection) as queries:
            phone.post("/me/data/copy/")
        counts.append(len(queries))
        for day in range(5 * (1 - again)):
            send_intake(life, {"hours_seated": day + 1}, now=now + timedelta(days=day))
    assert counts[0] == counts[1]


def test_what_is_kept_after_an_erasure_is_never_a_table_in_the_copy() -> None:
    for table in the_policy().tables.values():
        assert not (table.of and the_policy().kinds[table.kind].erase is Erase.KEPT)
