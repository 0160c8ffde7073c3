"""The trainer's desk: today first, then one client as one timeline."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments.access import TrainerRequest, trainer_required
from assessments.findings import GRADE_WORDS, Grade
from assessments.missing import missing_for_booking
from assessments.models import Assessment, Trainer
from assessments.reaching import first_words, ways_to_reach
from assessments.screens import latest_screen, latest_screens
from hipcoach.common.zones import day_bounds
from hipcoach.pages import erasing
from hipcoach.pages.timeline import mails_of, timeline
from hipcoach.pages.today import (
    FEW,
    LOOKED_AT,
    due_for_a_retest,
    may_wait_to_be_read,
    next_of,
    waiting_to_be_read,
)
from hipcoach.pages.unmerging import can_be_undone
from hipcoach.privacy import audit
from hipcoach.privacy.models import AuditEntry
from programs.asking import waiting
from programs.overview import of_plans, overview


@trainer_required
@require_safe
def desk(request: TrainerRequest) -> HttpResponse:
    now = timezone.now()
    today = timezone.localdate()
    begins, ends = day_bounds(today, request.trainer.tz)
    appointments = request.trainer.appointments.of_own_clients().booked().select_related("service", "client")
    visits = list(appointments.starting_between(begins, ends))
    coming = list(appointments.confirmed().filter(start__gte=ends).order_by("start")[:5])
    begun = _begun(request.trainer)
    seen = {visit.client for visit in [*visits, *coming] if visit.client}
    unread = may_wait_to_be_read(request.trainer)
    due = due_for_a_retest(request.trainer, today=today, begins=begins)
    screens = latest_screens(clients={*seen, *unread, *due, *(test.client for test in begun)}, now=now)
    open_tests = [test for test in begun if screens[test.client_id].may_read][:FEW]
    to_read = waiting_to_be_read(unread, screens, now=now)
    retests = [client for client in due if screens[client.pk].may_read][:FEW]
    listed = {client.pk for client in (*seen, *retests, *(each.client for each in to_read))}
    listed |= {test.client_id for test in open_tests}
    plans = overview(request.trainer, now=now)
    followed = set(plans.shown)
    for clients, fields in ((followed, ["screen", "plans", "sessions"]), (listed - followed, ["screen"])):
        audit.record_listed(actor=request.user, client_ids=clients, fields=fields, now=now)
    context = {
        "today": today,
        "now": now,
        "visits": [(visit, screens.get(visit.client_id or 0)) for visit in visits],
        "coming": [(visit, screens.get(visit.client_id or 0)) for visit in coming],
        "open_tests": open_tests,
        "to_read": to_read,
        "retests": retests,
        "next": next_of(
            visits=visits,
            open_tests=open_tests,
            to_read=to_read,
            begins=begins,
            now=now,
        ),
        "unread_calendars": list(request.trainer.calendar_sources.exclude(problem="")),
        "missing": missing_for_booking(request.trainer, today=today),
        "overview": plans,
    }
    return render(request, "pages/desk.html", context)


def _begun(trainer: Trainer) -> list[Assessment]:
    """The newest tests that are open, and some to spare: consent taken back hides its own."""
    tests = Assessment.objects.filter(client__trainer=trainer, finished_at=None)
    return list(tests.select_related("client").order_by("-started_at")[:LOOKED_AT])


@trainer_required
@require_safe
def client(request: TrainerRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    record = get_object_or_404(request.trainer.clients.standing_for(pk))
    if record.pk != pk:
        return redirect(record)
    screen = latest_screen(client=record, now=now)
    may_read = screen.may_read
    last_test = record.assessments.finished().select_related("finding").first() if may_read else None
    grade = last_test.finding.overall if last_test else ""
    current = record.plans.current().select_related("client__trainer") if may_read else ()
    followed = next(iter(of_plans(list(current), now=now).rows), None)
    next_visit = record.appointments.upcoming(now).select_related("service").first()
    mails = mails_of(record)
    context = {
        "client": record,
        "ways": ways_to_reach(
            record.phone,
            words=first_words(
                client=record.name,
                trainer=request.trainer.name,
                visit=next_visit.start if next_visit else None,
                zone=record.tz,
            ),
        ),
        "merges": [each for each in record.merges.standing() if can_be_undone(each, now=now)],
        "sharing": list(request.trainer.clients.sharing_with(record)),
        "last_test": last_test,
        "last_grade": grade or "ungraded_none",
        "last_grade_label": GRADE_WORDS[Grade(grade)] if grade else _("no overall finding"),
        "screen": screen,
        "moments": timeline(record, with_health=may_read, mails=mails),
        "mails": mails,
        "followed": followed,
        "asked": next(iter(waiting([record])), None) if may_read else None,
        "erasure": erasing.pending(record).get(record.pk),
        "next_visit": next_visit,
    }
    if may_read:
        audit.record(
            actor=request.user,
            client_id=record.pk,
            act=AuditEntry.Act.READ,
            subject="timeline",
            fields=["screen", "findings", "plans", "sessions"],
            now=now,
        )
    return render(request, "pages/client.html", context)
