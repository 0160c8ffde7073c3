"""The recorded rows of one visit, as the rules see them."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from assessments import findings
from assessments.findings import Compensated, Compensation, EndedBy, KneeLevel, Side, TrialKind
from assessments.models import Assessment, Finding, Trial
from assessments.words import SIDE_WORDS


def reading_of(assessment: Assessment) -> findings.Reading:
    """What the rules conclude from what is recorded so far."""
    left, right = sides_of(assessment)
    return findings.read(left, right, setup=setup_of(assessment), thresholds=thresholds_of(assessment))


def thresholds_of(assessment: Assessment) -> findings.Thresholds:
    """The tester's, as they were when the test began, so that no change in between lifts a stop."""
    if assessment.conventions is None:
        return assessment.tester.thresholds
    return findings.Thresholds(**assessment.conventions)


def inputs_of(assessment: Assessment, thresholds: findings.Thresholds | None = None) -> dict[str, object]:
    """The values behind `reading_of`, for the finding to keep."""
    left, right = sides_of(assessment)
    return findings.inputs(left, right, setup_of(assessment), thresholds or thresholds_of(assessment))


def conclude(finding: Finding, *, thresholds: findings.Thresholds | None = None) -> findings.Reading:
    """Put today's reading of the record into `finding`, unsaved, by these or the test's own thresholds."""
    assessment = finding.assessment
    left, right = sides_of(assessment)
    limits = thresholds or thresholds_of(assessment)
    reading = findings.read(left, right, setup=setup_of(assessment), thresholds=limits)
    finding.rule_version = reading.rule_version
    finding.overall = reading.overall or ""
    finding.left, finding.right = reading.left.grade, reading.right.grade
    finding.inputs = inputs_of(assessment, limits)
    finding.conclusion = findings.conclusion(reading)
    finding.__dict__.pop("concluded", None)
    return reading


def stopped_sides(assessment: Assessment) -> frozenset[Side]:
    """The sides that pain has closed for this visit (DOMAIN, "Findings", Side rule 1)."""
    reading = reading_of(assessment)
    return frozenset(side for side in Side if reading.of(side).grade == findings.Grade.PAIN_STOP)


def radiating_sides(assessment: Assessment) -> frozenset[Side]:
    """The sides with numbness, or pain below the knee, on record."""
    left, right = sides_of(assessment)
    return frozenset(side for side, test in ((Side.LEFT, left), (Side.RIGHT, right)) if test.radiating)


def setup_of(assessment: Assessment) -> findings.Setup:
    height = assessment.surface_height_cm
    return findings.Setup(
        protocol_version=assessment.protocol_version,
        support=findings.Support(assessment.support),
        surface_height_cm=None if height is None else float(height),
    )


def sides_of(assessment: Assessment) -> tuple[findings.SideTest, findings.SideTest]:
    """Left, then right."""
    trials = list(assessment.trials.all())
    left = findings.SideTest(
        passive=_passive(
            assessment.passive_left, assessment.passive_pain_left, radiating=assessment.passive_radiating_left
        ),
        trials=_of_side(trials, Side.LEFT),
    )
    right = findings.SideTest(
        passive=_passive(
            assessment.passive_right,
            assessment.passive_pain_right,
            radiating=assessment.passive_radiating_right,
        ),
        trials=_of_side(trials, Side.RIGHT),
    )
    return left, right


def last_setup(assessment: Assessment) -> Assessment | None:
    """The client's test before this one: a retest is prepared as it was (DOMAIN, protocol 1)."""
    return Assessment.objects.set_up_before(assessment).first()


def side_order(assessment: Assessment) -> tuple[Side, Side]:
    """The side tried first in this test, or else in the test before, comes first; left unless known."""
    for test in filter(None, (assessment, last_setup(assessment))):
        trials = sorted(test.trials.all(), key=lambda trial: (trial.recorded_at, trial.pk))
        if trials:
            return (Side.RIGHT, Side.LEFT) if trials[0].side == Side.RIGHT else (Side.LEFT, Side.RIGHT)
    return Side.LEFT, Side.RIGHT


def missing_values(assessment: Assessment) -> list[str]:
    """What must be asked before the record can be closed, in words."""
    missing = []
    if assessment.surface_height_cm is None:
        missing.append(_("the surface height"))
    if assessment.pain_before is None:
        missing.append(_("pain before the test"))
    tried = {trial.side for trial in assessment.trials.all()}
    for side in Side:
        if side.value in tried and not getattr(assessment, f"passive_{side}"):
            missing.append(_("the passive range, %(side)s") % {"side": SIDE_WORDS[side]})
    return missing


def _passive(level: str, pain: int, *, radiating: bool) -> findings.Passive:
    return findings.Passive(level=KneeLevel(level) if level else None, pain=pain, radiating=radiating)


def _of_side(trials: Iterable[Trial], side: Side) -> tuple[findings.Trial, ...]:
    return tuple(_trial(trial) for trial in trials if trial.side == side)


def _trial(trial: Trial) -> findings.Trial:
    return findings.Trial(
        side=Side(trial.side),
        kind=TrialKind(trial.kind),
        number=trial.number,
        cleared=trial.cleared,
        hold=float(trial.hold),
        capped=trial.capped,
        knee=KneeLevel(trial.knee),
        ended_by=EndedBy(trial.ended_by),
        compensations=tuple(
            Compensated(kind=Compensation(lost["kind"]), at=lost["at"]) for lost in trial.compensations
        ),
        hands_lifted=trial.hands_lifted,
        pain=trial.pain,
        radiating=trial.radiating,
    )
