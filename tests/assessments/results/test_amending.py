"""A closed record is changed only with a reason, and what stood there before is kept."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from assessments import amending, conventions, recording
from assessments.conventions import Conventions
from assessments.findings import Grade, KneeLevel, Passive, Side, TrialKind
from assessments.models import Amendment, Assessment, Client, Consent, Service, Trial
from assessments.recorded import TrialValues
from assessments.recording import Refused
from hipcoach.privacy.models import AppendOnly, AuditEntry
from tests.assessments.results.finished import finding_of, fresh, make_finished, trial_of
from tests.assessments.under_way import SETUP, a_trial, make_started, save

DAY = timedelta(days=1)


@pytest.fixture
def finished(service: Service, client_record: Client, now: datetime) -> Assessment:
    return make_finished(client=client_record, service=service, now=now, left=8, right=20)


def amend(assessment: Assessment, values: TrialValues, *, now: datetime, pk: int = 0) -> Amendment | None:
    return amending.amend_trial(
        assessment=assessment,
        pk=pk or trial_of(assessment).pk,
        values=values,
        reason="Mistyped",
        trainer=assessment.tester,
        now=now,
    )


def test_a_corrected_hold_is_concluded_anew_and_the_old_one_is_kept(
    finished: Assessment, now: datetime
) -> None:
    made = amend(finished, a_trial(hold=18), now=now + DAY)
    assert made
    kept = Amendment.objects.get()
    assert (kept.of, kept.reason, kept.made_by, kept.made_at) == (
        "trial",
        "Mistyped",
        finished.tester.user,
        now + DAY,
    )
    assert (kept.before["record"]["hold"], kept.after["record"]["hold"]) == ("8.0", "18")
    assert (kept.before["finding"]["left"], kept.after["finding"]["left"]) == ("limited", "full")
    assert kept.before["finding"]["inputs"]["left"]["trials"][0]["hold"] == 8
    assert (trial_of(finished).hold, finding_of(finished).overall) == (Decimal(18), Grade.FULL)


def test_it_is_concluded_by_the_conventions_of_the_finding(finished: Assessment, now: datetime) -> None:
    stricter = Conventions(pain_limit=2, limited_below=20, full_from=40, hold_cap=60, retest_weeks=4)
    conventions.save(trainer=finished.tester, conventions=stricter)
    amend(fresh(finished), a_trial(hold=18), now=now)
    assert (finding_of(finished).left, finding_of(finished).thresholds.full_from) == ("full", 15)


def test_sent_twice_it_is_one_amendment(finished: Assessment, now: datetime) -> None:
    assert amend(finished, a_trial(hold=18), now=now)
    assert amend(finished, a_trial(hold=18), now=now) is None
    assert Amendment.objects.count() == 1


def test_a_hold_of_the_wrong_side_moves_to_a_free_number(finished: Assessment, now: datetime) -> None:
    amend(finished, a_trial(Side.RIGHT, hold=8), now=now)
    moved = Trial.objects.get(hold=8)
    assert (moved.side, moved.number, finding_of(finished).left) == ("right", 2, Grade.UNGRADED_NONE)


def test_a_side_with_three_holds_takes_no_fourth(finished: Assessment, now: datetime) -> None:
    for number in (2, 3):
        Trial.objects.create(
            assessment=finished,
            key=f"00000000-0000-0000-0000-00000000000{number}",
            side="right",
            kind="counted",
            number=number,
            knee="above",
            ended_by="drop",
            recorded_at=now,
        )
    with pytest.raises(Refused, match="Three trials"):
        amend(finished, a_trial(Side.RIGHT, hold=8), now=now)
    assert (trial_of(finished).side, Amendment.objects.count()) == ("left", 0)


def test_a_stop_typed_by_mistake_is_corrected_and_marked(
    service: Service, client_record: Client, now: datetime
) -> None:
    stopped = make_finished(client=client_record, service=service, now=now, pain=4)
    made = amend(stopped, a_trial(pain=0), now=now)
    assert made
    assert made.lifts_stop
    assert finding_of(stopped).overall == Grade.DEVELOPING
    client_record.refresh_from_db()
    assert client_record.retest_on is not None


def test_it_is_corrected_in_the_middle_of_a_test_too_and_only_this_way(
    service: Service, client_record: Client, now: datetime
) -> None:
    assessment = make_started(client=client_record, service=service, now=now)
    painful = save(assessment, a_trial(pain=4, kind=TrialKind.PRACTICE), now=now)
    with pytest.raises(Refused, match="stays on the record"):
        recording.remove_trial(assessment=assessment, pk=painful.pk, trainer=service.trainer, now=now)
    made = amend(assessment, a_trial(kind=TrialKind.PRACTICE), now=now, pk=painful.pk)
    assert made
    assert (made.lifts_stop, made.is_told) == (True, False)
    save(assessment, a_trial(), now=now)


def test_a_pain_that_was_forgotten_stops_the_side_afterwards(finished: Assessment, now: datetime) -> None:
    made = amending.amend_setup(
        assessment=finished,
        values=replace(SETUP, right=Passive(level=KneeLevel.ABOVE, pain=7)),
        reason="Forgotten",
        trainer=finished.tester,
        now=now,
    )
    assert made
    assert (finding_of(finished).overall, made.lifts_stop) == (Grade.PAIN_STOP, False)
    finished.client.refresh_from_db()
    assert finished.client.retest_on is None


def test_the_client_is_told_only_of_what_they_have_read(finished: Assessment, now: datetime) -> None:
    amend(finished, a_trial(hold=9), now=now)
    recording.share(assessment=finished, trainer=finished.tester, now=now)
    amend(finished, a_trial(hold=18), now=now)
    assert [row.is_told for row in Amendment.objects.order_by("pk")] == [False, True]


def test_words_change_freely_until_they_are_shared_and_with_a_reason_after(
    finished: Assessment, now: datetime
) -> None:
    def write(summary: str, *, notes: str = "", reason: str = "") -> None:
        recording.save_words(
            assessment=finished, notes=notes, summary=summary, reason=reason, trainer=finished.tester, now=now
        )

    write("First words")
    assert not Amendment.objects.exists()
    recording.share(assessment=finished, trainer=finished.tester, now=now)
    with pytest.raises(Refused, match="why"):
        write("Other words")
    write("Other words", reason="A slip of the pen")
    write("Other words", notes="Only mine")
    write("Other words", notes="Only mine")
    words, notes = Amendment.objects.order_by("pk")
    assert (words.before["summary"], words.after["summary"], words.is_told) == (
        "First words",
        "Other words",
        True,
    )
    assert (notes.after["notes"], notes.is_told) == ("Only mine", False)


def test_it_is_audited_and_lies_sealed(finished: Assessment, now: datetime) -> None:
    amend(finished, a_trial(hold=18, pain_place="left groin"), now=now)
    entry = AuditEntry.objects.filter(act="change").first()
    assert entry
    assert "hold" in entry.fields
    with connection.cursor() as cursor:
        cursor.execute("SELECT reason, before, after FROM assessments_amendment")
        stored = str(cursor.fetchall())
    for word in ("Mistyped", "groin", "limited", "hold"):
        assert word not in stored


def test_it_is_only_ever_added_to(finished: Assessment, now: datetime) -> None:
    row = amend(finished, a_trial(hold=18), now=now)
    assert row
    for act in (
        row.save,
        row.delete,
        Amendment.objects.all().delete,
        lambda: Amendment.objects.update(reason=""),
    ):
        with pytest.raises(AppendOnly):
            act()


def test_consent_taken_back_closes_the_record(finished: Assessment, now: datetime) -> None:
    Consent.objects.filter(kind=Consent.Kind.HEALTH_DATA).update(withdrawn_at=now)
    with pytest.raises(Refused, match="consent"):
        amend(finished, a_trial(hold=18), now=now)


def test_another_visits_trial_is_gone_here(
    finished: Assessment, service: Service, now: datetime, client_record: Client
) -> None:
    with pytest.raises(Refused, match="gone"):
        amend(finished, a_trial(hold=18), now=now, pk=trial_of(finished).pk + 1000)


@pytest.mark.parametrize(("written", "told"), [("", "You held 18.0 s"), ("Well done.", "Well done.")])
def test_a_draft_follows_the_correction_and_own_words_stay(
    finished: Assessment, now: datetime, written: str, told: str
) -> None:
    if written:
        recording.save_words(assessment=finished, notes="", summary=written, trainer=finished.tester, now=now)
    amend(finished, a_trial(hold=18), now=now)
    assert told in fresh(finished).summary.replace("on the left", "")
