"""Asking to be forgotten, and taking it back: by the client, and by the trainer for them."""

from datetime import datetime, timedelta

import pytest
from django.test import Client as Browser

from assessments.models import Client, Service, Trainer
from hipcoach.mail.delivery import sweep
from hipcoach.mail.models import OutgoingEmail
from hipcoach.pages import erasing
from hipcoach.privacy.models import AuditEntry, ErasureRequest
from tests.makers import make_appointment, make_client, make_trainer

WEEK = timedelta(days=7)


def sole_request() -> ErasureRequest:
    return ErasureRequest.objects.get()


def text_of(answer: object) -> str:
    return str(getattr(answer, "content", b"").decode())


def test_the_page_says_beforehand_what_happens_and_what_is_left(
    phone: Browser, ada: Client, service: Service, now: datetime
) -> None:
    make_appointment(client=ada, service=service, start=now + timedelta(days=12))
    text = text_of(phone.get("/me/data/erase/"))
    assert "Monday 7 December, 10:00" in text
    assert "Saturday 12 December, 10:00" in text, "The visit that would be cancelled."
    assert "empty shell" in text
    assert not ErasureRequest.objects.exists()


def test_one_press_asks_and_a_mail_says_so(phone: Browser, ada: Client, now: datetime) -> None:
    answer = phone.post("/me/data/erase/", {"records": ada.pk}, follow=True)
    assert (sole_request().client_ref, sole_request().asked_by) == (ada.pk, ada.user)
    assert "will be erased on Monday 7 December, 10:00" in text_of(answer)
    mail = OutgoingEmail.objects.get(kind="erasure-asked")
    assert (mail.to, mail.due_at) == (ada.email, now)


def test_the_home_page_and_the_desk_show_that_it_is_coming(
    phone: Browser, desk: Browser, ada: Client
) -> None:
    phone.post("/me/data/erase/", {"records": ada.pk})
    assert "will soon be erased" in text_of(phone.get("/me/"))
    assert "The client asked for it" in text_of(desk.get(f"/desk/clients/{ada.pk}/"))


def test_one_press_takes_it_back(phone: Browser, ada: Client, now: datetime) -> None:
    phone.post("/me/data/erase/", {"records": ada.pk})
    answer = phone.post(f"/me/data/keep/{ada.pk}/", follow=True)
    assert "Everything stays as it was." in text_of(answer)
    assert sole_request().undone_at == now
    assert OutgoingEmail.objects.get(kind="erasure-asked").state == "skipped"
    assert OutgoingEmail.objects.get(kind="erasure-undone").state == "promised"


@pytest.mark.parametrize("times", [2, 3])
def test_doubled_presses_are_one(phone: Browser, ada: Client, times: int) -> None:
    for _ in range(times):
        assert phone.post("/me/data/erase/", {"records": ada.pk}).status_code == 302
    assert ErasureRequest.objects.count() == 1
    for _ in range(times):
        assert phone.post(f"/me/data/keep/{ada.pk}/").status_code == 302


def test_of_two_records_the_chosen_one_is_erased(phone: Browser, ada: Client) -> None:
    other = make_client(trainer=make_trainer(), user=ada.user)
    assert phone.post("/me/data/erase/", {}).status_code == 422
    phone.post("/me/data/erase/", {"records": other.pk})
    assert sole_request().client_ref == other.pk


def test_or_both(phone: Browser, ada: Client) -> None:
    other = make_client(trainer=make_trainer(), user=ada.user)
    phone.post("/me/data/erase/", {"records": [ada.pk, other.pk]})
    assert set(ErasureRequest.objects.values_list("client_ref", flat=True)) == {ada.pk, other.pk}


@pytest.mark.parametrize("sent", ["", "0", "x", "\0", "9" * 400, "-1"])
def test_what_is_not_ones_own_record_is_refused(phone: Browser, trainer: Trainer, sent: str) -> None:
    stranger = make_client(trainer=trainer)
    for records in (sent, str(stranger.pk)):
        assert phone.post("/me/data/erase/", {"records": records}).status_code == 422
    assert phone.post(f"/me/data/keep/{stranger.pk}/").status_code == 404
    assert not ErasureRequest.objects.exists()


def test_a_trainer_asks_for_a_client_in_their_own_name(
    desk: Browser, phone: Browser, ada: Client, trainer: Trainer, now: datetime
) -> None:
    answer = desk.post(f"/desk/clients/{ada.pk}/erase/", follow=True)
    assert "will be erased on" in text_of(answer)
    assert (sole_request().reason, sole_request().asked_by) == ("trainer", trainer.user)
    entry = AuditEntry.objects.get(fields=["erasure asked"])
    assert (entry.actor, entry.client_ref) == (trainer.user, ada.pk)
    assert "will be erased on" in text_of(phone.get("/me/data/")), "The client sees it, and can say no."


@pytest.mark.parametrize("number", ["theirs", 0, 2**63 - 1, 2**63, 10**30])
def test_another_trainers_client_and_nobodys_number_are_not_found(desk: Browser, number: object) -> None:
    stranger = make_client(trainer=make_trainer())
    pk = stranger.pk if number == "theirs" else number
    for button in ("erase", "keep"):
        assert desk.post(f"/desk/clients/{pk}/{button}/").status_code == 404
    assert desk.get(f"/desk/clients/{pk}/erase/").status_code == 404
    assert not ErasureRequest.objects.exists()


def test_each_shows_first_who_they_are(ada: Client, trainer: Trainer, now: datetime) -> None:
    """Somebody at an unlocked phone or desk can neither take a copy nor erase; keeping needs no more."""
    assert ada.user
    pages = {
        ada.user: ("/me/data/copy/", "/me/data/erase/"),
        trainer.user: (f"/desk/clients/{ada.pk}/erase/",),
    }
    for user, addresses in pages.items():
        browser = Browser()
        browser.force_login(user)
        for address in addresses:
            assert "/reauthenticate/" in browser.post(address, {"records": ada.pk})["Location"]
    assert not ErasureRequest.objects.exists()


@pytest.mark.parametrize("who", ["phone", "desk"])
def test_either_takes_back_what_the_trainer_asked(
    desk: Browser, phone: Browser, ada: Client, who: str
) -> None:
    desk.post(f"/desk/clients/{ada.pk}/erase/")
    if who == "desk":
        desk.post(f"/desk/clients/{ada.pk}/keep/")
    else:
        phone.post(f"/me/data/keep/{ada.pk}/")
    assert not ErasureRequest.objects.open().exists()


def test_mails_about_it_are_true_when_they_are_sent(
    phone: Browser, ada: Client, now: datetime, mailoutbox: list[object]
) -> None:
    phone.post("/me/data/erase/", {"records": ada.pk})
    request = sole_request()
    ErasureRequest.objects.update(undone_at=now)
    sweep(now)
    assert OutgoingEmail.objects.get(kind="erasure-asked").state == "skipped"
    ErasureRequest.objects.update(undone_at=None)
    erasing.carry_out(request.pk, now=now + WEEK)
    assert not OutgoingEmail.objects.promised().exists()


def test_the_hour_of_somebody_erased_still_opens_on_the_desk(
    desk: Browser, ada: Client, service: Service, now: datetime
) -> None:
    visit = make_appointment(client=ada, service=service, start=now - timedelta(hours=2), status="attended")
    erasing.ask(client=ada, by=ada.user, reason=erasing.Reason.CLIENT, now=now - WEEK)
    erasing.carry_out_due(now)
    for address in ("/desk/", "/desk/schedule/", f"/desk/appointments/{visit.pk}/"):
        assert "Erased client" in text_of(desk.get(address)), address
    for button in ("start", "clearance", "words", "finish"):
        assert desk.post(f"/desk/appointments/{visit.pk}/{button}/").status_code in (302, 404)
