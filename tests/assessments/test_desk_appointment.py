"""One visit on the desk: who, when in both zones, the screen, and what can be done."""

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from assessments.findings import KneeLevel
from assessments.models import Appointment, Clearance, Client, Consent, Service
from assessments.screens import clear
from hipcoach.privacy.models import AuditEntry
from tests.assessments.shared_results import make_result
from tests.assessments.standing import CHEST_PAIN, DIZZY, send_intake
from tests.assessments.under_way import make_visit
from tests.makers import make_appointment, make_client


@pytest.fixture
def desk(service: Service) -> Browser:
    browser = Browser()
    browser.force_login(service.trainer.user)
    return browser


def text_of(desk: Browser, visit: Appointment) -> str:
    answer = desk.get(visit.get_absolute_url())
    assert answer.status_code == 200
    return answer.content.decode()


def test_both_zones_are_shown_where_they_differ(desk: Browser, service: Service) -> None:
    far = make_client(trainer=service.trainer, time_zone="Asia/Tokyo")
    text = text_of(desk, make_appointment(client=far, service=service))
    assert "Tue 1 Dec 2026, 10:00" in text
    assert "Tue 1 Dec, 18:00" in text
    assert "Asia/Tokyo" in text


def test_what_the_screen_rests_on_can_be_read_and_is_audited(
    desk: Browser, service: Service, client_record: Client
) -> None:
    visit = make_visit(client=client_record, service=service, now=timezone.now(), **CHEST_PAIN)
    text = text_of(desk, visit)
    assert "Chest pain when you exert yourself" in text
    assert "Noor Visser" in text
    assert "Start the test" not in text
    entry = AuditEntry.objects.get(subject=f"appointment {visit.pk}")
    assert (entry.act, entry.actor_id, entry.client_ref) == (
        AuditEntry.Act.READ,
        service.trainer.user_id,
        client_record.pk,
    )
    assert "intake.answers" in entry.fields


def test_consent_taken_back_hides_answers_and_results(
    desk: Browser, service: Service, client_record: Client
) -> None:
    now = timezone.now()
    send_intake(client_record, {}, now=now)
    result = make_result(client=client_record, service=service, at=now, left=7, right=20)
    assert "Noor Visser" in text_of(desk, result.appointment)
    Consent.objects.filter(kind=Consent.Kind.HEALTH_DATA).update(withdrawn_at=now - timedelta(days=1))
    text = text_of(desk, result.appointment)
    assert "Noor Visser" not in text
    assert "Limited" not in text


def test_a_finished_test_shows_finding_and_change_and_leads_to_a_program(
    desk: Browser, service: Service, client_record: Client
) -> None:
    now = timezone.now()
    send_intake(client_record, {}, now=now)
    make_result(client=client_record, service=service, at=now - timedelta(days=60), left=7, right=20)
    result = make_result(client=client_record, service=service, at=now, left=16, right=20)
    text = text_of(desk, result.appointment)
    assert "9.0 s longer than last time" in text
    assert reverse("suggest", args=[result.pk]) in text


def test_a_range_that_is_newly_limited_asks_for_a_professionals_look(
    desk: Browser, service: Service, client_record: Client
) -> None:
    """Limited on both sides without pain: only the test before shows that it is new."""
    now = timezone.now()
    limited = {"passive_left": KneeLevel.LEVEL, "passive_right": KneeLevel.LEVEL}
    send_intake(client_record, {}, now=now)
    make_result(client=client_record, service=service, at=now - timedelta(days=60), left=20, right=20)
    new = make_result(client=client_record, service=service, at=now, left=0, right=0, **limited)
    later = now + timedelta(days=7)
    known = make_result(client=client_record, service=service, at=later, left=0, right=0, **limited)
    look = "professional&#x27;s look"
    assert look in text_of(desk, new.appointment).replace("'", "&#x27;")
    assert look not in text_of(desk, known.appointment).replace("'", "&#x27;")


def test_a_review_is_released_by_the_trainers_decision(
    desk: Browser, service: Service, client_record: Client
) -> None:
    visit = make_visit(client=client_record, service=service, now=timezone.now(), **DIZZY)
    screen = client_record.screens.get()
    sent = {"screen": screen.pk, "basis": "decision", "note": "Talked it over.", "limits": ["balance"]}
    assert desk.post(reverse("clearance", args=[visit.pk]), sent).status_code == 302
    assert Clearance.objects.get().limits == ["balance"]
    text = text_of(desk, visit)
    assert "Start the test" in text
    assert "High balance" in text


def test_a_newer_word_starts_from_the_limits_in_force(
    desk: Browser, service: Service, client_record: Client
) -> None:
    now = timezone.now()
    visit = make_visit(client=client_record, service=service, now=now, **CHEST_PAIN)
    clear(
        screen=client_record.screens.get(),
        trainer=service.trainer,
        basis=Clearance.Basis.STATEMENT,
        limits=["balance", "supine"],
        now=now,
    )
    form = desk.get(reverse("appointment", args=[visit.pk])).context["clearance_form"]
    assert form["limits"].initial == ["balance", "supine"]


@pytest.mark.parametrize(
    "change",
    [
        {"basis": "decision"},
        {"basis": ""},
        {"note": ""},
        {"note": "a\0b"},
        {"note": "x" * 10_000},
        {"limits": ["everything"]},
        {"screen": "0"},
        {"screen": "nonsense"},
    ],
)
def test_a_release_of_a_stop_that_does_not_hold_keeps_what_was_typed(
    desk: Browser, service: Service, client_record: Client, change: dict[str, str]
) -> None:
    visit = make_visit(client=client_record, service=service, now=timezone.now(), **CHEST_PAIN)
    sent = {"screen": client_record.screens.get().pk, "basis": "statement", "note": "Dr Vos, today."}
    answer = desk.post(reverse("clearance", args=[visit.pk]), sent | change)
    assert answer.status_code == 422
    if "note" not in change:
        assert "Dr Vos, today." in answer.content.decode()
    assert not Clearance.objects.exists()


def test_missed_and_cancelled_are_offered_at_their_time_only(
    desk: Browser, service: Service, client_record: Client
) -> None:
    now = timezone.now()
    begun = make_appointment(client=client_record, service=service, start=now - timedelta(hours=1))
    coming = make_appointment(client=client_record, service=service, start=now + timedelta(days=2))
    missed, cancel = "The client did not come", "Cancel the visit"
    assert (missed in text_of(desk, begun), cancel in text_of(desk, begun)) == (True, False)
    assert (missed in text_of(desk, coming), cancel in text_of(desk, coming)) == (False, True)

    desk.post(reverse("no_show", args=[begun.pk]))
    desk.post(reverse("appointment_cancel", args=[coming.pk]))
    begun.refresh_from_db()
    coming.refresh_from_db()
    assert (begun.status, coming.status) == ("no_show", "cancelled")
    assert coming.cancelled_by == Appointment.By.TRAINER


def test_a_step_that_comes_too_late_says_so(desk: Browser, service: Service, client_record: Client) -> None:
    visit = make_visit(client=client_record, service=service, now=timezone.now(), **CHEST_PAIN)
    answer = desk.post(reverse("assessment_start", args=[visit.pk]), follow=True)
    assert "safety screen does not allow" in answer.content.decode()
    answer = desk.post(reverse("appointment_cancel", args=[visit.pk]), follow=True)
    assert "already begun" in answer.content.decode()
