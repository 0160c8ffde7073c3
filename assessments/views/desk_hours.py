"""When a trainer works: the weekly hours, special days, and time off."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assessments import opening
from assessments.access import TrainerRequest, trainer_required
from assessments.availability import Hours, merged
from assessments.forms.opening import SPECIAL, DaysForm, TimeOffForm, WeekForm, with_monday_copied
from assessments.models import BusyBlock, DateOverride, Trainer
from assessments.opening import NeedsConsent
from assessments.schedules import opening_of
from assessments.views.consent import agreed_in, ask, goes_back
from hipcoach.common.http import parse_day

ONE_DAY = timedelta(days=1)
PAST_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialDays:
    """Dates in a row with the same hours; none is closed."""

    first: date
    last: date
    hours: tuple[Hours, ...]

    @property
    def count(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """Time off in the trainer's zone; `last` is the date it ends on, the day before for a midnight."""

    block: BusyBlock
    start: datetime
    end: datetime

    @property
    def last(self) -> date:
        return (self.end - timedelta(seconds=1)).date() if self.end.time() == time(0) else self.end.date()

    @property
    def is_whole_days(self) -> bool:
        return self.start.time() == time(0) and self.end.time() == time(0)

    @property
    def is_one_day(self) -> bool:
        return self.start.date() == self.last


@trainer_required
@require_http_methods(["GET", "HEAD", "POST"])
def hours(request: TrainerRequest) -> HttpResponse:
    if request.method != "POST":
        return _hours_page(request, WeekForm(weekly=opening_of(request.trainer)))
    if "copy" in request.POST:
        return _hours_page(request, WeekForm(with_monday_copied(request.POST)), copied=True)
    form = WeekForm(request.POST)
    if goes_back(request):
        return _hours_page(request, form)
    if not form.is_valid():
        return _hours_page(request, form, status=422)
    agreed = agreed_in(request)
    try:
        opening.set_weekly_hours(trainer=request.trainer, hours=form.hours, now=timezone.now(), agreed=agreed)
    except NeedsConsent as change:
        return ask(request, change, title=_("Your weekly hours"), back=reverse("settings_hours"))
    messages.success(request, _("Your weekly hours are saved."))
    return redirect("settings_outside" if agreed.visits else "settings")


@trainer_required
@require_http_methods(["GET", "HEAD", "POST"])
def days(request: TrainerRequest) -> HttpResponse:
    today = timezone.localdate()
    if request.method != "POST":
        return _days_page(request, DaysForm(today=today))
    form = DaysForm(request.POST, today=today)
    if goes_back(request):
        return _days_page(request, form)
    if not form.is_valid():
        return _days_page(request, form, status=422)
    data, agreed = form.cleaned_data, agreed_in(request)
    try:
        opening.set_days(
            trainer=request.trainer,
            first=data["first"],
            last=data["last"],
            hours=data["hours"] if data["kind"] == SPECIAL else (),
            now=timezone.now(),
            agreed=agreed,
        )
    except NeedsConsent as change:
        return ask(request, change, title=_("Special days"), back=reverse("settings_days"))
    messages.success(request, _("Your special days are saved."))
    return redirect("settings_outside" if agreed.visits else "settings_days")


@trainer_required
@require_POST
def days_remove(request: TrainerRequest) -> HttpResponse:
    first, last = parse_day(request.POST.get("first")), parse_day(request.POST.get("last"))
    if not first or not last or not request.trainer.date_overrides.filter(day__range=(first, last)).exists():
        raise Http404
    agreed, back = agreed_in(request), reverse("settings_days")
    try:
        opening.clear_days(trainer=request.trainer, first=first, last=last, now=timezone.now(), agreed=agreed)
    except NeedsConsent as change:
        return ask(request, change, title=_("Back to the weekly hours"), back=back, keeps_form=False)
    messages.success(request, _("These days follow your weekly hours again."))
    return redirect("settings_outside" if agreed.visits else "settings_days")


@trainer_required
@require_http_methods(["GET", "HEAD", "POST"])
def time_off(request: TrainerRequest) -> HttpResponse:
    zone, now = request.trainer.tz, timezone.now()
    if request.method != "POST":
        return _time_off_page(request, TimeOffForm(zone=zone, now=now))
    form = TimeOffForm(request.POST, zone=zone, now=now)
    if goes_back(request):
        return _time_off_page(request, form)
    if not form.is_valid():
        return _time_off_page(request, form, status=422)
    agreed = agreed_in(request)
    try:
        opening.add_time_off(
            trainer=request.trainer,
            start=form.starts,
            end=form.ends,
            label=form.cleaned_data["label"],
            now=now,
            agreed=agreed,
        )
    except NeedsConsent as change:
        return ask(request, change, title=_("Time off"), back=reverse("settings_time_off"))
    messages.success(request, _("Your time off is saved."))
    return redirect("settings_outside" if agreed.visits else "settings_time_off")


@trainer_required
@require_POST
def time_off_remove(request: TrainerRequest, pk: int) -> HttpResponse:
    opening.remove_time_off(block=get_object_or_404(request.trainer.busy_blocks.time_off(), pk=pk))
    messages.success(request, _("You are back: these hours can be booked again."))
    return redirect("settings_time_off")


def special_days(rows: Iterable[DateOverride]) -> list[SpecialDays]:
    """Rows in the order of their days, dates in a row with the same hours as one entry."""
    result: list[SpecialDays] = []
    for day, of_day in groupby(rows, key=lambda row: row.day):
        hours = merged(
            Hours(row.opens, row.closes) for row in of_day if row.opens is not None and row.closes is not None
        )
        if result and result[-1].last + ONE_DAY == day and result[-1].hours == hours:
            result[-1] = replace(result[-1], last=day)
        else:
            result.append(SpecialDays(first=day, last=day, hours=hours))
    return result


def days_ahead(trainer: Trainer, *, today: date) -> list[SpecialDays]:
    return special_days(trainer.date_overrides.filter(day__gte=today).order_by("day", "opens"))


def time_off_ahead(trainer: Trainer, *, now: datetime) -> list[Away]:
    return _away(trainer.busy_blocks.time_off().filter(end__gt=now).order_by("start"), trainer)


def _away(blocks: Iterable[BusyBlock], trainer: Trainer) -> list[Away]:
    zone = trainer.tz
    return [
        Away(block=block, start=block.start.astimezone(zone), end=block.end.astimezone(zone))
        for block in blocks
    ]


def _hours_page(
    request: TrainerRequest, form: WeekForm, *, copied: bool = False, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "copied": copied, "zone": request.trainer.tz.key}
    return render(request, "desk/hours.html", context, status=status)


def _days_page(request: TrainerRequest, form: DaysForm, *, status: int = 200) -> HttpResponse:
    today = timezone.localdate()
    past = request.trainer.date_overrides.filter(day__lt=today, day__gt=today - timedelta(days=366))
    context = {
        "form": form,
        "zone": request.trainer.tz.key,
        "ahead": days_ahead(request.trainer, today=today),
        "past": special_days(past.order_by("day", "opens"))[: -PAST_SHOWN - 1 : -1],
    }
    return render(request, "desk/special_days.html", context, status=status)


def _time_off_page(request: TrainerRequest, form: TimeOffForm, *, status: int = 200) -> HttpResponse:
    now = timezone.now()
    past = request.trainer.busy_blocks.time_off().filter(end__lte=now).order_by("-start")
    context = {
        "form": form,
        "zone": request.trainer.tz.key,
        "ahead": time_off_ahead(request.trainer, now=now),
        "past": _away(past[:PAST_SHOWN], request.trainer),
    }
    return render(request, "desk/time_off.html", context, status=status)
