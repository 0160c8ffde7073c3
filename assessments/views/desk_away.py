"""Ill today, or away: close a span and cancel what lies in it in one act, after a look at whom it hits."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments import scheduling
from assessments.access import TrainerRequest, trainer_required
from assessments.emails import cancel_mails, given_back_mails
from assessments.forms.desk_away import AwayForm
from assessments.models import Appointment, Assessment, Trainer
from assessments.models.appointments import LONGEST_BLOCK
from hipcoach.mail.models import OutgoingEmail

# Of time off from before it was noted when it was cleared.
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """What a span does: to visits that are cancelled, that nobody confirmed yet, and that stay."""

    cancelled: list[Appointment]
    unconfirmed: list[Appointment]
    left: list[Appointment]


@trainer_required
@require_http_methods(["GET", "HEAD", "POST"])
def away(request: TrainerRequest) -> HttpResponse:
    """GET shows whom the span in `?first=` and the like hits; POST closes it and tells them."""
    today = timezone.localdate()
    asked = request.POST if request.method == "POST" else request.GET
    typed = request.method == "POST" or "first" in asked
    form = AwayForm(asked if typed else None, zone=request.trainer.tz, today=today, initial={"first": today})
    if not typed or not form.is_valid():
        return _page(request, form, status=422 if typed else 200)
    if request.method == "POST":
        cleared = scheduling.cancel_span(
            trainer=request.trainer,
            since=form.since,
            until=form.until,
            label=_("Away"),
            now=timezone.now(),
        )
        return redirect("away_told", pk=cleared.time_off.pk)
    return _page(request, form, hit=_hit(request.trainer, form.since, form.until))


@trainer_required
@require_safe
def told(request: TrainerRequest, pk: int) -> HttpResponse:
    """Who has been told by mail about a time off, and who must be called."""
    span = get_object_or_404(request.trainer.busy_blocks.filter(source=None), pk=pk)
    visits = list(
        request.trainer.appointments.of_own_clients()
        .filter(
            status=Appointment.Status.CANCELLED,
            cancelled_by=Appointment.By.TRAINER,
            # Not what was cancelled before for another reason.
            cancelled_at__gte=span.cleared_at or EARLIEST,
            # Bounds the search; no visit is longer than that.
            start__gt=span.start - LONGEST_BLOCK,
            start__lt=span.end,
            end__gt=span.start,
        )
        .select_related("client", "service")
        .order_by("start", "pk")
    )
    mails = cancel_mails(visits)
    context = {
        "span": span,
        "span_words": _words(span.start, span.end),
        "mailed": [(visit, mails[visit.pk]) for visit in visits if _is_told(mails.get(visit.pk))],
        "to_call": [visit for visit in visits if not _is_told(mails.get(visit.pk))],
        "unconfirmed": given_back_mails(span),
        "left": _left(request.trainer, span.start, span.end),
        "zone": request.trainer.zone,
    }
    return render(request, "desk/away_told.html", context)


def _page(
    request: TrainerRequest, form: AwayForm, *, hit: Hit | None = None, status: int = 200
) -> HttpResponse:
    now = timezone.localtime()
    context: dict[str, Any] = {
        "form": form,
        "hit": hit,
        "span_words": _words(form.since, form.until) if hit else "",
        "today": now.date(),
        "tomorrow": now.date() + timedelta(days=1),
        "week_end": now.date() + timedelta(days=6 - now.weekday()),
        "zone": request.trainer.zone,
    }
    return render(request, "desk/away.html", context, status=status)


def _words(since: datetime, until: datetime) -> str:
    """The span as a person says it: whole days without their midnights."""
    first, end = timezone.localtime(since), timezone.localtime(until)
    last = end - timedelta(seconds=1)
    if first.time() == end.time() == time(0):
        days = date_format(first, "l j F")
        return days if first.date() == last.date() else f"{days} – {date_format(last, 'l j F')}"
    if first.date() == last.date():
        return f"{date_format(first, 'l j F, H:i')}–{date_format(end, 'H:i')}"
    return f"{date_format(first, 'l j F, H:i')} – {date_format(end, 'l j F, H:i')}"


def _hit(trainer: Trainer, since: datetime, until: datetime) -> Hit:
    now = timezone.now()
    visits = _meeting(trainer, since, until)
    begun = _begun(visits)
    confirmed = [visit for visit in visits if visit.is_confirmed]
    cancelled = [visit for visit in confirmed if visit.start > now and visit.pk not in begun]
    return Hit(
        cancelled=cancelled,
        unconfirmed=[visit for visit in visits if visit.awaits_confirmation and not visit.has_lapsed(now)],
        left=[visit for visit in visits if visit not in cancelled and not visit.is_held],
    )


def _left(trainer: Trainer, since: datetime, until: datetime) -> list[Appointment]:
    """Not those of clients who have gone to another trainer since: what is left of them is not told here."""
    visits = trainer.appointments.of_own_clients().meeting(since, until).select_related("client", "service")
    return [visit for visit in visits if not visit.is_held]


def _meeting(trainer: Trainer, since: datetime, until: datetime) -> list[Appointment]:
    return list(trainer.appointments.meeting(since, until).select_related("client", "service"))


def _begun(visits: Iterable[Appointment]) -> set[int]:
    """Those whose test was started before their hour."""
    return set(Assessment.objects.filter(appointment__in=visits).values_list("appointment_id", flat=True))


def _is_told(mail: OutgoingEmail | None) -> bool:
    """Whether a mail is on its way or there; one that failed tells nobody."""
    lost = (OutgoingEmail.State.FAILED, OutgoingEmail.State.MISSED, OutgoingEmail.State.SKIPPED)
    return mail is not None and mail.state not in lost
