"""An owner invites by mail; the link makes a trainer, once, and never out of another person's account."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from assessments import inviting
from assessments.inviting import LASTS, MOST_WAITING, AlreadyTrainer, InvitationGone, NeedsTheirSignIn
from assessments.links import find_invitation, invitation_token_of, invitation_url
from assessments.models import Invitation, Trainer
from hipcoach.accounts.models import User
from hipcoach.mail.kinds import Letter, compose
from hipcoach.mail.models import OutgoingEmail
from tests.assessments.test_booking_race import race
from tests.makers import PASSWORD, make_client, make_signed_in_client, make_trainer, make_user
from tests.pages.addresses import browser_of

pytestmark = pytest.mark.django_db
TYPED = {"name": "Julian Okoro", "password": "lift the foot and hold"}


@pytest.fixture
def owner() -> Trainer:
    return make_trainer()


@pytest.fixture
def desk(owner: Trainer) -> Browser:
    return browser_of(owner.user)


def invited(owner: Trainer, email: str = "julian@example.com", now: datetime | None = None) -> Invitation:
    return inviting.invite(practice=owner.practice, email=email, by=owner.user, now=now or timezone.now())


def follow(invitation: Invitation, browser: Browser | None = None) -> Browser:
    browser = browser or Browser()
    browser.get(invitation_url(invitation))
    return browser


def test_the_mail_carries_the_link_and_the_row_does_not(owner: Trainer, desk: Browser) -> None:
    desk.post(reverse("practice_invite"), {"email": "Julian@Example.com"})
    mail, invitation = OutgoingEmail.objects.get(), Invitation.objects.get()
    letter = compose(mail, timezone.now())
    assert isinstance(letter, Letter)
    assert (mail.to, mail.kind, mail.trainer_ref) == ("julian@example.com", "trainer-invited", owner.pk)
    assert letter.button
    assert letter.button.url == invitation_url(invitation)
    with connection.cursor() as cursor:
        for table in ("assessments_invitation", "mail_outgoingemail"):
            cursor.execute(f"SELECT * FROM {table}")
            assert invitation_token_of(invitation).partition("-")[2] not in str(cursor.fetchall())


def test_the_link_makes_a_signed_in_trainer_who_sets_up_their_hours(owner: Trainer) -> None:
    person = follow(invited(owner))
    answer = person.post(reverse("join_practice"), TYPED)
    assert answer["Location"] == reverse("setup")
    julian = Trainer.objects.get(user__email="julian@example.com")
    assert (julian.practice, julian.name, julian.setup_step) == (owner.practice, "Julian Okoro", "zone")
    assert not julian.is_listed
    assert person.get(reverse("setup"), follow=True).status_code == 200
    assert EmailAddress.objects.get(user=julian.user).verified


def test_it_works_once(owner: Trainer) -> None:
    invitation = invited(owner)
    one, other = follow(invitation), follow(invitation)
    one.post(reverse("join_practice"), TYPED)
    assert other.post(reverse("join_practice"), TYPED).status_code == 404
    assert other.get(invitation_url(invitation)).status_code == 404
    assert Trainer.objects.count() == 2


def test_it_is_outlived_after_a_week(owner: Trainer) -> None:
    now = timezone.now()
    invitation = invited(owner, now=now)
    token = invitation_token_of(invitation)
    assert find_invitation(token, now=now + LASTS - timedelta(seconds=1)) == invitation
    assert find_invitation(token, now=now + LASTS) is None
    person = follow(invitation)
    with time_machine.travel(now + LASTS, tick=False):
        assert person.post(reverse("join_practice"), TYPED).status_code == 404


def test_the_mail_names_the_last_day_as_the_owner_counts_it(owner: Trainer) -> None:
    Trainer.objects.update(zone="Asia/Tokyo")
    now = datetime(2026, 11, 30, 16, tzinfo=UTC)
    invited(owner, now=now)
    letter = compose(OutgoingEmail.objects.get(), now)
    assert isinstance(letter, Letter)
    assert "until Tuesday 8 December." in letter.paragraphs[1], "Monday still in UTC."


def test_taken_back_it_opens_nothing_and_its_mail_stays_away(owner: Trainer, desk: Browser) -> None:
    invitation = invited(owner)
    person = follow(invitation)
    desk.post(reverse("invitation_revoke", args=[invitation.pk]))
    assert person.post(reverse("join_practice"), TYPED).status_code == 404
    assert OutgoingEmail.objects.get().state == OutgoingEmail.State.SKIPPED
    assert desk.post(reverse("invitation_revoke", args=[invitation.pk])).status_code == 404


def test_sent_again_the_new_link_opens_and_the_old_one_does_not(owner: Trainer, desk: Browser) -> None:
    invitation = invited(owner, now=timezone.now() - timedelta(days=8))
    old = invitation_url(invitation)
    desk.post(reverse("invitation_again", args=[invitation.pk]))
    invitation.refresh_from_db()
    assert Browser().get(old).status_code == 404
    assert Browser().get(invitation_url(invitation)).status_code == 302
    first, second = OutgoingEmail.objects.order_by("pk")
    assert (first.state, second.state) == (OutgoingEmail.State.SKIPPED, OutgoingEmail.State.PROMISED)


def test_a_mail_that_was_overtaken_says_nothing(owner: Trainer) -> None:
    invitation = invited(owner, now=timezone.now() - timedelta(minutes=1))
    mail = OutgoingEmail.objects.get()
    inviting.send_again(invitation=invitation, now=timezone.now())
    assert not isinstance(compose(mail, timezone.now()), Letter)


def test_a_client_gets_a_password_and_keeps_everything(owner: Trainer) -> None:
    client = make_signed_in_client(trainer=owner)
    assert client.user
    inviting_them = invited(owner, email=client.user.email.upper())
    person = follow(inviting_them)
    assert "You are a client here as well" in person.get(reverse("join_practice")).content.decode()
    person.post(reverse("join_practice"), TYPED)
    client.refresh_from_db()
    user = User.objects.get(pk=client.user.pk)
    assert user.check_password(TYPED["password"])
    assert user.trainer.practice == owner.practice
    assert person.get(reverse("me")).status_code == 200


def test_an_account_with_a_password_joins_only_when_its_owner_is_there(owner: Trainer) -> None:
    person = make_user(email="julian@example.com", password=PASSWORD, name="Julian")
    invitation = invited(owner)
    thief = follow(invitation, browser_of(make_user()))
    for browser in (thief, follow(invitation)):
        assert "Sign in with it" in browser.get(reverse("join_practice")).content.decode()
        assert browser.post(reverse("join_practice"), TYPED).status_code == 409
    person.refresh_from_db()
    assert person.check_password(PASSWORD)
    assert not Trainer.objects.filter(user=person).exists()
    with pytest.raises(NeedsTheirSignIn):
        inviting.accept(
            token=invitation_token_of(invitation), **TYPED, zone="UTC", here=None, now=timezone.now()
        )
    themselves = follow(invitation, browser_of(person))
    assert themselves.post(reverse("join_practice"))["Location"] == reverse("setup")
    person.refresh_from_db()
    assert person.check_password(PASSWORD)
    assert person.trainer.name == "Julian"


def test_an_address_that_only_looks_like_a_clients_never_gets_their_account(
    owner: Trainer, desk: Browser
) -> None:
    client = make_client(trainer=owner, user=make_user(email="vic@mail.example"))
    assert client.user
    looks_alike = "vic@ma\N{LATIN SMALL LETTER DOTLESS I}l.example"
    assert desk.post(reverse("practice_invite"), {"email": looks_alike}).status_code == 422
    token = invitation_token_of(invited(owner, email=looks_alike))
    inviting.accept(token=token, **TYPED, zone="UTC", here=None, now=timezone.now())
    client.user.refresh_from_db()
    assert not client.user.has_usable_password()
    assert not Trainer.objects.filter(user=client.user).exists()


def test_a_trainers_address_is_refused_kindly(owner: Trainer, desk: Browser) -> None:
    colleague = make_trainer(practice=owner.practice)
    gone = make_trainer(practice=owner.practice, is_listed=False, removed_at=timezone.now())
    for trainer, words in (
        (colleague, "who works here already"),
        (gone, "Bring them back below"),
        (make_trainer(), "as a trainer elsewhere"),
    ):
        answer = desk.post(reverse("practice_invite"), {"email": trainer.user.email.upper()})
        assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert not Invitation.objects.exists()


def test_who_became_a_trainer_elsewhere_meanwhile_stays_there(owner: Trainer) -> None:
    invitation = invited(owner)
    elsewhere = make_trainer()
    User.objects.filter(pk=elsewhere.user.pk).update(email="julian@example.com")
    person = follow(invitation, browser_of(elsewhere.user))
    assert person.post(reverse("join_practice"), TYPED).status_code == 409
    elsewhere.refresh_from_db()
    assert elsewhere.practice != owner.practice
    with pytest.raises(AlreadyTrainer):
        inviting.accept(
            token=invitation_token_of(invitation), **TYPED, zone="UTC", here=None, now=timezone.now()
        )


def test_one_invitation_an_address_and_not_too_many(owner: Trainer, desk: Browser) -> None:
    for number in range(MOST_WAITING):
        invited(owner, email=f"person{number}@example.org")
    twice = desk.post(reverse("practice_invite"), {"email": "PERSON0@example.org"})
    more = desk.post(reverse("practice_invite"), {"email": "more@example.org"})
    assert (twice.status_code, more.status_code) == (422, 422)
    assert Invitation.objects.count() == MOST_WAITING


@pytest.mark.parametrize("typed", ["", "nonsense", "a@b", "x" * 300 + "@example.com", "nul\0@example.com"])
def test_no_mail_to_nonsense(desk: Browser, typed: str) -> None:
    assert desk.post(reverse("practice_invite"), {"email": typed}).status_code == 422
    assert not OutgoingEmail.objects.exists()


@pytest.mark.parametrize(
    "typed", [{"name": ""}, {"password": "short"}, {"password": "julian@example.com"}, {"name": "x" * 121}]
)
def test_a_wrong_name_or_password_makes_nobody(owner: Trainer, typed: dict[str, str]) -> None:
    assert follow(invited(owner)).post(reverse("join_practice"), TYPED | typed).status_code == 422
    assert Trainer.objects.count() == 1


def test_another_owners_invitation_is_not_found(owner: Trainer) -> None:
    invitation, stranger = invited(owner), browser_of(make_trainer().user)
    for name in ("invitation_again", "invitation_revoke"):
        assert stranger.post(reverse(name, args=[invitation.pk])).status_code == 404
    assert Invitation.objects.waiting().exists()


@pytest.mark.django_db(transaction=True)
def test_taken_up_many_times_at_once_it_makes_one_trainer(owner: Trainer) -> None:
    token = invitation_token_of(invited(owner))

    def act(rival: int, number: int) -> str:
        try:
            inviting.accept(token=token, **TYPED, zone="UTC", here=None, now=timezone.now())
        except (InvitationGone, AlreadyTrainer):
            return "gone"
        return "joined"

    assert race(rivals=6, rounds=1, act=act) == [Counter({"joined": 1, "gone": 5})]
    assert Trainer.objects.count() == 2
