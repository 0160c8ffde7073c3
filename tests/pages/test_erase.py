"""A week after it was asked for, a client is gone: every word, name and address; the schedule stays true."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from assessments import incidents
from assessments.models import Appointment, Client, Incident, Service
from assessments.recording import Refused
from hipcoach.accounts.models import DeviceSession, User
from hipcoach.mail.models import OutgoingEmail
from hipcoach.pages import erasing
from hipcoach.pages.erasing import Reason
from hipcoach.privacy.models import AuditEntry, ErasureDone, ErasureRequest
from hipcoach.privacy.policy import Erase, the_policy
from tests.assessments.standing import send_intake
from tests.mail.promises import promise
from tests.makers import make_appointment, make_client, make_service, make_trainer, make_user
from tests.pages.whole_life import EMAIL, live, logged_by_the_office, signed_in

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


@pytest.fixture
def life(service: Service, shelves: None, now: datetime) -> Client:
    return live(service, now=now)


def ask(client: Client, *, now: datetime, by: User | None = None) -> ErasureRequest:
    return erasing.ask(client=client, by=by or client.user, reason=Reason.CLIENT, now=now)


def erased(client: Client, *, now: datetime) -> None:
    ask(client, now=now)
    assert erasing.carry_out_due(now + WEEK) == 1


def test_no_table_that_the_policy_empties_leads_to_the_client(life: Client, now: datetime) -> None:
    """Counted by the rows that led there before: one that lost its way to the client is no better for it."""
    policy, held = the_policy(), {}
    for label, table in policy.tables.items():
        if table.of or table.of_user:
            lookup = {table.of: life.pk} if table.of else {table.of_user: life.user_id}
            rows = apps.get_model(label)._base_manager.filter(**lookup)
            held[label] = list(rows.values_list("pk", flat=True))
    assert all(
        held[label] for label in ("assessments.Trial", "assessments.IncidentEntry", "programs.ItemLog")
    )
    erased(life, now=now)
    left = {label for label, pks in held.items() if apps.get_model(label)._base_manager.filter(pk__in=pks)}
    assert {policy.kinds[policy.tables[label].kind].erase for label in left} == {Erase.EMPTIED}
    assert left == {"assessments.Appointment"}


def test_visits_stay_as_hours_without_a_name(life: Client, now: datetime) -> None:
    visits = Appointment.objects.order_by("pk")
    before = list(visits.values("pk", "service", "start", "end", "booked_at", "paid_at"))
    erased(life, now=now)
    assert list(visits.values("pk", "service", "start", "end", "booked_at", "paid_at")) == before
    said = visits.values_list("client", "contact_name", "contact_email", "contact_phone", "note", "status")
    assert list(said) == [(None, "", "", "", "", status) for status in ("attended", "cancelled")]


def test_a_visit_to_come_is_cancelled_when_it_is_carried_out(life: Client, now: datetime) -> None:
    ask(life, now=now)
    assert life.appointments.upcoming(now).exists()
    erasing.carry_out_due(now + WEEK)
    told = OutgoingEmail.objects.get(kind="trainer-cancelled")
    assert (told.to, told.state) == (life.trainer.user.email, "promised")


def test_the_link_in_old_mails_opens_nothing(life: Client, now: datetime) -> None:
    nonces = set(Appointment.objects.values_list("nonce", flat=True))
    erased(life, now=now)
    assert not nonces & set(Appointment.objects.values_list("nonce", flat=True))


def test_the_database_refuses_a_name_on_a_visit_without_a_client(life: Client, now: datetime) -> None:
    erased(life, now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.update(contact_name="Somebody")


def test_no_mail_keeps_the_address_and_what_was_to_come_is_not_sent(life: Client, now: datetime) -> None:
    erased(life, now=now)
    assert not OutgoingEmail.objects.filter(to__iexact=EMAIL).exists()
    forgotten = OutgoingEmail.objects.filter(to="")
    assert forgotten.exists()
    assert not forgotten.unsettled().exists()


def test_the_account_and_its_sign_ins_go_with_the_last_record(life: Client, now: datetime) -> None:
    signed_in(life)
    signed_in(make_client(trainer=life.trainer, user=make_user()))
    erased(life, now=now)
    assert not User.objects.filter(email=EMAIL).exists()
    assert DeviceSession.objects.count() == 1


def test_who_only_asked_for_a_code_is_forgotten_too(service: Service, now: datetime) -> None:
    client = make_client(trainer=service.trainer, email="asked@example.com")
    make_user(email="asked@example.com", proven=False)
    erased(client, now=now)
    assert not User.objects.filter(email="asked@example.com").exists()


def test_the_record_with_another_trainer_stays_and_so_does_the_account(life: Client, now: datetime) -> None:
    other = make_client(trainer=make_trainer(), user=life.user)
    send_intake(other, now=now)
    erased(life, now=now)
    other.refresh_from_db()
    assert (other.user and other.user.email, other.intakes.count()) == (EMAIL, 1)


def test_a_partner_who_shares_the_address_keeps_their_mails(service: Service, now: datetime) -> None:
    one, two = (
        make_client(trainer=service.trainer, email="two@example.com", shares_email=True, name=name)
        for name in ("One", "Two")
    )
    for days, client in enumerate((one, two), start=8):
        visit = make_appointment(client=client, service=service, start=now + timedelta(days=days))
        promise(now=now, to="two@example.com", subject_ref=visit.ref, trainer_ref=service.trainer_id)
    erased(one, now=now)
    assert OutgoingEmail.objects.filter(to="two@example.com").count() == 1
    left = Client.objects.get(pk=two.pk)
    assert (left.email, left.shares_email) == ("two@example.com", False)


def test_a_trainer_who_is_somebodys_client_keeps_their_account(service: Service, now: datetime) -> None:
    colleague = make_trainer()
    client = make_client(trainer=service.trainer, user=colleague.user)
    erased(client, now=now)
    colleague.user.refresh_from_db()


def test_the_admins_log_forgets_them(life: Client, now: datetime) -> None:
    logged_by_the_office(life, by=life.trainer.user)
    kept = logged_by_the_office(make_client(trainer=life.trainer, name="Somebody Else"), by=life.trainer.user)
    erased(life, now=now)
    assert list(LogEntry.objects.all()) == [kept]


def test_the_trail_and_the_list_of_erasures_keep_a_number(life: Client, now: datetime) -> None:
    number, user = life.pk, life.user_id
    erased(life, now=now)
    assert AuditEntry.objects.filter(client_ref=number, fields=["erased"]).exists()
    done = ErasureDone.objects.get()
    assert (done.client_ref, done.user_ref, done.at) == (number, user, now + WEEK)


# -- a week to say no ------------------------------------------------------------------------------


def test_nothing_happens_before_the_week_is_over(life: Client, now: datetime) -> None:
    ask(life, now=now)
    assert erasing.carry_out_due(now + WEEK - timedelta(seconds=1)) == 0
    assert Client.objects.filter(pk=life.pk).exists()


def test_what_is_taken_back_is_never_carried_out(life: Client, now: datetime) -> None:
    assert life.user
    ask(life, now=now)
    assert erasing.undo(client=life, by=life.user, now=now + WEEK - timedelta(seconds=1))
    assert not erasing.undo(client=life, by=life.user, now=now)
    assert erasing.carry_out_due(now + 2 * WEEK) == 0
    assert life.intakes.exists()


def test_asked_twice_it_is_one_request_and_keeps_its_day(life: Client, now: datetime) -> None:
    assert ask(life, now=now) == ask(life, now=now + timedelta(days=3))
    assert ErasureRequest.objects.get().due_at == now + WEEK
    assert OutgoingEmail.objects.filter(kind="erasure-asked").count() == 1


def test_taken_back_it_can_be_asked_for_again(life: Client, now: datetime) -> None:
    assert life.user
    ask(life, now=now)
    erasing.undo(client=life, by=life.user, now=now)
    again = ask(life, now=now + timedelta(days=1))
    assert again.due_at == now + timedelta(days=8)


def test_carried_out_twice_is_harmless(life: Client, now: datetime) -> None:
    request = ask(life, now=now)
    assert erasing.carry_out(request.pk, now=now + WEEK)
    assert not erasing.carry_out(request.pk, now=now + WEEK)
    assert ErasureDone.objects.count() == 1


def test_a_record_that_is_gone_otherwise_ends_its_request(service: Service, now: datetime) -> None:
    client = make_client(trainer=service.trainer)
    ask(client, now=now)
    client.delete()
    erasing.carry_out_due(now + WEEK)
    assert not ErasureRequest.objects.open().exists()


def test_one_that_fails_does_not_keep_the_others(
    service: Service, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    doomed, fine = (make_client(trainer=each) for each in (make_trainer(), service.trainer))
    for client in (doomed, fine):
        ask(client, now=now)
    real = erasing.delete_health

    def failing(clients: QuerySet[Client]) -> None:
        if doomed in clients:
            raise RuntimeError
        real(clients)

    monkeypatch.setattr(erasing, "delete_health", failing)
    assert erasing.carry_out_due(now + WEEK) == 1
    assert Client.objects.filter(pk=doomed.pk).exists()
    assert not Client.objects.filter(pk=fine.pk).exists()


def test_a_booking_that_waits_for_its_confirmation_goes_too(now: datetime) -> None:
    service = make_service(trainer=make_trainer())
    client = make_client(trainer=service.trainer, email="held@example.com")
    held = make_appointment(
        client=client, service=service, start=now + 2 * WEEK, status="held", hold_until=now + 2 * WEEK
    )
    Appointment.objects.filter(pk=held.pk).update(client=None, contact_email="Held@example.com")
    erased(client, now=now)
    assert not Appointment.objects.exists()


def test_a_tap_that_comes_too_late_begins_no_incident_of_nobody(life: Client, now: datetime) -> None:
    visit = life.appointments.order_by("start")[0]
    erased(life, now=now)
    with pytest.raises(Refused):
        incidents.begin(appointment=visit, key=uuid4(), trainer=visit.trainer, now=now)
    assert not Incident.objects.exists()
