"""The trainer's desk: today first, then one client as one timeline."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments.access import TrainerRequest, trainer_required
from assessments.findings import GRADE_WORDS, Grade
from assessments.models import Assessment
from assessments.screens import latest_screen, latest_screens
from hipcoach.common.zones import day_bounds
from hipcoach.pages.timeline import mails_of, timeline
from hipcoach.privacy import audit
from hipcoach.privacy.models import AuditEntry


@trainer_required
@require_safe
def desk(request: TrainerRequest) -> HttpResponse:
    now = timezone.now()
    today = timezone.localdate()
    begins, ends = day_bounds(today, request.trainer.tz)
    appointments = request.trainer.appointments.booked().select_related("service", "client")
    visits = list(appointments.starting_between(begins, ends))
    coming = list(appointments.confirmed().filter(start__gte=ends).order_by("start")[:5])
    screens = latest_screens(clients={visit.client for visit in [*visits, *coming] if visit.client}, now=now)
    open_tests = (
        Assessment.objects.filter(tester=request.trainer, finished_at=None)
        .select_related("client")
        .order_by("-started_at")[:5]
    )
    context = {
        "today": today,
        "now": now,
        "visits": [(visit, screens.get(visit.client_id or 0)) for visit in visits],
        "coming": [(visit, screens.get(visit.client_id or 0)) for visit in coming],
        "open_tests": open_tests,
    }
    return render(request, "pages/desk.html", context)


@trainer_required
@require_safe
def client(request: TrainerRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    record = get_object_or_404(request.trainer.clients, pk=pk)
    screen = latest_screen(client=record, now=now)
    may_read = screen.screen is not None
    last_test = record.assessments.finished().select_related("finding").first() if may_read else None
    grade = last_test.finding.overall if last_test else ""
    context = {
        "client": record,
        "last_test": last_test,
        "last_grade": grade or "ungraded_none",
        "last_grade_label": GRADE_WORDS[Grade(grade)] if grade else _("no overall finding"),
        "screen": screen,
        "moments": timeline(record, with_health=may_read),
        "mails": mails_of(record),
        "plan": record.plans.current().first() if may_read else None,
        "next_visit": record.appointments.upcoming(now).select_related("service").first(),
    }
    audit.record(
        actor=request.user,
        client_id=record.pk,
        act=AuditEntry.Act.READ,
        subject="timeline",
        fields=["screen", "findings", "plans", "sessions"],
        now=now,
    )
    return render(request, "pages/client.html", context)
