"""Calendars in and out: what makes the trainer busy, and the trainer's visits for their own calendar."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assessments import busy_sources, links
from assessments.access import TrainerRequest, trainer_required
from assessments.forms.calendars import CalendarForm
from assessments.models import CalendarSource
from hipcoach.common.reachable import host_of

# A reading takes less; one that takes longer has died.
UNDER_WAY = timedelta(minutes=2)

State = Literal["reading", "read", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A calendar as the page shows it: never its address, which would open it to whoever looks on."""

    source: CalendarSource
    host: str
    state: State


@trainer_required
@require_http_methods(["GET", "HEAD", "POST"])
def calendars(request: TrainerRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request, CalendarForm(trainer=request.trainer))
    form = CalendarForm(request.POST, trainer=request.trainer)
    if form.is_valid():
        name, url = form.cleaned_data["name"], form.cleaned_data["address"]
        try:
            busy_sources.add(trainer=request.trainer, name=name, url=url)
        except busy_sources.TooMany:
            form.add_error(None, _("You have as many calendars as there may be. Remove one first."))
        else:
            messages.success(request, _("Added. We are reading it now, and again every ten minutes."))
            # A browser keeps the form's own #add otherwise, and the message stands at the top.
            return redirect(reverse("desk_calendars") + "#content")
    return _page(request, form, status=422)


@trainer_required
@require_POST
def sync(request: TrainerRequest, pk: int) -> HttpResponse:
    source = get_object_or_404(request.trainer.calendar_sources, pk=pk)
    busy_sources.read_soon(source, now=timezone.now())
    messages.success(request, _("We are reading “%(name)s” now.") % {"name": source.name})
    return redirect("desk_calendars")


@trainer_required
@require_POST
def remove(request: TrainerRequest, pk: int) -> HttpResponse:
    source = get_object_or_404(request.trainer.calendar_sources, pk=pk)
    busy_sources.remove(source)
    messages.success(
        request, _("“%(name)s” is removed, and its hours are free to book.") % {"name": source.name}
    )
    return redirect("desk_calendars")


@trainer_required
@require_POST
def feed_renew(request: TrainerRequest) -> HttpResponse:
    links.renew_feed(request.trainer)
    messages.success(request, _("Your calendar has a new address. The old one shows nothing from now on."))
    return redirect("desk_calendars")


def _page(request: TrainerRequest, form: CalendarForm, *, status: int = 200) -> HttpResponse:
    now = timezone.now()
    sources = request.trainer.calendar_sources.order_by("pk")
    context = {
        "form": form,
        "rows": [Row(source=each, host=host_of(each.url), state=_state(each, now)) for each in sources],
        "most": busy_sources.MOST_SOURCES,
        "feed_url": links.feed_url(request.trainer),
    }
    return render(request, "desk/calendars.html", context, status=status)


def _state(source: CalendarSource, now: datetime) -> State:
    if source.tried_at is None:
        return "reading"
    if source.tried_at == source.synced_at:
        return "read"
    return "failed" if source.problem or source.tried_at < now - UNDER_WAY else "reading"
