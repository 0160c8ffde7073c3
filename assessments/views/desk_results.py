"""Seeing change: one client's holds over their visits, and all clients at a glance, also as a table file."""

import csv
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, OuterRef, Subquery, Window
from django.db.models.functions import RowNumber
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments import retests
from assessments.access import TrainerRequest, trainer_required
from assessments.comparing import difference_short
from assessments.findings import GRADE_WORDS, Grade, Side, compare
from assessments.forms.results import RetestForm
from assessments.models import Appointment, Assessment, Client, Consent, Trainer
from assessments.models.results import AssessmentQuerySet
from assessments.screens import CurrentScreen, latest_screen
from assessments.trends import Seen, improves, watched
from assessments.views.hidden import hidden_page
from assessments.views.trend_shown import seen_at, trend_of
from assessments.words import SIDE_WORDS
from hipcoach.accounts.fresh import reauthentication_required
from hipcoach.common.text import as_cell
from hipcoach.privacy import audit
from hipcoach.privacy.models import AuditEntry

A_PAGE = 25
# Watching needs two differences; the last two visits give the change.
LOOKED_AT = 2
SHOWN = ("due", "improving", "watch")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientRow:
    """A client's last test against the one before. `retest_on` is the day that is suggested, if any."""

    client: Client
    last: Assessment
    seen: Seen
    improves: bool
    watch: Side | None
    changes: tuple[str, ...]
    retest_on: date | None
    next_visit: datetime | None
    is_due: bool

    @property
    def left(self) -> float | None:
        return _hold(self.seen, Side.LEFT)

    @property
    def right(self) -> float | None:
        return _hold(self.seen, Side.RIGHT)

    @property
    def grade(self) -> str:
        return self.last.finding.overall or Grade.UNGRADED_NONE

    @property
    def grade_label(self) -> str:
        overall = self.last.finding.overall
        return str(GRADE_WORDS[Grade(overall)]) if overall else _("no overall finding")

    @property
    def watch_label(self) -> str:
        return _("watch: %(side)s") % {"side": SIDE_WORDS[self.watch]} if self.watch else ""


@trainer_required
@require_safe
def results(request: TrainerRequest) -> HttpResponse:
    now = timezone.now()
    asked = request.GET.get("show", "")
    show = asked if asked in SHOWN else ""
    everybody = _rows(request.trainer, now=now)
    rows = [row for row in everybody if _is_shown(row, show)]
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    audit.record_listed(
        actor=request.user, client_ids=[row.client.pk for row in page], fields=["findings"], now=now
    )
    context = {
        "rows": list(page),
        "page_obj": page,
        "show": show,
        "counts": {name: sum(_is_shown(row, name) for row in everybody) for name in SHOWN},
        "total": len(everybody),
        "limits": request.trainer.thresholds,
    }
    return render(request, "desk/results.html", context)


@trainer_required
@reauthentication_required
@require_safe
def export(request: TrainerRequest) -> HttpResponse:
    """Every finished test of every client whose consent stands, one a line."""
    now = timezone.now()
    tests = list(_tests(request.trainer, now=now).order_by("client__name", "client", "finished_at", "pk"))
    response = HttpResponse(
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="results-{timezone.localdate()}.csv"'},
    )
    # So that spreadsheet programs read the names in the right letters.
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow(HEADINGS)
    before: Assessment | None = None
    for test in tests:
        earlier = before if before and before.client_id == test.client_id else None
        writer.writerow(_line(test, earlier))
        before = test
    audit.record_listed(
        actor=request.user,
        client_ids={test.client_id for test in tests},
        fields=["findings", "exported"],
        now=now,
    )
    return response


@trainer_required
@require_safe
def client_results(request: TrainerRequest, pk: int) -> HttpResponse:
    client = get_object_or_404(request.trainer.clients, pk=pk)
    screen = latest_screen(client=client, now=timezone.now())
    return hidden_page(request, client) if screen.is_hidden else _client_page(request, client, screen)


@trainer_required
@require_POST
def retest(request: TrainerRequest, pk: int) -> HttpResponse:
    client = get_object_or_404(request.trainer.clients, pk=pk)
    screen = latest_screen(client=client, now=timezone.now())
    if screen.is_hidden:
        return hidden_page(request, client)
    form = RetestForm(request.POST, on=client.retest_on, today=_today(client))
    if not form.is_valid():
        return _client_page(request, client, screen, form=form, status=422)
    retests.choose(client=client, on=form.cleaned_data["on"], trainer=request.trainer, now=timezone.now())
    messages.success(request, _("The day of the retest is saved."))
    return redirect("client_results", pk=pk)


HEADINGS = (
    "client",
    "tested on",
    "surface cm",
    "support",
    "left s",
    "left stopped at cap",
    "left grade",
    "right s",
    "right stopped at cap",
    "right grade",
    "overall",
    "read otherwise by trainer",
    "difference %",
    "weaker side",
    "left change s",
    "right change s",
    "not comparable because",
    "limited below s",
    "full from s",
    "rule version",
)


def _line(test: Assessment, earlier: Assessment | None) -> list[object]:
    """Numbers stay numbers; what people typed is made harmless for spreadsheets."""
    finding, seen = test.finding, seen_at(test)
    changes = compare(seen_at(earlier).visit, seen.visit) if earlier else {}
    reasons = sorted({str(change.why_not) for change in changes.values() if change.why_not})
    difference = seen.reading.difference
    sides: list[object] = []
    for side in Side:
        best = seen.reading.of(side).best
        sides += [best.seconds if best else "", "yes" if best and best.capped else "", finding.stands(side)]
    return [
        as_cell(test.client.name),
        timezone.localtime(test.finished_at).date(),
        test.surface_height_cm if test.surface_height_cm is not None else "",
        test.support,
        *sides,
        finding.overall,
        "yes" if finding.is_overridden else "",
        round(difference.percent, 1) if difference.percent is not None else "",
        difference.weaker or "",
        *(_change_cell(changes[side].seconds) if changes else "" for side in Side),
        "; ".join(reasons),
        finding.thresholds.limited_below,
        finding.thresholds.full_from,
        finding.rule_version,
    ]


def _change_cell(seconds: float | None) -> object:
    return "" if seconds is None else seconds


def _client_page(
    request: TrainerRequest,
    client: Client,
    screen: CurrentScreen,
    *,
    form: RetestForm | None = None,
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    finished = client.assessments.finished().select_related("finding", "appointment")
    tests = list(finished) if screen.may_read else []
    last = tests[0] if tests else None
    audit.record(
        actor=request.user,
        client_id=client.pk,
        act=AuditEntry.Act.READ,
        subject="results",
        fields=["findings"],
        now=now,
    )
    visits = [seen_at(test) for test in reversed(tests[:LOOKED_AT])]
    watch = watched(visits)
    context = {
        "client": client,
        "tests": tests,
        "last": last,
        "trend": trend_of(tests, difference_in_words=difference_short),
        "watch": SIDE_WORDS[watch] if watch else "",
        "next_visit": client.appointments.upcoming(now).first(),
        "is_due": bool(client.retest_on and client.retest_on <= _today(client)),
        "retest_form": form or RetestForm(on=client.retest_on, today=_today(client)),
    }
    return render(request, "desk/client_results.html", context, status=status)


def _today(client: Client) -> date:
    return timezone.now().astimezone(client.tz).date()


def _is_shown(row: ClientRow, show: str) -> bool:
    return {"due": row.is_due, "improving": row.improves, "watch": row.watch is not None}.get(show, True)


def _rows(trainer: Trainer, *, now: datetime) -> list[ClientRow]:
    """Who is due stands first, then by name. Three queries, however many clients."""
    newest = Window(
        RowNumber(), partition_by=[F("client")], order_by=[F("finished_at").desc(), F("pk").desc()]
    )
    tests: dict[int, list[Assessment]] = defaultdict(list)
    recent = _tests(trainer, now=now).annotate(nth=newest).filter(nth__lte=LOOKED_AT)
    for test in recent.order_by("client", "finished_at", "pk"):
        tests[test.client_id].append(test)
    coming = Appointment.objects.upcoming(now).filter(client=OuterRef("pk")).values("start")[:1]
    clients = trainer.clients.filter(pk__in=tests).annotate(next_start=Subquery(coming))
    rows = [_row(client, tests[client.pk], now=now) for client in clients]
    return sorted(rows, key=lambda row: (not row.is_due, row.client.name.casefold(), row.client.pk))


def _tests(trainer: Trainer, *, now: datetime) -> AssessmentQuerySet:
    """The finished tests of the trainer's clients whose consent is in force.

    See also screens.latest_screens: taken back, or not yet given under today's wording, it hides them all.
    """
    consent = Consent.objects.in_force(now).filter(kind=Consent.Kind.HEALTH_DATA)
    return (
        Assessment.objects.filter(
            client__trainer=trainer,
            client__in=consent.values("client"),
            finished_at__isnull=False,
            finding__isnull=False,
        )
        .select_related("finding", "client")
        .defer("notes", "summary")
    )


def _row(client: Client, oldest_first: Sequence[Assessment], *, now: datetime) -> ClientRow:
    visits = [seen_at(test) for test in oldest_first]
    next_visit: datetime | None = getattr(client, "next_start", None)
    today = now.astimezone(client.tz).date()
    return ClientRow(
        client=client,
        last=oldest_first[-1],
        seen=visits[-1],
        improves=improves(visits),
        watch=watched(visits),
        changes=_changes(visits),
        retest_on=client.retest_on,
        next_visit=next_visit,
        is_due=bool(client.retest_on and client.retest_on <= today and next_visit is None),
    )


def _changes(visits: Sequence[Seen]) -> tuple[str, ...]:
    """Left and right since the visit before, as short as a cell of a table."""
    if len(visits) < 2:
        return ()
    found = compare(visits[-2].visit, visits[-1].visit)
    return tuple(_short_change(found[side].seconds, within=found[side].within_error) for side in Side)


def _short_change(seconds: float | None, *, within: bool) -> str:
    if seconds is None:
        return _("not comparable")
    if within:
        return _("within error")
    return _("%(seconds)s s") % {"seconds": f"{seconds:+.1f}"}


def _hold(seen: Seen, side: Side) -> float | None:
    best = seen.reading.of(side).best
    return best.seconds if best else None
