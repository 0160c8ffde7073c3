"""The client's results: what the trainer has shared, newest first, in plain words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments import findings, nexts
from assessments.access import ClientRequest, client_required
from assessments.comparing import change_text, difference_text
from assessments.evidence import setup_of
from assessments.findings import GRADE_MEANING, GRADE_PLAIN, Change, Grade, Side, Thresholds, Visit
from assessments.forms.booking import BookingForm
from assessments.free_hours import as_datetime, free_slots
from assessments.links import manage_url
from assessments.models import Amendment, Assessment, Client, Service
from assessments.questions import Text
from assessments.summary import draft
from assessments.views.observed_shown import ObservedRow, observed_rows
from assessments.views.trend_shown import trend_of
from assessments.words import SIDE_WORDS
from hipcoach.common.http import with_query


@dataclass(frozen=True, slots=True, kw_only=True)
class SideCard:
    """One side in plain words; `hold` is the best counted hold in seconds, `change` since last time.

    `rules_said`: what the rules alone say, where the trainer reads the side otherwise.
    """

    name: Text
    label: Text
    tone: str
    meaning: Text
    rules_said: Text
    hold: float | None
    is_capped: bool
    change: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultCard:
    """One shared visit. `changed`: what was changed since it was shared, newest first, each with its day."""

    day: datetime
    trainer: str
    summary: str
    left: SideCard
    right: SideCard
    difference: Text
    thresholds: Thresholds
    observed: list[ObservedRow]
    changed: list[tuple[datetime, str]]

    @property
    def sides(self) -> tuple[SideCard, SideCard]:
        return self.left, self.right


@require_safe
@client_required
def results(request: ClientRequest) -> HttpResponse:
    shared = list(
        request.client.assessments.shared()
        .filter(finding__isnull=False)
        .select_related("finding", "tester", "observations", "appointment__service__trainer")
        .prefetch_related("amendments", "finding__overrides")
    )
    context: dict[str, Any] = {
        "client": request.client,
        "cards": _cards(shared),
        "trend": trend_of(shared, difference_in_words=difference_text),
    }
    if shared:
        context |= _what_comes(request.client, shared[0], now=timezone.now())
    return render(request, "results/results.html", context)


def _what_comes(client: Client, last: Assessment, *, now: datetime) -> dict[str, Any]:
    """The next visit, or the day of the next look and where to book it: the same trainer and service."""
    visit = client.appointments.upcoming(now).select_related("service", "trainer").first()
    service, day = last.appointment.service, client.retest_on
    is_offered = client.trainer.is_listed and service.is_active and service.trainer_id == client.trainer_id
    asked = (
        {"month": f"{day:%Y-%m}", "day": f"{day}"} if day and day > now.astimezone(client.tz).date() else {}
    )
    book_url = (
        with_query(service.get_absolute_url(), **asked) if is_offered else client.trainer.get_absolute_url()
    )
    at_once = is_offered and day and not visit and client.email
    hour = _second_look(service, day, last.appointment.start, now=now) if at_once and day else None
    return {
        "hour": hour,
        "hour_form": _booking_of(client, hour) if hour else None,
        "hour_url": reverse("book", args=[service.trainer.slug, service.slug]),
        "visit": visit,
        "manage_url": manage_url(visit) if visit else "",
        "retest_on": day,
        "book_url": book_url,
        "trainer": client.trainer,
    }


def _second_look(service: Service, day: date, before: datetime, *, now: datetime) -> nexts.Suggestion | None:
    """The free hour nearest to that day at the time of the last visit; once the day is past, the soonest."""
    zone = service.trainer.tz
    since = max(datetime.combine(day, time.min, zone) - nexts.NEAR, now)
    slots = free_slots([service], since=since, until=since + nexts.NEAR * 3, now=now)
    offered = [as_datetime(slot.start).astimezone(zone) for slot in slots]
    at_day = nexts.round_day(day, before.astimezone(zone), offered)
    return at_day or next(iter(nexts.soonest(offered, after=since)), None)


def _booking_of(client: Client, hour: nexts.Suggestion) -> BookingForm:
    """What the booking form would hold, had the client typed it."""
    known = {"name": client.name, "email": client.email, "phone": client.phone}
    given = {"start": hour.instant, "timezone": client.time_zone, "submission": uuid4(), **known}
    return BookingForm(zone=client.time_zone, initial=given)


def _cards(shared: Sequence[Assessment]) -> list[ResultCard]:
    """Each visit is set against the one before it that the client can see too."""
    visits = [Visit(reading=each.finding.concluded, setup=setup_of(each)) for each in shared]
    return [
        _card(each, visit, earlier)
        for each, visit, earlier in zip(shared, visits, [*visits[1:], None], strict=False)
    ]


def _card(assessment: Assessment, visit: Visit, earlier: Visit | None) -> ResultCard:
    changes = findings.compare(earlier, visit) if earlier else {}
    name = assessment.tester.name
    return ResultCard(
        day=assessment.finished_at or assessment.started_at,
        trainer=name,
        # The first draft only repeats what the cards say; words of the trainer's own do not.
        summary="" if assessment.summary == draft(visit.reading) else assessment.summary,
        left=_side(assessment, visit, Side.LEFT, changes.get(Side.LEFT)),
        right=_side(assessment, visit, Side.RIGHT, changes.get(Side.RIGHT)),
        difference=difference_text(visit.reading.difference),
        thresholds=assessment.finding.thresholds,
        observed=observed_rows(getattr(assessment, "observations", None), plain=True),
        changed=_changed(assessment),
    )


def _side(assessment: Assessment, visit: Visit, side: Side, change: Change | None) -> SideCard:
    reading, stands = visit.reading.of(side), assessment.finding.reading.of(side).grade
    is_overridden = stands != reading.grade
    return SideCard(
        name=SIDE_WORDS[side],
        label=GRADE_PLAIN[stands],
        tone=_tone(stands),
        meaning="" if is_overridden else GRADE_MEANING[stands],
        rules_said=GRADE_PLAIN[reading.grade] if is_overridden else "",
        hold=reading.best.seconds if reading.best else None,
        is_capped=reading.best is not None and reading.best.capped,
        change=change_text(change) if change else "",
    )


def _tone(grade: Grade) -> str:
    """Green for a full hold, blue for one on its way, and nothing that alarms."""
    if grade is Grade.FULL:
        return "ok"
    return "info" if grade in (Grade.DEVELOPING, Grade.LIMITED, Grade.UNABLE) else ""


def _changed(assessment: Assessment) -> list[tuple[datetime, str]]:
    """What was changed once the client could read it: when and what, never the trainer's reason."""
    since = assessment.shared_at
    amended = [(row.made_at, _amended(row)) for row in assessment.amendments.all() if row.is_told]
    overridden = [
        (row.made_at, _("how a side is read"))
        for row in assessment.finding.overrides.all()
        if since and row.made_at > since
    ]
    return _newest_first([*amended, *overridden])


def _newest_first(changes: Iterable[tuple[datetime, str]]) -> list[tuple[datetime, str]]:
    return sorted(changes, key=lambda change: change[0], reverse=True)


def _amended(row: Amendment) -> str:
    if row.lifts_stop:
        return _("the stop for pain, which had been noted by mistake")
    return {
        Amendment.Of.SETUP: _("how the test was set up"),
        Amendment.Of.TRIAL: _("one of the holds"),
        Amendment.Of.ADDED: _("a hold was added that had been left out"),
        Amendment.Of.WORDS: _("the words to you"),
        Amendment.Of.OBSERVATIONS: _("what else was seen"),
    }[Amendment.Of(row.of)]
