"""The client's results: what the trainer has shared, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments import findings
from assessments.access import ClientRequest, client_required
from assessments.comparing import change_text, difference_text
from assessments.evidence import setup_of
from assessments.findings import GRADE_MEANING, GRADE_WORDS, Change, Grade, Side, Thresholds, Visit
from assessments.models import Assessment
from assessments.questions import Text
from assessments.summary import draft
from assessments.words import SIDE_WORDS


@dataclass(frozen=True, slots=True, kw_only=True)
class SideCard:
    """One side in plain words; `hold` is the best counted hold in seconds, `change` since last time."""

    name: Text
    grade: Grade
    label: Text
    meaning: Text
    hold: float | None
    is_capped: bool
    change: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultCard:
    """One shared visit."""

    day: datetime
    trainer: str
    summary: str
    left: SideCard
    right: SideCard
    difference: Text
    thresholds: Thresholds

    @property
    def sides(self) -> tuple[SideCard, SideCard]:
        return self.left, self.right


@require_safe
@client_required
def results(request: ClientRequest) -> HttpResponse:
    shared = list(
        request.client.assessments.shared().filter(finding__isnull=False).select_related("finding", "tester")
    )
    return render(request, "results/results.html", {"cards": _cards(shared)})


def _cards(shared: Sequence[Assessment]) -> list[ResultCard]:
    """Each visit is set against the one before it that the client can see too."""
    visits = [Visit(reading=each.finding.reading, setup=setup_of(each)) for each in shared]
    return [
        _card(each, visit, earlier)
        for each, visit, earlier in zip(shared, visits, [*visits[1:], None], strict=False)
    ]


def _card(assessment: Assessment, visit: Visit, earlier: Visit | None) -> ResultCard:
    changes = findings.compare(earlier, visit) if earlier else {}
    return ResultCard(
        day=assessment.finished_at or assessment.started_at,
        trainer=assessment.tester.name,
        # The first draft only repeats what the cards say; words of the trainer's own do not.
        summary="" if assessment.summary == draft(visit.reading) else assessment.summary,
        left=_side(visit, Side.LEFT, changes.get(Side.LEFT)),
        right=_side(visit, Side.RIGHT, changes.get(Side.RIGHT)),
        difference=difference_text(visit.reading.difference),
        thresholds=Thresholds(**assessment.finding.inputs["thresholds"]),
    )


def _side(visit: Visit, side: Side, change: Change | None) -> SideCard:
    reading = visit.reading.of(side)
    return SideCard(
        name=SIDE_WORDS[side],
        grade=reading.grade,
        label=GRADE_WORDS[reading.grade],
        meaning=GRADE_MEANING[reading.grade],
        hold=reading.best.seconds if reading.best else None,
        is_capped=reading.best is not None and reading.best.capped,
        change=change_text(change) if change else "",
    )
