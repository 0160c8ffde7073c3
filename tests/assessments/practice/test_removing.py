"""A removed trainer opens nothing at once and is not found; their clients lose nothing."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from assessments import staff
from assessments.booking import book
from assessments.handing_over import Agreed, NeedsAgreement
from assessments.links import feed_token_of
from assessments.models import Appointment, Client, Trainer
from assessments.refusals import NotBookable
from assessments.staff import NeedsSomebody, OwnerStays
from hipcoach.mail.models import OutgoingEmail
from hipcoach.privacy.models import AuditEntry
from tests.assessments.practice.people import Two, two_trainers
from tests.assessments.test_booking_race import race
from tests.assessments.visits import TUESDAY_TEN, contact, open_hour
from tests.makers import PASSWORD, make_appointment, make_client, make_trainer
from tests.pages.addresses import browser_of


def remove(two: Two, now: datetime, *, to: Trainer | None = None, agreed: Agreed | None = None) -> None:
    staff.remove(trainer=two.julian, to=to, by=two.mara.user, now=now, agreed=agreed or Agreed())


@pytest.fixture
def owner(two: Two) -> Browser:
    return browser_of(two.mara.user)


def url_of(two: Two) -> str:
    return reverse("trainer_remove", args=[two.julian.pk])


def test_an_open_session_opens_nothing_at_once(two: Two, now: datetime) -> None:
    desk = browser_of(two.julian.user)
    pages = [reverse(name) for name in ("desk", "schedule", "clients", "settings", "share", "setup")]
    assert {desk.get(page).status_code for page in pages} == {200, 302}
    remove(two, now)
    assert {desk.get(page)["Location"].partition("?")[0] for page in pages} == {reverse("account_login")}


def test_signing_in_leads_to_the_front_page(two: Two, now: datetime, client: Browser) -> None:
    remove(two, now)
    sent = {"login": two.julian.user.email, "password": PASSWORD}
    assert client.post(reverse("account_login"), sent, follow=True).redirect_chain[-1][0] == reverse("home")
    assert client.get(reverse("desk")).status_code == 404


def test_nobody_finds_or_books_them(two: Two, now: datetime, client: Browser) -> None:
    page, hours = two.julian.get_absolute_url(), two.his.get_absolute_url()
    feed = reverse("feed", args=[feed_token_of(two.julian)])
    assert [client.get(each).status_code for each in (page, hours, feed)] == [200] * 3
    remove(two, now)
    assert [client.get(each).status_code for each in (page, hours, feed)] == [404] * 3
    assert two.julian.name not in client.get(reverse("trainers")).content.decode()
    with pytest.raises(NotBookable):
        book(service=two.his, start=TUESDAY_TEN, contact=contact(), now=now)


def test_with_clients_somebody_must_take_over(two: Two, now: datetime) -> None:
    make_client(trainer=two.julian)
    with pytest.raises(NeedsSomebody):
        remove(two, now)
    with pytest.raises(NeedsSomebody):
        remove(two, now, to=two.julian)
    assert Trainer.objects.working().count() == 2


def test_everybody_goes_over_with_their_visits_and_a_trail(two: Two, now: datetime) -> None:
    people = [make_client(trainer=two.julian) for _each in range(3)]
    for number, client in enumerate(people):
        make_appointment(client=client, service=two.his, start=TUESDAY_TEN + timedelta(days=number))
    remove(two, now, to=two.mara)
    assert set(two.mara.clients.all()) == set(people)
    assert two.mara.appointments.upcoming(now).count() == 3
    assert not two.julian.appointments.upcoming(now).exists()
    trail = AuditEntry.objects.values_list("client_ref", "actor", "fields")
    assert sorted(trail) == [(client.pk, two.mara.user.pk, ["trainer"]) for client in people]


def test_what_clashes_is_cancelled_only_when_agreed(two: Two, now: datetime) -> None:
    visit = make_appointment(client=make_client(trainer=two.julian), service=two.his, start=TUESDAY_TEN)
    make_appointment(client=two.ada(), service=two.hers, start=TUESDAY_TEN)
    with pytest.raises(NeedsAgreement):
        remove(two, now, to=two.mara)
    two.julian.refresh_from_db()
    assert (two.julian.removed_at, two.julian.clients.count()) == (None, 1)
    remove(two, now, to=two.mara, agreed=Agreed(cancel=frozenset({visit.pk})))
    visit.refresh_from_db()
    assert visit.status == Appointment.Status.CANCELLED
    assert OutgoingEmail.objects.about(visit.ref).filter(kind="appointment-cancelled").count() == 1


def test_unconfirmed_hours_are_given_back_with_a_mail(two: Two, now: datetime) -> None:
    two.julian.confirm_first = True
    two.julian.save()
    two.his.refresh_from_db()
    waiting = book(service=two.his, start=TUESDAY_TEN, contact=contact(), now=now)
    assert waiting.is_held
    remove(two, now)
    assert not Appointment.objects.exists()
    assert OutgoingEmail.objects.filter(kind="appointment-given-back", to="ada@example.com").count() == 1


def test_the_owner_stays(two: Two, now: datetime, owner: Browser) -> None:
    with pytest.raises(OwnerStays):
        staff.remove(trainer=two.mara, to=two.julian, by=two.mara.user, now=now)
    assert owner.get(reverse("trainer_remove", args=[two.mara.pk])).status_code == 404


def test_twice_is_harmless(two: Two, now: datetime) -> None:
    make_client(trainer=two.julian)
    for _time in range(2):
        remove(two, now, to=two.mara)
    assert two.mara.clients.count() == 1


def test_brought_back_they_work_again_with_a_closed_page(two: Two, now: datetime, owner: Browser) -> None:
    remove(two, now)
    owner.post(reverse("trainer_back", args=[two.julian.pk]))
    assert browser_of(two.julian.user).get(reverse("desk")).status_code == 200
    two.julian.refresh_from_db()
    assert not two.julian.is_listed


def test_the_page_shows_what_it_means_and_does_nothing(two: Two, owner: Browser) -> None:
    ada, ben = make_client(trainer=two.julian, name="Ada"), make_client(trainer=two.julian, name="Ben")
    goes_on = make_appointment(client=ada, service=two.his, start=open_hour())
    clash = make_appointment(client=ben, service=two.his, start=open_hour(days=4))
    make_appointment(client=two.ada(), service=two.hers, start=open_hour(days=4))
    page = owner.get(f"{url_of(two)}?to={two.mara.pk}")
    assert [each.visit for each in page.context["found"].goes_on] == [goes_on]
    assert page.context["clashes"][0][0] == clash
    assert two.julian.clients.count() == 2


def test_the_page_wants_its_box_ticked_and_then_acts(two: Two, owner: Browser) -> None:
    ben = make_client(trainer=two.julian, email="ben@example.com")
    twin = make_client(trainer=two.mara, email="ben@example.com")
    visit = make_appointment(client=ben, service=two.his, start=open_hour())
    make_appointment(client=two.ada(), service=two.hers, start=open_hour())
    shown = {"to": str(two.mara.pk), "visits": str(visit.pk), "doubled": str(ben.pk)}
    for ticked in ({}, {"cancel": "yes"}, {"apart": "yes"}):
        assert owner.post(url_of(two), shown | ticked).status_code == 409
    assert owner.post(url_of(two), shown | {"cancel": "yes", "apart": "yes"}).status_code == 302
    assert set(two.mara.clients.filter(email="ben@example.com")) == {ben, twin}


def test_a_visit_that_was_not_shown_is_not_cancelled(two: Two, owner: Browser) -> None:
    ben = make_client(trainer=two.julian)
    visits = [make_appointment(client=ben, service=two.his, start=open_hour(days=day)) for day in (3, 4)]
    for day in (3, 4):
        make_appointment(client=two.ada(), service=two.hers, start=open_hour(days=day))
    sent = {"to": str(two.mara.pk), "visits": str(visits[0].pk), "cancel": "yes"}
    assert owner.post(url_of(two), sent).status_code == 409
    assert Appointment.objects.filter(status="cancelled").count() == 0


@pytest.mark.parametrize("to", ["", "0", "nonsense", "9" * 30, "-1", "1\0"])
def test_a_forged_successor_takes_nobody(two: Two, owner: Browser, to: str) -> None:
    make_client(trainer=two.julian)
    assert owner.get(url_of(two), {"to": to}).status_code == 200
    assert owner.post(url_of(two), {"to": to, "visits": "x" * 9999}).status_code == 409
    assert two.julian.clients.count() == 1


def test_a_successor_elsewhere_takes_nobody(two: Two, owner: Browser) -> None:
    make_client(trainer=two.julian)
    assert owner.post(url_of(two), {"to": str(make_trainer().pk)}).status_code == 409


def test_it_asks_again_who_one_is(two: Two) -> None:
    browser = Browser()
    browser.force_login(two.mara.user)
    for url in (url_of(two), reverse("practice_give")):
        assert "reauthenticate" in browser.get(url)["Location"]
        assert "reauthenticate" in browser.post(url, {"to": two.julian.pk})["Location"]
    assert "reauthenticate" in browser.post(reverse("trainer_back", args=[two.julian.pk]))["Location"]
    assert Trainer.objects.working().count() == 2


@pytest.mark.django_db(transaction=True)
def test_bookings_that_race_with_the_removal_end_up_with_somebody_who_works() -> None:
    two, now = two_trainers(), timezone.now()

    def act(rival: int, number: int) -> str:
        try:
            if rival == 0:
                staff.remove(trainer=two.julian, to=two.mara, by=two.mara.user, now=now)
            else:
                given = contact(email=f"rival{rival}@example.com")
                book(service=two.his, start=open_hour(days=2 + rival), contact=given, now=now)
        except NotBookable:
            return "refused"
        return "done"

    (outcome,) = race(rivals=6, rounds=1, act=act)
    assert outcome["done"] >= 1
    assert set(outcome) <= set(Counter({"done": 0, "refused": 0}))
    assert not two.julian.appointments.upcoming(now).exists()
    assert not Client.objects.filter(trainer=two.julian).exists()
    assert two.mara.appointments.upcoming(now).count() == outcome["done"] - 1
