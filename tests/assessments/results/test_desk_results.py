"""Across clients: who holds longer, who is due, what to watch; as few queries for many as for one."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from assessments.models import Client, Consent, Service
from hipcoach.privacy.models import AuditEntry
from tests.assessments.shared_results import make_result
from tests.assessments.standing import send_intake
from tests.makers import make_appointment, make_client, make_service, make_trainer

PAGE, FILE = "/desk/results/", "/desk/results/export.csv"
WEEK = timedelta(weeks=1)


def make_tested(service: Service, *holds: tuple[float, float], name: str = "Ada", ago: int = 1) -> Client:
    """A client with these holds, a week apart, the last so many weeks ago."""
    client = make_client(trainer=service.trainer, name=name)
    # Two hours apart from the others' visits.
    now = timezone.now() - timedelta(hours=2 * Client.objects.count())
    send_intake(client, now=now - WEEK * (ago + len(holds)))
    for number, (left, right) in enumerate(holds):
        at = now - WEEK * (ago + len(holds) - 1 - number)
        make_result(client=client, service=service, at=at, left=left, right=right)
    return client


def names(desk: Browser, show: str = "") -> list[str]:
    return [row.client.name for row in desk.get(PAGE, {"show": show} if show else {}).context["rows"]]


def test_it_tells_who_holds_longer_who_is_due_and_what_to_watch(desk: Browser, service: Service) -> None:
    make_tested(service, (8, 8), (14, 9), name="Better")
    make_tested(service, (8, 8), (9, 9), name="Same")
    make_tested(service, (6, 12), (6, 12), name="Uneven")
    make_tested(service, (9, 9), name="Due", ago=7)
    assert names(desk) == ["Due", "Better", "Same", "Uneven"]
    assert (names(desk, "improving"), names(desk, "watch"), names(desk, "due")) == (
        ["Better"],
        ["Uneven"],
        ["Due"],
    )
    page = desk.get(PAGE)
    assert page.context["counts"] == {"due": 1, "improving": 1, "watch": 1}
    text = page.content.decode()
    for words in ("+6.0 s / within error", "watch: left", "first test", "due since"):
        assert words in text


def test_who_has_booked_is_not_due(desk: Browser, service: Service) -> None:
    client = make_tested(service, (9, 9), ago=7)
    make_appointment(client=client, service=service, start=timezone.now() + WEEK)
    assert names(desk, "due") == []


def test_consent_taken_back_hides_everything(desk: Browser, service: Service) -> None:
    client = make_tested(service, (9, 9), name="Secret")
    Consent.objects.update(withdrawn_at=timezone.now() - timedelta(minutes=1))
    assert names(desk) == []
    assert "Secret" not in desk.get(FILE).content.decode()
    text = desk.get(reverse("client_results", args=[client.pk])).content.decode()
    assert "9.0 s" not in text
    assert "stays closed until they agree again" in text


def test_a_consent_of_an_older_wording_hides_here_as_everywhere(desk: Browser, service: Service) -> None:
    make_tested(service, (9, 9), name="Secret")
    Consent.objects.update(wording_version=0)
    assert names(desk) == []
    assert "Secret" not in desk.get(FILE).content.decode()


def test_the_day_of_a_retest_follows_from_a_test_and_is_hidden_with_it(
    desk: Browser, service: Service
) -> None:
    client = make_tested(service, (9, 9))
    Client.objects.filter(pk=client.pk).update(retest_on=timezone.localdate() + WEEK)
    Consent.objects.update(withdrawn_at=timezone.now() - timedelta(minutes=1))
    before = AuditEntry.objects.count()
    page = reverse("client_results", args=[client.pk])
    assert "Suggested on" not in desk.get(page).content.decode()
    desk.post(reverse("retest", args=[client.pk]), {"on": ""})
    client.refresh_from_db()
    assert client.retest_on is not None
    assert AuditEntry.objects.count() == before, "Nothing was read or changed."
    assert desk.get(reverse("next_visit", args=[client.pk])).context["retest_on"] is None


def test_the_table_of_everybody_opens_only_to_who_has_just_shown_who_they_are(service: Service) -> None:
    make_tested(service, (9, 9), name="Secret")
    left_open = Browser()
    left_open.force_login(service.trainer.user)
    answer = left_open.get(FILE)
    assert answer.status_code == 302
    assert "reauthenticate" in answer["Location"]
    assert not AuditEntry.objects.filter(actor=service.trainer.user, act="read").exists()


def test_others_clients_are_not_here(desk: Browser) -> None:
    make_tested(make_service(trainer=make_trainer()), (9, 9), name="Stranger")
    assert names(desk) == []
    assert "Stranger" not in desk.get(FILE).content.decode()


@pytest.mark.parametrize("address", [PAGE, FILE, f"{PAGE}?show=watch"])
def test_many_cost_as_few_queries_as_one(
    desk: Browser,
    service: Service,
    address: str,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(4):
        make_tested(service, *[(8 + number, 8)] * (number + 1), name=f"Client {number}")
    with django_assert_max_num_queries(6):
        desk.get(address)


@pytest.mark.parametrize(
    "asked", ["?show=dragons", "?page=zero", "?page=999", "?show=%00", f"?page={'9' * 400}"]
)
def test_odd_questions_get_a_page(desk: Browser, service: Service, asked: str) -> None:
    make_tested(service, (9, 9))
    assert desk.get(PAGE + asked).status_code == 200


def read(desk: Browser) -> list[dict[str, str]]:
    answer = desk.get(FILE)
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "no-store" in answer.headers["Cache-Control"]
    return list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))


def test_the_file_has_a_line_a_test(desk: Browser, service: Service) -> None:
    make_tested(service, (8, 8), (14, 30), name="Ada")
    first, second = read(desk)
    assert (first["client"], first["left s"], first["left change s"]) == ("Ada", "8.0", "")
    assert (second["left s"], second["left change s"], second["right stopped at cap"]) == (
        "14.0",
        "6.0",
        "yes",
    )
    assert (second["left grade"], second["overall"], second["weaker side"]) == (
        "developing",
        "developing",
        "left",
    )


@pytest.mark.parametrize(
    "name", ['=HYPERLINK("http://evil.example")', "+49", "-1+1", "@SUM(A1)", "\t=1+1", " =1+1", "\r=1", "'=1"]
)
def test_a_name_is_never_a_formula(desk: Browser, service: Service, name: str) -> None:
    make_tested(service, (9, 9), name=name)
    (line,) = read(desk)
    assert line["client"].startswith("'")


def test_who_reads_and_who_exports_is_noted(desk: Browser, service: Service) -> None:
    clients = [make_tested(service, (9, 9), name=name).pk for name in ("Ada", "Bob")]
    desk.get(PAGE)
    desk.get(FILE)
    for fields in (["findings"], ["findings", "exported"]):
        entries = AuditEntry.objects.filter(subject="list", actor=service.trainer.user)
        assert sorted(each.client_ref for each in entries if each.fields == fields) == sorted(clients)


def test_one_client_over_time(desk: Browser, service: Service) -> None:
    client = make_tested(service, (6, 12), (6, 12), (16, 20))
    text = desk.get(reverse("client_results", args=[client.pk])).content.decode()
    for words in ("Then and now", "10.0 s longer", "16.0 s", 'role="img"', "<caption"):
        assert words in text
    assert text.count("<polyline") == 4


def test_a_broken_line_says_why(desk: Browser, service: Service) -> None:
    client = make_client(trainer=service.trainer)
    send_intake(client, now=timezone.now() - WEEK)
    make_result(client=client, service=service, at=timezone.now() - WEEK, left=9, right=9)
    make_result(client=client, service=service, at=timezone.now(), left=9, right=9, surface_height_cm=50)
    text = desk.get(reverse("client_results", args=[client.pk])).content.decode()
    assert "the bench had another height" in text
    assert "<polyline" not in text


@pytest.mark.parametrize("visits", [1, 5])
def test_one_clients_many_visits_cost_as_few_queries_as_one(
    desk: Browser,
    service: Service,
    visits: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = make_tested(service, *[(8, 8)] * visits)
    with django_assert_max_num_queries(11):
        desk.get(reverse("client_results", args=[client.pk]))
