"""An empty site has one address for its first owner: it works once, for a day, and dies with any practice."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
import time_machine
from django.conf import LazySettings
from django.db import connection
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from assessments.claiming import LASTS, SiteTaken, claim_site, is_free, offer_site
from assessments.links import claim_token_of, claim_url
from assessments.models import Practice, SiteClaim, Trainer
from assessments.practices import NewTrainer, open_practice
from hipcoach.accounts.models import User
from tests.accounts.factors import code_at
from tests.assessments.test_booking_race import race

pytestmark = pytest.mark.django_db
TYPED = {
    "practice": "Northside",
    "name": "Mara Lind",
    "email": "Mara@Example.com",
    "password": "lift the foot and hold",
}


def person(email: str = "mara@example.com") -> NewTrainer:
    return NewTrainer(name="Mara Lind", email=email, password=TYPED["password"], zone="Europe/Berlin")


def opened(browser: Browser, token: str) -> int:
    """The status of the page one lands on behind the address."""
    return browser.get(reverse("welcome", args=[token]), follow=True).status_code


def test_the_address_leads_to_a_form_without_it(client: Browser) -> None:
    claim = offer_site(timezone.now())
    answer = client.get(claim_url(claim))
    assert (answer.status_code, answer["Location"]) == (302, "/welcome/")
    assert (answer["Referrer-Policy"], answer["Cache-Control"].split(", ")[-2:]) == (
        "no-referrer",
        ["must-revalidate", "private"],
    )
    assert claim_token_of(claim) not in client.get("/welcome/").content.decode()


def test_claiming_makes_one_a_signed_in_owner_with_a_closed_page(client: Browser) -> None:
    client.get(claim_url(offer_site(timezone.now())))
    answer = client.post("/welcome/", TYPED)
    assert answer["Location"] == "/desk/start/"
    trainer = Trainer.objects.get()
    assert trainer.practice.owner == trainer.user == User.objects.get(email="mara@example.com")
    assert (trainer.setup_step, trainer.is_listed) == ("zone", False)
    assert client.get("/desk/").status_code == 200


def test_where_a_second_factor_is_demanded_it_comes_first_and_then_the_steps(
    client: Browser, settings: LazySettings
) -> None:
    settings.SECOND_FACTOR_DEMANDED = True
    client.get(claim_url(offer_site(timezone.now())))
    client.post("/welcome/", TYPED)
    assert client.get("/desk/start/")["Location"] == reverse("mfa_index")
    page = client.get(reverse("mfa_activate_totp"))
    code = code_at(page.context["form"].secret, timezone.now())
    done = client.post(reverse("mfa_activate_totp"), {"code": code}, follow=True)
    assert done.status_code == 200
    assert client.get("/start/", follow=True).redirect_chain[-1][0] == "/desk/start/zone/"


def test_it_works_once(client: Browser) -> None:
    token = claim_token_of(offer_site(timezone.now()))
    rival = Browser()
    assert (opened(client, token), opened(rival, token)) == (200, 200)
    client.post("/welcome/", TYPED)
    assert rival.post("/welcome/", TYPED | {"email": "rival@example.com"}).status_code == 404
    assert (opened(Browser(), token), Practice.objects.count(), SiteClaim.objects.count()) == (404, 1, 0)


def test_it_is_outlived_after_a_day() -> None:
    now = timezone.now()
    token = claim_token_of(offer_site(now))
    assert is_free(token, now=now + LASTS - timedelta(seconds=1))
    assert not is_free(token, now=now + LASTS)
    with pytest.raises(SiteTaken):
        claim_site(token=token, practice="Northside", owner=person(), now=now + LASTS)


def test_an_open_form_is_outlived_too(client: Browser) -> None:
    client.get(claim_url(offer_site(timezone.now())))
    with time_machine.travel(timezone.now() + LASTS + timedelta(minutes=1), tick=False):
        assert client.post("/welcome/", TYPED).status_code == 404
    assert not Practice.objects.exists()


def test_a_new_address_kills_the_old_one() -> None:
    now = timezone.now()
    old, new = (claim_token_of(offer_site(now)) for _time in range(2))
    assert (is_free(old, now=now), is_free(new, now=now)) == (False, True)
    assert SiteClaim.objects.count() == 1


def test_any_practice_kills_it() -> None:
    now = timezone.now()
    token = claim_token_of(offer_site(now))
    open_practice(name="By command", owner=person("other@example.com"))
    assert not is_free(token, now=now)
    with pytest.raises(SiteTaken):
        offer_site(now)
    assert SiteClaim.objects.count() == 0


@pytest.mark.parametrize(
    "token", ["", "1-", "1-" + 40 * "0", "2-" + 40 * "a", "1-" + 400 * "f", "1-\0", "no"]
)
def test_a_forged_one_opens_nothing(client: Browser, token: str) -> None:
    offer_site(timezone.now())
    assert not is_free(token, now=timezone.now())
    if token and "\0" not in token:
        assert client.get(f"/welcome/{token}/").status_code == 404
    assert client.get("/welcome/").status_code == 404


def test_nothing_that_opens_it_lies_in_the_database() -> None:
    token = claim_token_of(offer_site(timezone.now()))
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM assessments_siteclaim")
        row = cursor.fetchall()
    assert token.partition("-")[2] not in str(row)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"practice": " "}, "This field is required."),
        ({"name": "x" * 121}, "at most 120"),
        ({"email": "nonsense"}, "valid email"),
        ({"password": "12345678"}, "entirely numeric"),
        ({"password": "mara@example.com"}, "too similar"),
        ({"name": "nul\0"}, "Null characters"),
    ],
)
def test_wrong_values_make_nothing_and_keep_the_address_alive(
    client: Browser, typed: dict[str, str], words: str
) -> None:
    client.get(claim_url(offer_site(timezone.now())))
    answer = client.post("/welcome/", TYPED | typed)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not User.objects.exists()
    assert client.post("/welcome/", TYPED).status_code == 302


def test_the_address_of_somebody_who_signs_in_here_already_is_refused(client: Browser) -> None:
    User.objects.create_superuser("mara@example.com", "another password")
    client.get(claim_url(offer_site(timezone.now())))
    answer = client.post("/welcome/", TYPED)
    assert (answer.status_code, Practice.objects.count()) == (422, 0)


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_owns_the_site(now: datetime) -> None:
    token = claim_token_of(offer_site(now))

    def act(rival: int, number: int) -> str:
        try:
            claim_site(token=token, practice="Mine", owner=person(f"rival{rival}@example.com"), now=now)
        except SiteTaken:
            return "taken"
        return "claimed"

    assert race(rivals=8, rounds=1, act=act) == [Counter({"claimed": 1, "taken": 7})]
    assert (Practice.objects.count(), User.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_of_many_forms_sent_at_once_one_owns_the_site() -> None:
    url = claim_url(offer_site(timezone.now()))

    def act(rival: int, number: int) -> str:
        browser = Browser()
        browser.get(url)
        answer = browser.post("/welcome/", TYPED | {"email": f"rival{rival}@example.com"})
        return str(answer.status_code)

    assert race(rivals=6, rounds=1, act=act) == [Counter({"302": 1, "404": 5})]
    assert Practice.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_addresses_printed_at_once_leave_one_alive(now: datetime) -> None:
    tokens: list[str] = []

    def act(rival: int, number: int) -> str:
        tokens.append(claim_token_of(offer_site(now)))
        return "printed"

    race(rivals=6, rounds=2, act=act)
    assert sum(is_free(token, now=now) for token in tokens) == 1
