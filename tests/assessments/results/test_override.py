"""A trainer may read a side otherwise than the rules: with a reason, beside theirs, never over a stop."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from assessments import amending
from assessments.findings import (
    OVERRIDES,
    EndedBy,
    Grade,
    KneeLevel,
    Passive,
    Side,
    overridden,
    read,
    suggests,
)
from assessments.models import Assessment, Client, Consent, Finding, Override, Service
from assessments.recorded import SetupValues
from assessments.recording import Refused
from hipcoach.privacy.models import AppendOnly, AuditEntry
from tests.assessments.results.finished import finding_of, make_finished
from tests.assessments.test_findings_makers import setups, sides_of, thresholds
from tests.assessments.under_way import SETUP, make_started

grades = st.sampled_from(Grade)
NOW = datetime(2026, 11, 30, 10, tzinfo=UTC)  # An hour after the visit.


def override(assessment: Assessment, grade: Grade | None, *, side: Side = Side.LEFT) -> Override | None:
    return amending.override(
        assessment=assessment,
        side=side,
        grade=grade,
        reason="Slipped on the mat",
        trainer=assessment.tester,
        now=NOW,
    )


@given(
    left=sides_of(Side.LEFT),
    right=sides_of(Side.RIGHT),
    setup=setups,
    limits=thresholds,
    wanted=st.tuples(grades, grades),
)
def test_nothing_is_ever_set_over_a_pain_stop_or_over_what_is_missing(left, right, setup, limits, wanted):
    reading = read(left, right, setup=setup, thresholds=limits)
    stands = overridden(reading, left=wanted[0], right=wanted[1])
    assert (stands.overall == Grade.PAIN_STOP) == (reading.overall == Grade.PAIN_STOP)
    assert stands.difference == reading.difference
    if reading.overall in (None, Grade.PAIN_STOP):
        assert not suggests(stands)
    for side in Side:
        before, after = reading.of(side), stands.of(side)
        assert (after.best, after.rule, after.trial_rule) == (before.best, before.rule, before.trial_rule)
        if before.grade != after.grade:
            assert reading.overall != Grade.PAIN_STOP
            assert before.grade in OVERRIDES
            assert after.grade in OVERRIDES


@given(left=sides_of(Side.LEFT), right=sides_of(Side.RIGHT), setup=setups, limits=thresholds, grade=grades)
def test_a_mirrored_person_is_read_otherwise_in_the_same_way(left, right, setup, limits, grade):
    reading = read(left, right, setup=setup, thresholds=limits)
    mirrored = replace(reading, left=reading.right, right=reading.left)
    one = overridden(reading, left=grade, right=reading.right.grade)
    other = overridden(mirrored, left=mirrored.left.grade, right=grade)
    assert (one.overall, one.left.grade) == (other.overall, other.right.grade)


@pytest.fixture
def finished(service: Service, client_record: Client, now: datetime) -> Assessment:
    return make_finished(client=client_record, service=service, now=now, left=8, right=20)


def test_it_stands_and_what_the_rules_concluded_stays(finished: Assessment) -> None:
    row = override(finished, Grade.DEVELOPING)
    finding = finding_of(finished)
    assert row
    assert (row.over, row.grade, row.reason) == ("limited", "developing", "Slipped on the mat")
    assert (finding.left, finding.overall, finding.is_overridden) == ("developing", "developing", True)
    assert finding.concluded.left.grade == finding.concluded.overall == Grade.LIMITED
    assert finding.reading.left.best == finding.concluded.left.best


def test_it_is_audited_without_the_words(finished: Assessment) -> None:
    override(finished, Grade.DEVELOPING)
    entry = AuditEntry.objects.filter(act="change").first()
    assert entry
    assert (entry.subject, entry.fields) == (f"assessment {finished.pk}", ["finding left"])


def test_sent_twice_it_is_one_and_it_can_be_taken_back(finished: Assessment) -> None:
    override(finished, Grade.FULL)
    assert override(finished, Grade.FULL) is None
    assert override(finished, None)
    assert override(finished, None) is None
    assert not finding_of(finished).is_overridden
    assert [row.grade for row in Override.objects.order_by("pk")] == ["full", ""]


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("painful", [{"pain": 4}, {"radiating": True}])
def test_a_pain_stop_cannot_be_overridden_on_either_side(
    service: Service, client_record: Client, now: datetime, side: Side, painful: dict[str, int]
) -> None:
    stopped = make_finished(client=client_record, service=service, now=now, **painful)
    with pytest.raises(Refused, match="pain stop"):
        override(stopped, Grade.FULL, side=side)
    assert finding_of(stopped).overall == Grade.PAIN_STOP


def test_a_pain_stop_cannot_be_set_either(finished: Assessment) -> None:
    with pytest.raises(Refused):
        override(finished, Grade.PAIN_STOP)
    with pytest.raises(IntegrityError), transaction.atomic():
        Override.objects.create(
            finding=finding_of(finished),
            side="left",
            over="pain_stop",
            grade="full",
            reason="x",
            made_at=NOW,
        )


def test_an_ungraded_side_is_asked_for_and_not_set(
    service: Service, client_record: Client, now: datetime
) -> None:
    assessment = make_finished(client=client_record, service=service, now=now, ended_by=EndedBy.BALANCE)
    with pytest.raises(Refused, match="no grade"):
        override(assessment, Grade.FULL)


def test_an_unfinished_test_has_nothing_to_set_over(
    service: Service, client_record: Client, now: datetime
) -> None:
    with pytest.raises(Refused, match="finish"):
        override(make_started(client=client_record, service=service, now=now), Grade.FULL)


def test_where_the_rules_conclude_otherwise_later_it_stands_no_more(
    finished: Assessment, service: Service, now: datetime
) -> None:
    override(finished, Grade.FULL)
    less: SetupValues = replace(SETUP, left=Passive(level=KneeLevel.LEVEL))
    amending.amend_setup(assessment=finished, values=less, reason="Misread", trainer=service.trainer, now=now)
    assert finding_of(finished).left == Grade.RANGE_LIMITED


def test_consent_taken_back_closes_the_record(finished: Assessment, now: datetime) -> None:
    Consent.objects.filter(kind=Consent.Kind.HEALTH_DATA).update(withdrawn_at=now)
    with pytest.raises(Refused, match="consent"):
        override(finished, Grade.FULL)


def test_it_is_only_ever_added_to(finished: Assessment) -> None:
    row = override(finished, Grade.FULL)
    assert row
    for act in (
        row.save,
        row.delete,
        Override.objects.all().delete,
        lambda: Override.objects.update(side="x"),
    ):
        with pytest.raises(AppendOnly):
            act()


def test_the_reason_lies_sealed(finished: Assessment) -> None:
    override(finished, Grade.FULL)
    with connection.cursor() as cursor:
        cursor.execute("SELECT reason FROM assessments_override")
        assert "mat" not in str(cursor.fetchall())
    assert Finding.objects.get().overrides.get().reason == "Slipped on the mat"
