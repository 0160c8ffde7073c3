"""At the studio: one client's intake is open on the trainer's device, and nothing else is."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client as Browser
from django.utils import timezone

from assessments import consents
from assessments.access import HANDED_OVER
from assessments.models import Client, Consent, Intake, Service, Trainer
from assessments.questions import CHECK, STEPS
from hipcoach.accounts.models import DeviceSession
from hipcoach.privacy.models import AuditEntry
from tests.assessments.checks import NOTHING_NEW
from tests.assessments.intakes import UNREMARKABLE
from tests.assessments.standing import agree, send_intake
from tests.makers import PASSWORD, make_appointment, make_client, make_signed_in_client, make_trainer

TABLET = "/tablet/"
AT_NIGHT = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)


@pytest.fixture
def ada(trainer: Trainer) -> Client:
    """Without an e-mail: the tablet is her only way."""
    ada = make_client(trainer=trainer)
    Client.objects.filter(pk=ada.pk).update(email="")
    ada.refresh_from_db()
    return ada


@pytest.fixture
def device(client: Browser, trainer: Trainer) -> Browser:
    client.force_login(trainer.user)
    return client


def hand_over(device: Browser, client: Client) -> Any:
    return device.post(f"/desk/clients/{client.pk}/hand-over/")


def fill_whole(device: Browser) -> Any:
    for step in STEPS:
        sent = {each.key: UNREMARKABLE.get(each.key) for each in step.questions}
        data = {key: "on" if value is True else value for key, value in sent.items() if value}
        answer = device.post(f"{TABLET}?step={step.key}", data | {"seen": "{}"})
    return answer


def test_the_client_fills_in_the_intake(device: Browser, ada: Client, trainer: Trainer) -> None:
    assert hand_over(device, ada).url == TABLET
    page = device.get(TABLET)
    assert ada.name in page.content.decode()
    assert page.context["step"] is STEPS[0]
    assert fill_whole(device).url == TABLET
    assert "Please hand the tablet back" in device.get(TABLET).content.decode()
    intake = ada.intakes.get()
    assert (intake.handed_over_by, intake.submitted_at is not None) == (trainer.user, True)
    assert ada.consents.filter(withdrawn_at=None).count() == 2


def test_the_trail_says_who_handed_it_over_and_where_it_was_filled_in(
    device: Browser, ada: Client, trainer: Trainer
) -> None:
    hand_over(device, ada)
    fill_whole(device)
    filled, handed = AuditEntry.objects.filter(client_ref=ada.pk)
    assert (handed.actor, handed.fields) == (trainer.user, ["device handed over for the intake"])
    assert filled.actor == trainer.user
    assert "filled in on the trainer's device" in filled.fields


@pytest.mark.parametrize(
    "path",
    [
        "/desk/",
        "/desk/clients/",
        "/desk/clients/{pk}/",
        "/desk/settings/",
        "/me/",
        "/me/intake/",
        "/me/plan/",
    ],
)
def test_every_other_page_asks_to_sign_in(device: Browser, ada: Client, path: str) -> None:
    hand_over(device, ada)
    answer = device.get(path.format(pk=ada.pk))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/")


def test_the_trainers_session_is_gone_for_real(device: Browser, ada: Client) -> None:
    before = device.cookies["sessionid"].value
    assert DeviceSession.objects.filter(session_key=before).exists()
    hand_over(device, ada)
    assert device.cookies["sessionid"].value != before
    assert not DeviceSession.objects.filter(session_key=before).exists()
    thief = Browser()
    thief.cookies["sessionid"] = before
    assert thief.get("/desk/").status_code == 302
    assert "_auth_user_id" not in device.session


def test_it_holds_for_one_client_only(device: Browser, ada: Client, trainer: Trainer) -> None:
    other = make_client(trainer=trainer)
    hand_over(device, ada)
    assert hand_over(device, other).url.startswith("/accounts/login/")
    fill_whole(device)
    assert not other.intakes.exists()


def test_a_stranger_is_not_handed_over(device: Browser) -> None:
    stranger = make_client(trainer=make_trainer())
    assert hand_over(device, stranger).status_code == 404
    assert device.get("/desk/").status_code == 200  # Nobody was signed out either.


def test_it_is_a_button_never_a_link(device: Browser, ada: Client) -> None:
    assert device.get(f"/desk/clients/{ada.pk}/hand-over/").status_code == 405
    assert device.get("/desk/").status_code == 200


def test_thanks_are_all_there_is_after_sending(device: Browser, ada: Client) -> None:
    hand_over(device, ada)
    fill_whole(device)
    again = device.post(f"{TABLET}?step=now", {"chest_now": "yes", "seen": "{}"})
    assert "Please hand the tablet back" in again.content.decode()
    assert "Noor Visser" not in device.get(f"{TABLET}?step=about").content.decode()
    assert ada.intakes.count() == 1


def test_emergency_words_are_there_at_once_and_at_the_end(device: Browser, ada: Client) -> None:
    agree(ada, now=timezone.now())
    hand_over(device, ada)
    answer = device.post(f"{TABLET}?step=now", {"chest_now": "yes", "seen": "{}"})
    assert "call your local emergency services now" in answer.content.decode()
    data = {each.key: UNREMARKABLE.get(each.key) for step in STEPS for each in step.questions}
    for step in STEPS:
        sent = {each.key: data[each.key] for each in step.questions} | (
            {"chest_now": "yes"} if step.key == "now" else {}
        )
        typed = {key: "on" if value is True else value for key, value in sent.items() if value}
        seen = device.get(f"{TABLET}?step={step.key}").context["seen"]
        device.post(f"{TABLET}?step={step.key}", typed | {"seen": seen})
    page = device.get(TABLET).content.decode()
    assert "call your local emergency services now" in page
    assert "Please hand the tablet back" in page


def test_untouched_for_an_hour_it_locks(device: Browser, ada: Client) -> None:
    with time_machine.travel(AT_NIGHT, tick=False) as clock:
        hand_over(device, ada)
        clock.shift(timedelta(minutes=59))
        assert device.get(TABLET).status_code == 200
        clock.shift(timedelta(minutes=59))
        assert device.get(TABLET).status_code == 200  # It was touched.
        clock.shift(timedelta(minutes=60))
        locked = device.get(TABLET)
        assert (locked.status_code, "Please hand the tablet back" in locked.content.decode()) == (403, True)
        assert device.get(TABLET).status_code == 404


def test_signing_in_again_ends_it(device: Browser, ada: Client, trainer: Trainer) -> None:
    hand_over(device, ada)
    device.post("/accounts/login/", {"login": trainer.user.email, "password": PASSWORD})
    assert device.get("/desk/").status_code == 200
    assert device.get(TABLET).status_code == 404
    assert HANDED_OVER not in device.session
    device.post("/accounts/logout/")
    assert device.get(TABLET).status_code == 404


def test_handing_back_keeps_what_was_typed(device: Browser, ada: Client) -> None:
    hand_over(device, ada)
    device.post(f"{TABLET}?step=about", {"birth_year": "1985", "seen": "{}"})
    answer = device.post("/tablet/back/")
    assert answer.url == f"/accounts/login/?next=%2Fdesk%2Fclients%2F{ada.pk}%2F"
    assert ada.intakes.get().answers == {"birth_year": 1985}
    assert device.get(TABLET).status_code == 404


def test_handed_over_from_a_visit_it_goes_back_to_the_visit(
    device: Browser, ada: Client, trainer: Trainer, service: Service
) -> None:
    visit = make_appointment(client=ada, service=service, start=timezone.now())
    assert f'name="visit" value="{visit.pk}"' in device.get(visit.get_absolute_url()).content.decode()
    device.post(f"/desk/clients/{ada.pk}/hand-over/", {"visit": visit.pk})
    answer = device.post("/tablet/back/")
    assert answer.url == f"/accounts/login/?next=%2Fdesk%2Fappointments%2F{visit.pk}%2F"
    signed_in = device.post(answer.url, {"login": trainer.user.email, "password": PASSWORD})
    assert signed_in.headers["Location"] == visit.get_absolute_url()


@pytest.mark.parametrize("sent", ["", "0", "7\x00", "9" * 40, "https://example.org/", "someone's"])
def test_what_is_no_visit_of_theirs_leads_to_the_client(
    device: Browser, ada: Client, trainer: Trainer, service: Service, sent: str
) -> None:
    other = make_client(trainer=trainer)
    theirs = make_appointment(client=other, service=service, start=timezone.now())
    device.post(f"/desk/clients/{ada.pk}/hand-over/", {"visit": theirs.pk if sent == "someone's" else sent})
    assert device.post("/tablet/back/").url == f"/accounts/login/?next=%2Fdesk%2Fclients%2F{ada.pk}%2F"


def test_a_client_moved_or_a_trainer_gone_closes_it(device: Browser, ada: Client, trainer: Trainer) -> None:
    hand_over(device, ada)
    trainer.user.is_active = False
    trainer.user.save()
    assert device.get(TABLET).status_code == 403


def test_a_known_client_is_asked_how_they_are_today(
    device: Browser, trainer: Trainer, service: Service
) -> None:
    ben = make_signed_in_client(trainer=trainer)
    send_intake(ben, now=timezone.now() - timedelta(days=30))
    make_appointment(client=ben, service=service, start=timezone.now())
    hand_over(device, ben)
    for step in CHECK.steps:
        typed = {each.key: NOTHING_NEW[each.key] for each in step.questions if each.key in NOTHING_NEW}
        answer = device.post(f"{TABLET}?step={step.key}", typed | {"seen": "{}"})
    assert answer.url == TABLET
    check = ben.intakes.get(kind=Intake.Kind.CHECK)
    assert check.handed_over_by == trainer.user


def test_an_answer_given_at_home_just_before_is_no_obstacle(device: Browser, trainer: Trainer) -> None:
    ben = make_signed_in_client(trainer=trainer)
    send_intake(ben, now=timezone.now())
    hand_over(device, ben)
    assert device.get(TABLET).context["step"] is CHECK.steps[0]


@pytest.mark.parametrize("path", [TABLET, f"{TABLET}?step=now"])
def test_nothing_of_it_is_kept_by_a_cache(device: Browser, ada: Client, path: str) -> None:
    hand_over(device, ada)
    assert "no-store" in device.get(path).headers["Cache-Control"]


def test_a_forged_step_leads_nowhere(device: Browser, ada: Client) -> None:
    hand_over(device, ada)
    for step in ("today", "nowhere", "\x00"):
        assert device.post(f"{TABLET}?step={step}", {"chest_now": "yes"}).url == TABLET


def test_what_consent_taken_back_hides_is_not_brought_up_on_the_trainers_device(
    device: Browser, ada: Client
) -> None:
    now = timezone.now()
    send_intake(ada, now=now - timedelta(days=1))
    consents.withdraw(client=ada, kind=Consent.Kind.HEALTH_DATA, now=now - timedelta(hours=1))
    hand_over(device, ada)
    for step in STEPS:
        assert "Noor Visser" not in device.get(f"{TABLET}?step={step.key}").content.decode()
    assert ada.intakes.get(submitted_at=None).answers == {}
