"""The trainer's clients: who they are, when they come next, what the last test found."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, When
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments.access import TrainerRequest, trainer_required
from assessments.findings import GRADE_WORDS, Grade
from assessments.models import Appointment, Client, Finding, Trainer
from assessments.screens import CurrentScreen, latest_screens
from hipcoach.privacy import audit

A_PAGE = 25
# As many as a phone shows above its keyboard, about.
FEW = 6
LONGEST_SEARCH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One client; `grade` is empty without a finding that may be shown."""

    client: Client
    screen: CurrentScreen
    next_visit: datetime | None
    grade: str
    grade_label: str


@trainer_required
@require_safe
def found(request: TrainerRequest) -> HttpResponse:
    """The few clients who fit best what is being typed, for the search of every page."""
    people = list(_fitting(request.trainer, _search_of(request), now=timezone.now())[: FEW + 1])
    context = {"people": people[:FEW], "more": len(people) > FEW}
    with timezone.override(request.trainer.zone):
        return render(request, "desk/_found.html", context)


@trainer_required
@require_safe
def clients(request: TrainerRequest) -> HttpResponse:
    now = timezone.now()
    search = _search_of(request)
    page = Paginator(_listed(request.trainer, search, now=now), A_PAGE).get_page(request.GET.get("page"))
    people = list(page)
    screens = latest_screens(clients=people, now=now)
    audit.record_listed(actor=request.user, client_ids=screens, fields=["screen", "finding.overall"], now=now)
    context = {
        "rows": [_row(client, screens[client.pk]) for client in people],
        "page_obj": page,
        "search": search,
        "zone": request.trainer.zone,
    }
    return render(request, "desk/clients.html", context)


def _search_of(request: TrainerRequest) -> str:
    return request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH]


def _fitting(trainer: Trainer, search: str, *, now: datetime) -> QuerySet[Client]:
    """Whose name begins so stands first, then who comes next."""
    visits = Appointment.objects.upcoming(now).filter(client=OuterRef("pk"))
    begins = Q(name__istartswith=search) | Q(name__icontains=f" {search}")
    return (
        trainer.clients.matching(search)
        .annotate(next_visit=Subquery(visits.values("start")[:1]), fits=Case(When(begins, then=0), default=1))
        .order_by("fits", F("next_visit").asc(nulls_last=True), "name", "pk")
    )


def _listed(trainer: Trainer, search: str, *, now: datetime) -> QuerySet[Client]:
    """Who comes next stands first, then the others by name."""
    visits = Appointment.objects.upcoming(now).filter(client=OuterRef("pk"))
    findings = Finding.objects.filter(assessment__client=OuterRef("pk")).order_by("-made_at", "-pk")
    return (
        trainer.clients.matching(search)
        .annotate(
            next_visit=Subquery(visits.values("start")[:1]),
            last_finding=Subquery(findings.values("overall")[:1]),
        )
        .order_by(F("next_visit").asc(nulls_last=True), "name", "pk")
    )


def _row(client: Client, screen: CurrentScreen) -> Row:
    found: str | None = getattr(client, "last_finding", None)
    # Consent taken back hides the result too.
    if found is None or not screen.may_read:
        grade, label = "", ""
    else:
        grade = found or Grade.UNGRADED_NONE
        label = str(GRADE_WORDS[Grade(found)]) if found else _("no overall finding")
    return Row(
        client=client,
        screen=screen,
        next_visit=getattr(client, "next_visit", None),
        grade=grade,
        grade_label=label,
    )
