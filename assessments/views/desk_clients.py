"""The trainer's clients: who they are, when they come next, what the last test found."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments.access import TrainerRequest, trainer_required
from assessments.findings import GRADE_WORDS, Grade
from assessments.models import Appointment, Client, Finding, Trainer
from assessments.screens import CurrentScreen, latest_screens

A_PAGE = 25
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
def clients(request: TrainerRequest) -> HttpResponse:
    now = timezone.now()
    search = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH]
    page = Paginator(_listed(request.trainer, search, now=now), A_PAGE).get_page(request.GET.get("page"))
    people = list(page)
    screens = latest_screens(clients=people, now=now)
    context = {
        "rows": [_row(client, screens[client.pk]) for client in people],
        "page_obj": page,
        "search": search,
        "zone": request.trainer.zone,
    }
    return render(request, "desk/clients.html", context)


def _listed(trainer: Trainer, search: str, *, now: datetime) -> QuerySet[Client]:
    """Who comes next stands first, then the others by name."""
    visits = Appointment.objects.upcoming(now).filter(client=OuterRef("pk"))
    findings = Finding.objects.filter(assessment__client=OuterRef("pk")).order_by("-made_at", "-pk")
    listed = trainer.clients.annotate(
        next_visit=Subquery(visits.values("start")[:1]),
        last_finding=Subquery(findings.values("overall")[:1]),
    ).order_by(F("next_visit").asc(nulls_last=True), "name", "pk")
    if search:
        listed = listed.filter(
            Q(name__icontains=search) | Q(email__icontains=search) | Q(phone__icontains=search)
        )
    return listed


def _row(client: Client, screen: CurrentScreen) -> Row:
    found: str | None = getattr(client, "last_finding", None)
    # Consent taken back hides the result too.
    if found is None or screen.screen is None:
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
