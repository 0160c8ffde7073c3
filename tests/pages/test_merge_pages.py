"""The pages of a merge: whom to pick, what would happen, the act, and the way back."""

from datetime import datetime, timedelta

import pytest
from django.http import HttpResponse
from django.test import Client as Browser
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from assessments.models import Client, Merge, Service, Trainer
from hipcoach.privacy.models import AuditEntry
from programs.models import SessionLog
from tests.assessments.standing import CHEST_PAIN, send_intake
from tests.makers import make_client, make_signed_in_client, make_trainer
from tests.pages.doubled import Doubled, make_doubled


@pytest.fixture
def pair(trainer: Trainer) -> tuple[Client, Client]:
    kept = make_client(trainer=trainer, name="Ada Lovelace", email="ada@x.org")
    return kept, make_client(trainer=trainer, name="Ada Lovelase", email="ada@y.org")


def url(client: Client) -> str:
    return reverse("client_merge", args=[client.pk])


def preview(desk: Browser, kept: Client, gone: Client) -> str:
    answer = desk.get(url(kept), {"with": gone.pk})
    assert answer.status_code == 200
    return answer.content.decode()


def press(desk: Browser, kept: Client, gone: Client, **typed: str) -> HttpResponse:
    """The form of the preview as it is sent; a field given as "" is left out."""
    seen = preview(desk, kept, gone).partition('name="seen" value="')[2].partition('"')[0]
    sent = {"with": str(gone.pk), "seen": seen, "sure": "on", "address": str(kept.pk)} | typed
    return desk.post(url(kept), {name: value for name, value in sent.items() if value})


def test_who_is_much_alike_is_offered(desk: Browser, pair: tuple[Client, Client]) -> None:
    make_client(trainer=pair[0].trainer, name="Bo Larsen")
    text = desk.get(url(pair[0])).content.decode()
    assert f"?with={pair[1].pk}" in text
    assert "Bo Larsen" not in text
    assert "Bo Larsen" in desk.get(url(pair[0]), {"q": "larsen"}).content.decode()


def test_looking_changes_nothing_and_is_noted(desk: Browser, pair: tuple[Client, Client]) -> None:
    text = preview(desk, *pair)
    assert "Which address stays?" in text
    assert Client.objects.count() == 2
    assert set(AuditEntry.objects.values_list("client_ref", "act")) == {
        (client.pk, "read") for client in pair
    }


@pytest.mark.parametrize(
    ("gone", "told"),
    [
        ({"name": "Ada Lovelase", "email": "ada@y.org"}, "Ada Lovelace and Ada Lovelase are the same"),
        (
            {"name": "ada lovelace", "email": "ada@y.org"},
            "Ada Lovelace (ada@x.org) and ada lovelace (ada@y.org) are the same",
        ),
        (
            {"name": "Ada Lovelace", "email": "", "phone": "+49 30 1"},
            "Ada Lovelace (ada@x.org) and Ada Lovelace (+49 30 1) are the same",
        ),
        (
            {"name": "Ada Lovelace", "email": "ada@x.org", "shares_email": True},
            "Ada Lovelace (30 Nov 2026) and Ada Lovelace (1 Dec 2026) are the same",
        ),
    ],
)
def test_the_two_are_told_apart_though_they_are_called_the_same(
    desk: Browser, trainer: Trainer, now: datetime, gone: dict[str, str], told: str
) -> None:
    kept = make_client(trainer=trainer, name="Ada Lovelace", email="ada@x.org")
    other = Client(trainer=trainer, time_zone="Europe/Berlin", **gone)
    Client.objects.filter(pk=kept.pk).update(shares_email=other.shares_email)
    other.save()
    Client.objects.filter(pk=kept.pk).update(created_at=now)
    Client.objects.filter(pk=other.pk).update(created_at=now + timedelta(days=1))
    assert told in preview(desk, kept, other)


def test_the_act_and_the_way_back(desk: Browser, pair: tuple[Client, Client]) -> None:
    kept, gone = pair
    assert press(desk, kept, gone).headers["Location"] == kept.get_absolute_url()
    page = desk.get(kept.get_absolute_url()).content.decode()
    assert "Take the merge back" in page
    answer = desk.post(reverse("client_merge_undo", args=[kept.pk, Merge.objects.get().pk]))
    assert answer.headers["Location"] == gone.get_absolute_url()
    assert Client.objects.count() == 2
    assert "Take the merge back" not in desk.get(kept.get_absolute_url()).content.decode()


def test_the_old_address_of_the_page_leads_to_the_record_that_stays(
    desk: Browser, pair: tuple[Client, Client]
) -> None:
    kept, gone = pair
    press(desk, kept, gone)
    assert desk.get(gone.get_absolute_url()).headers["Location"] == kept.get_absolute_url()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"sure": ""}, "tick that both are the same person"),
        ({"address": ""}, "choose which address stays"),
        ({"address": "0"}, "choose which address stays"),
        ({"seen": "x"}, "look once more"),
        ({"seen": ""}, "look once more"),
    ],
)
def test_nothing_is_merged_by_half(
    desk: Browser, pair: tuple[Client, Client], typed: dict[str, str], words: str
) -> None:
    answer = press(desk, *pair, **typed)
    assert answer.status_code == 409
    assert words in answer.content.decode()
    assert Client.objects.count() == 2


def test_sent_twice_it_is_merged_once(desk: Browser, pair: tuple[Client, Client]) -> None:
    kept, gone = pair
    press(desk, kept, gone)
    again = desk.post(url(kept), {"with": gone.pk, "sure": "on", "seen": "x"})
    assert again.status_code in (302, 404)
    assert Merge.objects.count() == 1


@pytest.mark.parametrize("other", ["0", "x", "\0", "9" * 30, "-1"])
def test_nobody_is_not_found(desk: Browser, pair: tuple[Client, Client], other: str) -> None:
    assert desk.get(url(pair[0]), {"with": other}).status_code == 404
    assert desk.post(url(pair[0]), {"with": other, "sure": "on"}).status_code == 404


def test_neither_oneself_nor_anothers_client(desk: Browser, pair: tuple[Client, Client]) -> None:
    stranger = make_client(trainer=make_trainer())
    for other in (pair[0], stranger):
        assert desk.get(url(pair[0]), {"with": other.pk}).status_code == 404
        assert desk.post(url(pair[0]), {"with": other.pk, "sure": "on"}).status_code == 404


def test_anothers_merge_is_not_taken_back(desk: Browser, pair: tuple[Client, Client]) -> None:
    press(desk, *pair)
    row = Merge.objects.get()
    stranger = Browser()
    stranger.force_login(make_trainer().user)
    assert stranger.post(reverse("client_merge_undo", args=[pair[0].pk, row.pk])).status_code == 404
    other = make_client(trainer=pair[0].trainer)
    assert desk.post(reverse("client_merge_undo", args=[other.pk, row.pk])).status_code == 404


def test_what_cannot_be_taken_back_is_said(desk: Browser, pair: tuple[Client, Client], now: datetime) -> None:
    kept, gone = pair
    press(desk, kept, gone)
    send_intake(kept, CHEST_PAIN, now=now.replace(hour=10))
    undo = reverse("client_merge_undo", args=[kept.pk, Merge.objects.get().pk])
    assert "A stop was answered since" in desk.post(undo, follow=True).content.decode()


def test_who_loses_access_is_said_before(desk: Browser, trainer: Trainer) -> None:
    kept, gone = make_signed_in_client(trainer=trainer), make_signed_in_client(trainer=trainer)
    text = preview(desk, kept, gone)
    assert "the other address opens nothing" in text
    assert text.count("signs in with it") == 2
    phone = Browser()
    assert gone.user
    phone.force_login(gone.user)
    press(desk, kept, gone)
    assert phone.get("/me/").status_code == 404


def test_the_preview_names_what_is_set_aside_and_costs_the_same_for_much(
    desk: Browser,
    service: Service,
    shelves: None,
    now: datetime,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    double: Doubled = make_doubled(service, now=now)
    text = preview(desk, double.kept, double.gone)
    assert "Both follow a plan" in text
    assert "The stricter of the two" in text
    queries = 38
    with django_assert_num_queries(queries):
        preview(desk, double.kept, double.gone)
    plan = double.kept.plans.get()
    SessionLog.objects.bulk_create(
        SessionLog(
            client=double.kept,
            plan=plan,
            key=f"00000000-0000-0000-0001-{number:012}",
            day=now.date(),
            logged_at=now,
        )
        for number in range(30)
    )
    with django_assert_num_queries(queries):
        preview(desk, double.kept, double.gone)
