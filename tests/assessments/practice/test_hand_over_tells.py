"""After a hand-over the new trainer knows that answers wait, and no client is left to find out by chance."""

from datetime import datetime, timedelta

import pytest
from django.core import mail

from assessments.handing_over import move_client
from assessments.models import Appointment, Clearance, Client
from assessments.screens import clear
from hipcoach.mail.delivery import sweep
from hipcoach.mail.models import OutgoingEmail
from tests.assessments.practice.people import Two
from tests.assessments.standing import DIZZY, send_intake
from tests.makers import make_appointment


def told(address: str) -> list[str]:
    return [f"{each.subject}\n{each.body}" for each in mail.outbox if each.to == [address]]


def test_the_new_trainer_learns_that_answers_wait(two: Two, now: datetime) -> None:
    ada, ben = two.ada(), two.ada(name="Ben")
    send_intake(ada, DIZZY, now=now)
    send_intake(ben, now=now)
    two.hand_over(ada, ben, now=now)
    sweep(now)
    (text,) = told(two.julian.user.email)
    assert "Answers of 1 client wait to be read." in text
    assert [word for word in ("Ada", "dizz", "Ben") if word in text] == []
    assert told(two.mara.user.email) == [], "They look after nobody any more."


def test_what_was_read_meanwhile_does_not_wait(two: Two, now: datetime) -> None:
    ada = two.ada()
    screen = send_intake(ada, DIZZY, now=now)
    two.hand_over(ada, now=now)
    clear(screen=screen, trainer=two.julian, basis=Clearance.Basis.DECISION, now=now)
    sweep(now)
    assert "wait to be read" not in told(two.julian.user.email)[0]


@pytest.mark.parametrize(("answers", "mails"), [({}, 0), (DIZZY, 1)])
def test_who_takes_somebody_over_themselves_hears_of_unread_answers_alone(
    two: Two, now: datetime, answers: dict[str, str], mails: int
) -> None:
    ada = two.ada()
    send_intake(ada, answers, now=now)
    move_client(client=ada, to=two.julian, by=two.julian.user, now=now)
    assert OutgoingEmail.objects.filter(kind="trainer-clients-come").count() == mails


def test_without_a_visit_ahead_a_client_is_told_who_looks_after_them(two: Two, now: datetime) -> None:
    ada = two.ada()
    two.hand_over(ada, now=now)
    sweep(now)
    (text,) = told(ada.email)
    assert f"{two.julian.name} looks after you from now on" in text
    message = next(each for each in mail.outbox if each.to == [ada.email])
    assert message.reply_to == [two.julian.user.email]


def test_with_one_the_mail_about_it_is_enough(two: Two, now: datetime) -> None:
    ada = two.ada()
    make_appointment(client=ada, service=two.hers, start=now + timedelta(days=2))
    two.hand_over(ada, now=now)
    sweep(now)
    assert len(told(ada.email)) == 1
    assert Appointment.objects.get().trainer == two.julian


@pytest.mark.parametrize("case", ["goes on to somebody else", "has no address"])
def test_nobody_is_told_what_is_not_so(two: Two, now: datetime, case: str) -> None:
    ada = two.ada()
    if case == "has no address":
        Client.objects.update(email="")
        ada.refresh_from_db()
    two.hand_over(ada, now=now)
    if case != "has no address":
        ada.refresh_from_db()
        move_client(client=ada, to=two.mara, by=two.mara.user, now=now + timedelta(seconds=1))
    sweep(now + timedelta(seconds=2))
    assert [text for text in told(ada.email) if two.julian.name in text] == []
