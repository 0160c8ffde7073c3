"""A finding is read as it was concluded, whatever the rules and the conventions say by now."""

import hashlib
import json
from datetime import datetime
from itertools import product

import pytest
from django.db import connection
from hypothesis import given

from assessments import conventions, recording
from assessments.conventions import Conventions
from assessments.evidence import stopped_sides
from assessments.findings import (
    RULE_VERSION,
    Compensated,
    Compensation,
    EndedBy,
    Grade,
    KneeLevel,
    Passive,
    Side,
    SideTest,
    conclusion,
    read,
    recalled,
)
from assessments.models import Assessment, Client, Finding, Service
from tests.assessments.results.finished import finding_of, make_finished
from tests.assessments.test_findings_makers import (
    SETUP,
    THRESHOLDS,
    make_side,
    make_trial,
    setups,
    sides_of,
    thresholds,
)
from tests.assessments.under_way import a_trial, make_started, save

# Whoever changes what the rules conclude raises RULE_VERSION, keeps a reader of version 1 for the findings
# without a conclusion, and writes the new digest here.
CONCLUDED_BY_VERSION = {1: "6b6df1f418518ef2"}


@given(left=sides_of(Side.LEFT), right=sides_of(Side.RIGHT), setup=setups, limits=thresholds)
def test_a_conclusion_survives_json(left, right, setup, limits):
    reading = read(left, right, setup=setup, thresholds=limits)
    assert recalled(json.loads(json.dumps(conclusion(reading)))) == reading


def test_a_change_of_the_rules_is_a_new_version() -> None:
    digest = hashlib.sha256()
    for cleared, hold, knee, ended, at, level in product(
        (True, False),
        (0.0, 0.9, 1.0, 9.9, 10.0, 14.9, 15.0, 30.0),
        KneeLevel,
        EndedBy,
        ((), (14.9,), (15.0,), (None,)),
        (None, *KneeLevel),
    ):
        trial = make_trial(
            cleared=cleared,
            hold=hold,
            knee=knee,
            ended_by=ended,
            capped=ended == EndedBy.CAP,
            compensations=tuple(Compensated(kind=Compensation.TRUNK_BACK, at=each) for each in at),
        )
        right = make_side(make_trial(side=Side.RIGHT, hold=20.0))
        left = SideTest(passive=Passive(level=level), trials=(trial,))
        reading = read(left, right, setup=SETUP, thresholds=THRESHOLDS)
        digest.update(json.dumps(conclusion(reading), sort_keys=True).encode())
    assert {RULE_VERSION: digest.hexdigest()[:16]} == CONCLUDED_BY_VERSION


def test_a_stored_conclusion_is_read_and_not_concluded_again(
    service: Service, client_record: Client, now: datetime
) -> None:
    """As if other rules had once read the same values otherwise."""
    finding = finding_of(make_finished(client=client_record, service=service, now=now))
    once = {**finding.conclusion, "rule_version": 7}
    once["left"] = {**once["left"], "grade": "limited", "trial_rule": 4}
    finding.conclusion, finding.left, finding.rule_version = once, "limited", 7
    finding.save()
    kept = Finding.objects.get(pk=finding.pk)
    assert (kept.concluded.left.grade, kept.concluded.left.trial_rule) == (Grade.LIMITED, 4)
    assert (kept.concluded.rule_version, kept.reading.rule_version) == (7, 7)
    assert not kept.is_overridden


def test_one_from_before_conclusions_were_kept_is_read_by_the_rules_of_its_version(
    service: Service, client_record: Client, now: datetime
) -> None:
    finding = finding_of(make_finished(client=client_record, service=service, now=now))
    kept = finding.concluded
    Finding.objects.update(conclusion=None)
    assert Finding.objects.get().concluded == kept
    Finding.objects.update(rule_version=99)
    with pytest.raises(KeyError):
        _ = Finding.objects.get().concluded


def test_new_conventions_leave_findings_alone(service: Service, client_record: Client, now: datetime) -> None:
    finding = finding_of(make_finished(client=client_record, service=service, now=now))
    stricter = Conventions(pain_limit=2, limited_below=20, full_from=40, hold_cap=60, retest_weeks=4)
    conventions.save(trainer=service.trainer, conventions=stricter)
    kept = Finding.objects.get(pk=finding.pk)
    assert (kept.overall, kept.concluded.overall, kept.thresholds.full_from) == (
        "developing",
        "developing",
        15,
    )


def test_what_was_concluded_lies_sealed(service: Service, client_record: Client, now: datetime) -> None:
    make_finished(client=client_record, service=service, now=now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT inputs, conclusion FROM assessments_finding")
        assert "developing" not in str(cursor.fetchall())


def test_a_test_that_has_begun_keeps_the_conventions_it_began_with(
    service: Service, client_record: Client, now: datetime
) -> None:
    """A pain limit raised in between would otherwise lift a stop."""
    assessment = make_started(client=client_record, service=service, now=now)
    save(assessment, a_trial(pain=4), now=now)
    looser = Conventions(pain_limit=6, limited_below=3, full_from=5, hold_cap=60, retest_weeks=6)
    conventions.save(trainer=service.trainer, conventions=looser)
    fresh = Assessment.objects.get()
    assert stopped_sides(fresh) == {Side.LEFT}
    finding = recording.finish(assessment=fresh, trainer=service.trainer, now=now)
    assert (finding.overall, finding.thresholds.pain_limit) == (Grade.PAIN_STOP, 4)
