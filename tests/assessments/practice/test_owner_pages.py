"""The owner's page: who works here, the practice's name, and whose the practice is."""

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from assessments import inviting, staff
from assessments.handing_over import CannotTakeOver
from assessments.models import Practice
from tests.assessments.practice.people import Two
from tests.makers import make_client, make_trainer
from tests.pages.addresses import browser_of

QUERIES = 5  # Session, user, trainer; the trainers, the invitations.


@pytest.fixture
def owner(two: Two) -> Browser:
    return browser_of(two.mara.user)


def test_it_shows_everybody_with_their_state(two: Two, owner: Browser) -> None:
    now = timezone.now()
    gone = make_trainer(practice=two.mara.practice, is_listed=False, removed_at=now)
    by = {"practice": two.mara.practice, "by": two.mara.user}
    open_one = inviting.invite(email="new@example.com", now=now, **by)
    outlived = inviting.invite(email="old@example.com", now=now - timedelta(days=8), **by)
    page = owner.get(reverse("practice"))
    assert page.context["working"] == [two.mara, two.julian]
    assert page.context["removed"] == [gone]
    assert page.context["invitations"] == [(open_one, False), (outlived, True)]


def test_nobody_of_another_practice_is_there(two: Two, owner: Browser) -> None:
    stranger = make_trainer()
    inviting.invite(practice=stranger.practice, email="new@example.com", by=stranger.user, now=timezone.now())
    page = owner.get(reverse("practice"))
    assert page.context["working"] == [two.mara, two.julian]
    assert page.context["invitations"] == []


def test_many_cost_no_more_than_few(
    two: Two, owner: Browser, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(5):
        make_client(trainer=make_trainer(practice=two.mara.practice))
        inviting.invite(
            practice=two.mara.practice,
            email=f"person{number}@example.org",
            by=two.mara.user,
            now=timezone.now(),
        )
    with django_assert_num_queries(QUERIES):
        owner.get(reverse("practice"))


def test_the_name_is_changed(two: Two, owner: Browser) -> None:
    owner.post(reverse("practice"), {"name": "  Southside\tHips "})
    assert Practice.objects.get(pk=two.mara.practice_id).name == "Southside Hips"


@pytest.mark.parametrize("name", ["", " ", "x" * 121, "nul\0"])
def test_a_wrong_name_changes_nothing(two: Two, owner: Browser, name: str) -> None:
    assert owner.post(reverse("practice"), {"name": name}).status_code == 422
    assert Practice.objects.get(pk=two.mara.practice_id).name == "Studio"


def test_handed_over_the_practice_is_the_other_ones(two: Two, owner: Browser) -> None:
    owner.post(reverse("practice_give"), {"to": two.julian.pk})
    assert Practice.objects.get(pk=two.mara.practice_id).owner == two.julian.user
    assert owner.get(reverse("practice")).status_code == 404
    assert owner.get(reverse("desk")).status_code == 200
    assert browser_of(two.julian.user).get(reverse("practice")).status_code == 200


@pytest.mark.parametrize("to", ["", "0", "nonsense", "9" * 30])
def test_a_forged_successor_gets_nothing(two: Two, owner: Browser, to: str) -> None:
    assert owner.post(reverse("practice_give"), {"to": to}).status_code == 422
    assert Practice.objects.get(pk=two.mara.practice_id).owner == two.mara.user


def test_neither_a_stranger_nor_who_has_left_gets_it(two: Two, owner: Browser) -> None:
    gone = make_trainer(practice=two.mara.practice, is_listed=False, removed_at=timezone.now())
    for trainer in (make_trainer(), gone):
        assert owner.post(reverse("practice_give"), {"to": trainer.pk}).status_code == 422
        with pytest.raises(CannotTakeOver):
            staff.give_practice(practice=two.mara.practice, to=trainer, by=two.mara.user)


def test_only_the_owner_gives_it(two: Two) -> None:
    third = make_trainer(practice=two.mara.practice)
    with pytest.raises(CannotTakeOver):
        staff.give_practice(practice=two.mara.practice, to=third, by=two.julian.user)


def test_only_the_owner_sees_the_way_there(two: Two, owner: Browser) -> None:
    assert reverse("practice") in owner.get(reverse("settings")).content.decode()
    assert reverse("practice") not in browser_of(two.julian.user).get(reverse("settings")).content.decode()
