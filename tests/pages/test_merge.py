"""Two records become one: everything moves, nothing is lost, and it is written down who did it."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection

from assessments import retests
from assessments.booking import Contact, client_for
from assessments.changing import cancel
from assessments.emails import promise_new_trainer
from assessments.models import Appointment, Client, Consent, Intake, Merge, Service
from assessments.scheduling import book_for
from hipcoach.mail.delivery import sweep
from hipcoach.mail.models import OutgoingEmail
from hipcoach.pages.merging import Changed, hanging, merge, survey
from hipcoach.pages.unmerging import undo
from hipcoach.privacy.models import AuditEntry
from programs.asking import answer
from programs.emails import promise_assigned
from programs.models import Plan
from tests.assessments.intakes import UNREMARKABLE
from tests.assessments.shared_results import make_result
from tests.makers import make_client, make_signed_in_client, make_trainer
from tests.pages.doubled import Doubled, make_doubled, merged

KNOWN = {
    "assessments.Appointment",
    "assessments.Assessment",
    "assessments.Consent",
    "assessments.Intake",
    "assessments.Merge",
    "assessments.Screen",
    "programs.Plan",
    "programs.Question",
    "programs.SessionLog",
}


@pytest.fixture
def double(service: Service, shelves: None, now: datetime) -> Doubled:
    return make_doubled(service, now=now)


def counts() -> dict[str, int]:
    return {model._meta.label: model._base_manager.count() for model, _column in hanging()}


def test_whatever_hangs_on_a_client_has_been_thought_of() -> None:
    """A new one moves too; but ask first: may it stand twice, and can it be moved back?"""
    assert {model._meta.label for model, _column in hanging()} == KNOWN


def test_everything_moves_and_nothing_is_lost(double: Doubled, now: datetime) -> None:
    before = counts()
    merged(double.kept, double.gone, now=now)
    assert counts() == before | {"assessments.Merge": 1}
    for model, column in hanging():
        assert set(model._base_manager.values_list(column, flat=True)) == {double.kept.pk}
    assert not Client.objects.filter(pk=double.gone.pk).exists()


def test_one_plan_and_one_consent_of_each_kind_stand(double: Doubled, now: datetime) -> None:
    newer = double.gone.plans.get()
    merged(double.kept, double.gone, now=now)
    assert Plan.objects.get(archived_at=None).pk == newer.pk
    standing = Consent.objects.filter(withdrawn_at=None).values_list("kind", flat=True)
    assert sorted(standing) == ["health_data", "testing"]


def test_what_is_missing_on_the_kept_one_comes_along(double: Doubled, now: datetime) -> None:
    merged(double.kept, double.gone, now=now)
    double.kept.refresh_from_db()
    assert (double.kept.name, double.kept.phone) == ("Ada Lovelace", "030 12345")


@pytest.mark.parametrize("is_kept", [True, False])
def test_the_retest_counts_from_the_later_test(service: Service, now: datetime, *, is_kept: bool) -> None:
    kept, gone = make_client(trainer=service.trainer), make_client(trainer=service.trainer)
    later, earlier = (kept, gone) if is_kept else (gone, kept)
    for days, client in ((1, later), (30, earlier)):
        make_result(client=client, service=service, at=now - timedelta(days=days), left=12, right=20)
    retests.choose(client=earlier, on=now.date(), trainer=service.trainer, now=now)
    merged(kept, gone, now=now)
    kept.refresh_from_db()
    later_day = (now - timedelta(days=1)).date() + timedelta(weeks=service.trainer.retest_weeks)
    assert (kept.retest_on, kept.retest_is_chosen) == (later_day, False)


def test_without_a_test_the_day_that_is_set_comes_along(service: Service, now: datetime) -> None:
    kept, gone = make_client(trainer=service.trainer), make_client(trainer=service.trainer)
    retests.choose(client=gone, on=now.date(), trainer=service.trainer, now=now)
    merged(kept, gone, now=now)
    kept.refresh_from_db()
    assert (kept.retest_on, kept.retest_is_chosen) == (now.date(), True)


def test_a_begun_intake_comes_along(service: Service, now: datetime) -> None:
    kept, gone = make_client(trainer=service.trainer), make_client(trainer=service.trainer)
    draft = Intake.objects.create(client=gone, question_version=1, started_at=now, answers=UNREMARKABLE)
    merged(kept, gone, now=now)
    assert kept.intakes.drafts().get() == draft


def test_visits_of_the_address_that_goes_are_written_about_to_the_one_that_stays(
    double: Doubled, now: datetime
) -> None:
    merged(double.kept, double.gone, now=now)
    to_come = Appointment.objects.upcoming(now).values_list("contact_email", flat=True)
    assert set(to_come) == {double.kept.email}


def test_what_waits_for_the_address_that_goes_is_sent_to_the_one_that_stays(
    double: Doubled, now: datetime
) -> None:
    plan = double.gone.plans.select_related("client").get()
    OutgoingEmail.objects.all().delete()
    promise_assigned(plan, now=now)
    merge = merged(double.kept, double.gone, now=now)
    waiting = OutgoingEmail.objects.about(plan.ref).unsettled()
    assert waiting.get().to == double.kept.email
    undo(merge=merge, trainer=double.kept.trainer, now=now)
    assert waiting.get().to == "tipo@x.org"


def test_so_is_a_cancellation_that_waits(double: Doubled, now: datetime) -> None:
    visit = double.gone.appointments.confirmed().filter(start__gt=now).get()
    cancel(appointment=visit, by=Appointment.By.TRAINER, now=now)
    merge = merged(double.kept, double.gone, now=now)
    row = OutgoingEmail.objects.get(kind="appointment-cancelled")
    assert row.to == double.kept.email
    undo(merge=merge, trainer=double.kept.trainer, now=now)
    sweep(now)
    row.refresh_from_db()
    assert (row.to, row.state) == ("tipo@x.org", "sent")


def test_so_is_what_is_about_the_record_that_goes(double: Doubled, now: datetime) -> None:
    OutgoingEmail.objects.all().delete()
    item = double.gone.plans.get().items.all()[0]
    answer(trainer=double.gone.trainer, client=double.gone, item=item, key=uuid4(), text="Yes.", now=now)
    promise_new_trainer([double.gone], double.gone.trainer, now=now)
    merged(double.kept, double.gone, now=now)
    sweep(now)
    sent = OutgoingEmail.objects.filter(subject_ref=f"client:{double.gone.pk}").values_list("to", "state")
    assert list(sent) == [(double.kept.email, "sent")] * 2


def test_after_undoing_it_goes_to_whom_it_is_about(double: Doubled, now: datetime) -> None:
    OutgoingEmail.objects.all().delete()
    promise_new_trainer([double.gone], double.gone.trainer, now=now)
    merge = merged(double.kept, double.gone, now=now, address_of=double.gone.pk)
    undo(merge=merge, trainer=double.kept.trainer, now=now)
    sweep(now)
    assert OutgoingEmail.objects.filter(kind="new-trainer").values_list("to", "state").get() == (
        "tipo@x.org",
        "sent",
    )


def test_the_other_address_can_stay_and_the_sign_in_goes(double: Doubled, now: datetime) -> None:
    merged(double.kept, double.gone, now=now, address_of=double.gone.pk)
    double.kept.refresh_from_db()
    assert (double.kept.email, double.kept.user) == ("tipo@x.org", None)


def test_two_different_users_never_both_remain(service: Service, now: datetime) -> None:
    kept, gone = (make_signed_in_client(trainer=service.trainer) for _ in "12")
    stranger = gone.user
    merged(kept, gone, now=now)
    assert stranger
    assert not stranger.clients.exists()


def test_sharing_ends_with_the_second_record(service: Service, now: datetime) -> None:
    kept, gone = (make_client(trainer=service.trainer, email="home@x.org", shares_email=True) for _ in "12")
    merged(kept, gone, now=now)
    assert not Client.objects.get().shares_email


def test_a_record_that_waited_for_the_trainer_is_placed(service: Service, now: datetime) -> None:
    ada, _bo = (
        make_client(trainer=service.trainer, email="home@x.org", name=name, shares_email=True)
        for name in ("Ada", "Bo")
    )
    stray = client_for(service.trainer, Contact(name="A.", email="home@x.org"))
    merged(ada, stray, now=now)
    ada.refresh_from_db()
    assert (ada.is_unsettled, ada.shares_email) == (False, True)


def test_twice_is_once(double: Doubled, now: datetime) -> None:
    first = merged(double.kept, double.gone, now=now)
    again = merge(
        kept=double.kept,
        gone=double.gone,
        address_of=None,
        seen="",
        trainer=double.kept.trainer,
        now=now,
    )
    assert again == first


def test_what_was_looked_at_must_still_be_so(double: Doubled, service: Service, now: datetime) -> None:
    seen = survey(kept=double.kept, gone=double.gone, now=now).seen
    start = now + timedelta(days=3)
    book_for(client=double.gone, service=service, start=start, now=now, insist=True)
    with pytest.raises(Changed):
        merge(
            kept=double.kept,
            gone=double.gone,
            address_of=double.kept.pk,
            seen=seen,
            trainer=service.trainer,
            now=now,
        )
    assert not Merge.objects.exists()


def test_another_trainers_client_is_not_merged(double: Doubled, now: datetime) -> None:
    stranger = make_client(trainer=make_trainer())
    for kept, gone in ((double.kept, stranger), (stranger, double.kept), (double.kept, double.kept)):
        seen = survey(kept=kept, gone=gone, now=now).seen
        with pytest.raises(Client.DoesNotExist):
            merge(kept=kept, gone=gone, address_of=kept.pk, seen=seen, trainer=double.kept.trainer, now=now)
    assert Client.objects.count() == 3


def test_both_trails_say_who_merged_them(double: Doubled, now: datetime) -> None:
    merged(double.kept, double.gone, now=now)
    found = AuditEntry.objects.filter(fields=["merged"]).values_list("client_ref", "actor")
    user = double.kept.trainer.user_id
    assert set(found) == {(double.kept.pk, user), (double.gone.pk, user)}


def test_what_moved_is_sealed(double: Doubled, now: datetime) -> None:
    merged(double.kept, double.gone, now=now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT record FROM assessments_merge")
        stored = str(cursor.fetchone())
    assert not any(word in stored for word in ("Lovelase", "tipo", "12345", "gone"))


def test_a_visit_booked_from_a_page_of_the_merged_record_is_the_kept_ones(
    double: Doubled, service: Service, now: datetime
) -> None:
    merged(double.kept, double.gone, now=now)
    start = now + timedelta(days=3)
    visit = book_for(client=double.gone, service=service, start=start, now=now, insist=True)
    assert visit.client == double.kept
