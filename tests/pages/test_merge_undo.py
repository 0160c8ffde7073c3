"""A merge is taken back to the last row, or it is said why not and nothing changes."""

from datetime import datetime, timedelta

import pytest

from assessments import retests
from assessments.contacts import Person, change
from assessments.intake import open_draft
from assessments.models import Client, Intake, Merge, Service
from assessments.models.clients import UNDO_FOR
from assessments.screens import latest_screen
from hipcoach.mail.models import OutgoingEmail
from hipcoach.pages import erasing, retention
from hipcoach.pages.unmerging import CannotUndo, Kept, can_be_undone, undo
from hipcoach.privacy.policy import the_policy
from programs.emails import promise_assigned
from programs.models import SessionLog
from tests.assessments.intakes import UNREMARKABLE
from tests.assessments.shared_results import make_result
from tests.assessments.standing import CHEST_PAIN, DIZZY, send_intake
from tests.assessments.visits import TUESDAY_TEN, booked, contact
from tests.makers import make_client
from tests.pages.doubled import Doubled, everything, make_doubled, merged

LATER = timedelta(days=1)


@pytest.fixture
def double(service: Service, shelves: None, now: datetime) -> Doubled:
    return make_doubled(service, now=now)


def undone(merge: Merge, now: datetime) -> Client:
    return undo(merge=merge, trainer=merge.kept.trainer, now=now)


def refused(merge: Merge, now: datetime) -> Kept:
    before = everything()
    with pytest.raises(CannotUndo) as found:
        undone(merge, now)
    assert everything() == before
    return found.value.reason


def test_every_row_goes_where_it_was(double: Doubled, now: datetime) -> None:
    before = everything()
    merge = merged(double.kept, double.gone, now=now)
    assert everything() != before
    assert undone(merge, now + LATER) == double.gone
    assert everything() == before


def test_so_does_an_intake_that_was_set_aside(double: Doubled, now: datetime) -> None:
    for client, answers in ((double.kept, UNREMARKABLE), (double.gone, UNREMARKABLE | CHEST_PAIN)):
        Intake.objects.create(client=client, question_version=1, started_at=now, answers=answers)
    before = everything()
    merge = merged(double.kept, double.gone, now=now)
    assert Intake.objects.drafts().get().answers["chest_effort"] == "yes"
    undone(merge, now + LATER)
    assert everything() == before


def test_so_do_the_screens(service: Service, now: datetime) -> None:
    kept, gone = make_client(trainer=service.trainer), make_client(trainer=service.trainer)
    send_intake(kept, DIZZY, now=now - 2 * LATER)
    send_intake(gone, now=now - LATER)
    undone(merged(kept, gone, now=now), now + LATER)
    assert not latest_screen(client=kept, now=now + LATER).may_test
    assert latest_screen(client=gone, now=now + LATER).may_test


def test_so_does_the_retest(service: Service, now: datetime) -> None:
    kept, gone = make_client(trainer=service.trainer), make_client(trainer=service.trainer)
    make_result(client=kept, service=service, at=now - 2 * LATER, left=12, right=20)
    make_result(client=gone, service=service, at=now - LATER, left=12, right=20)
    before = everything()
    undone(merged(kept, gone, now=now), now + LATER)
    assert everything() == before


@pytest.mark.parametrize("case", ["chosen since", "merged before it was kept"])
def test_but_for_a_retest_that_nobody_can_put_back(service: Service, now: datetime, case: str) -> None:
    kept, gone = make_client(trainer=service.trainer), make_client(trainer=service.trainer)
    make_result(client=gone, service=service, at=now - LATER, left=12, right=20)
    merge = merged(kept, gone, now=now)
    if case == "chosen since":
        retests.choose(client=kept, on=now.date() + 9 * LATER, trainer=service.trainer, now=now)
    else:
        del merge.record["retest"]
        merge.save()
    stands = Client.objects.values_list("retest_on", "retest_is_chosen").get(pk=kept.pk)
    undone(merge, now + LATER)
    assert Client.objects.values_list("retest_on", "retest_is_chosen").get(pk=kept.pk) == stands


def test_mails_that_were_held_back_are_promised_again(double: Doubled, now: datetime) -> None:
    plan = double.kept.plans.select_related("client").get()
    OutgoingEmail.objects.all().delete()
    promise_assigned(plan, now=now)
    merge = merged(double.kept, double.gone, now=now)
    assert OutgoingEmail.objects.get(subject_ref=plan.ref).state == OutgoingEmail.State.SKIPPED
    undone(merge, now + LATER)
    assert OutgoingEmail.objects.get(subject_ref=plan.ref).state == OutgoingEmail.State.PROMISED


def test_the_address_that_went_may_be_somebody_elses_by_now(double: Doubled, now: datetime) -> None:
    was = double.kept.email
    merge = merged(double.kept, double.gone, now=now, address_of=double.gone.pk)
    make_client(trainer=double.kept.trainer, email=was)
    assert refused(merge, now + LATER) is Kept.ADDRESS


def test_what_either_declined_is_declined_together_and_no_longer_apart(
    service: Service, now: datetime
) -> None:
    kept = make_client(trainer=service.trainer)
    gone = make_client(trainer=service.trainer, reminders_off=[1440])
    start = TUESDAY_TEN + 5 * LATER
    visit = booked(service=service, now=now, start=start, given=contact(name=kept.name, email=kept.email))
    assert visit.client == kept

    def reminded() -> list[int]:
        rows = OutgoingEmail.objects.promised().filter(subject_ref=visit.ref, kind="appointment-reminder")
        return [row.facts["before"] for row in rows.order_by("due_at")]

    merge = merged(kept, gone, now=now)
    assert reminded() == [2880, 120]
    undone(merge, now + timedelta(hours=1))
    assert reminded() == [2880, 1440, 120]


def test_a_visit_booked_meanwhile_is_reminded_of_as_the_kept_one_wants(
    service: Service, now: datetime
) -> None:
    kept = make_client(trainer=service.trainer)
    merge = merged(kept, make_client(trainer=service.trainer, reminders_off=[1440]), now=now)
    given = contact(name=kept.name, email=kept.email)
    booked(service=service, now=now, start=TUESDAY_TEN + 5 * LATER, given=given)
    undone(merge, now + timedelta(hours=1))
    assert OutgoingEmail.objects.promised().filter(kind="appointment-reminder").count() == 3


def test_twice_is_harmless(double: Doubled, now: datetime) -> None:
    merge = merged(double.kept, double.gone, now=now)
    assert undone(merge, now + LATER) == undone(merge, now + LATER) == double.gone


def test_and_merged_again_after_that(double: Doubled, now: datetime) -> None:
    undone(merged(double.kept, double.gone, now=now), now + LATER)
    before = everything()
    undone(merged(double.kept, double.gone, now=now + 2 * LATER), now + 3 * LATER)
    assert everything() == before


def test_what_came_since_stays_with_the_kept_one(double: Doubled, now: datetime) -> None:
    merge = merged(double.kept, double.gone, now=now)
    draft = open_draft(client=double.kept, now=now + LATER)
    undone(merge, now + LATER)
    draft.refresh_from_db()
    assert draft.client == double.kept


def test_after_thirty_days_it_stays_and_what_moved_is_forgotten(double: Doubled, now: datetime) -> None:
    merge = merged(double.kept, double.gone, now=now - timedelta(days=30))
    assert refused(merge, now) is Kept.TOO_LATE
    assert retention.carry_out(now)["merges"] == 1
    merge.refresh_from_db()
    assert merge.record is None
    assert not can_be_undone(merge, now=now)


def test_the_policy_keeps_it_for_as_long_as_it_can_be_undone() -> None:
    assert the_policy().periods["merges"].lasts == UNDO_FOR


def test_a_later_merge_comes_first(double: Doubled, service: Service, now: datetime) -> None:
    before = everything()
    first = merged(double.kept, double.gone, now=now)
    third = make_client(trainer=service.trainer)
    second = merged(double.kept, third, now=now + LATER)
    assert refused(first, now + 2 * LATER) is Kept.MERGED_ON
    undone(second, now + 2 * LATER)
    undone(first, now + 2 * LATER)
    third.delete()
    assert everything() == before


def test_a_record_merged_into_yet_another_is_taken_back_from_there_first(
    double: Doubled, service: Service, now: datetime
) -> None:
    first = merged(double.kept, double.gone, now=now)
    third = make_client(trainer=service.trainer)
    second = merged(third, double.kept, now=now + LATER)
    first.refresh_from_db()
    assert refused(first, now + 2 * LATER) is Kept.MERGED_ON
    undone(second, now + 2 * LATER)
    first.refresh_from_db()
    assert undone(first, now + 2 * LATER) == double.gone


def test_a_changed_contact_stands_in_the_way(double: Doubled, now: datetime) -> None:
    merge = merged(double.kept, double.gone, now=now)
    person = Person(name="Ada", email="new@x.org")
    change(client=double.kept, person=person, trainer=double.kept.trainer, now=now)
    merge.refresh_from_db()
    assert refused(merge, now + LATER) is Kept.CONTACT


def test_so_does_somebody_who_has_the_address_by_now(double: Doubled, now: datetime) -> None:
    merge = merged(double.kept, double.gone, now=now)
    make_client(trainer=double.kept.trainer, email="TIPO@x.org")
    assert refused(merge, now + LATER) is Kept.ADDRESS


def test_so_does_a_stop_answered_since(double: Doubled, now: datetime) -> None:
    merge = merged(double.kept, double.gone, now=now)
    send_intake(double.kept, CHEST_PAIN, now=now + LATER)
    assert refused(merge, now + 2 * LATER) is Kept.STOP


def test_so_does_an_erasure_that_was_asked_for(double: Doubled, now: datetime) -> None:
    merge = merged(double.kept, double.gone, now=now)
    erasing.ask(client=double.kept, by=None, reason=erasing.Reason.CLIENT, now=now)
    assert refused(merge, now + LATER) is Kept.ERASURE


def test_so_does_a_session_logged_since_on_a_plan_that_moved(double: Doubled, now: datetime) -> None:
    plan = double.gone.plans.get()
    merge = merged(double.kept, double.gone, now=now)
    key = "00000000-0000-0000-0000-00000000abcd"
    SessionLog.objects.create(client=double.kept, plan=plan, key=key, day=now.date(), logged_at=now)
    assert refused(merge, now + LATER) is Kept.GONE_ON


def test_so_does_something_that_is_no_longer_there(double: Doubled, now: datetime) -> None:
    merge = merged(double.kept, double.gone, now=now)
    SessionLog.objects.order_by("-pk")[0].delete()
    assert refused(merge, now + LATER) is Kept.GONE_ON


def test_a_sign_in_proven_since_stays(service: Service, now: datetime) -> None:
    kept, gone = make_client(trainer=service.trainer), make_client(trainer=service.trainer)
    merge = merged(kept, gone, now=now)
    user = service.trainer.user
    Client.objects.filter(pk=kept.pk).update(user=user)
    undone(merge, now + LATER)
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (kept.user, gone.user) == (user, None)
