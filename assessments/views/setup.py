"""A new trainer's first steps, one idea each: the clock, the hours, what they offer, where, and a last look.

Every step can be left and taken up again: signing in leads back to where one was.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_safe

from assessments import setting_up
from assessments.access import TrainerRequest, trainer_required
from assessments.availability import merged
from assessments.forms.joining import FirstServiceForm, PlaceForm, ZoneForm
from assessments.forms.opening import WeekForm, with_monday_copied
from assessments.models import Service
from assessments.opening import AlreadyTaken, NeedsConsent
from assessments.schedules import opening_of
from assessments.setting_up import STEPS, Step
from hipcoach.common.http import browser_zone
from hipcoach.common.zones import spoken, zone_choices


class Words(NamedTuple):
    """What a step is called in the row of steps, what it asks, and why."""

    name: str | Promise
    title: str | Promise
    lead: str | Promise


WORDS = {
    Step.ZONE: Words(
        _lazy("Clock"),
        _lazy("Where do you work?"),
        _lazy("Your hours are read on the clock there. Clients see them on their own."),
    ),
    Step.HOURS: Words(
        _lazy("Hours"),
        _lazy("When can clients come?"),
        _lazy("An ordinary week. Holidays and special days come later, in the settings."),
    ),
    Step.SERVICE: Words(
        _lazy("Service"),
        _lazy("What do they book?"),
        _lazy("One service is enough to begin with."),
    ),
    Step.PLACE: Words(
        _lazy("Place"),
        _lazy("Where do you meet?"),
        _lazy("It stands in the mail that clients get."),
    ),
    Step.LOOK: Words(
        _lazy("Look"),
        _lazy("Ready to be booked?"),
        _lazy("This is what clients will find. All of it can be changed later."),
    ),
}
# Who booked somebody from the desk before they were through.
BOOKED = _lazy("A visit you have booked would lie outside your hours. Leave room for it, or move it first.")


@trainer_required
@require_safe
def start(request: TrainerRequest) -> HttpResponse:
    """To the step that comes next; to the settings for whoever is through."""
    if request.trainer.setup_step:
        return redirect("setup_step", step=request.trainer.setup_step)
    return redirect("settings")


@trainer_required
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: TrainerRequest, step: str) -> HttpResponse:
    if step not in STEPS:
        raise Http404
    asked = Step(step)
    if not request.trainer.setup_step or setting_up.is_ahead(asked, of=request.trainer.setup_step):
        return redirect("setup")
    return VIEWS[asked](request)


def _zone(request: TrainerRequest) -> HttpResponse:
    device = browser_zone(request)
    is_new = request.trainer.setup_step == Step.ZONE
    shown = device.key if device and is_new else request.trainer.zone
    form = ZoneForm(_sent(request), zone=shown)
    if form.is_valid():
        try:
            setting_up.save_zone(trainer=request.trainer, zone=form.cleaned_data["zone"], now=timezone.now())
        except NeedsConsent:
            form.add_error("zone", BOOKED)
        else:
            return _onward()
    more = {"zones": zone_choices(), "device": spoken(device.key) if device else "", "now": timezone.now()}
    return _page(request, Step.ZONE, form, more)


def _hours(request: TrainerRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request, Step.HOURS, WeekForm(weekly=opening_of(request.trainer)))
    if "copy" in request.POST:
        return _page(request, Step.HOURS, WeekForm(with_monday_copied(request.POST)), {"copied": True})
    form = WeekForm(request.POST)
    if form.is_valid():
        try:
            if any(form.hours.values()):
                setting_up.save_hours(trainer=request.trainer, hours=form.hours, now=timezone.now())
                return _onward()
            form.add_error(None, _("Without any hours nobody can book you. One hour on one day is enough."))
        except NeedsConsent:
            form.add_error(None, BOOKED)
    return _page(request, Step.HOURS, form)


def _service(request: TrainerRequest) -> HttpResponse:
    first = request.trainer.services.order_by("pk").first() or Service(trainer=request.trainer)
    form = FirstServiceForm(_sent(request), instance=first)
    if form.is_valid():
        try:
            setting_up.save_service(service=form.instance)
        except AlreadyTaken:
            form.add_error("name", _("You have a service of this name already."))
        else:
            return _onward()
    return _page(request, Step.SERVICE, form)


def _place(request: TrainerRequest) -> HttpResponse:
    first = request.trainer.services.order_by("pk").first()
    form = PlaceForm(_sent(request), trainer=request.trainer, video_url=first.video_url if first else "")
    if form.is_valid():
        data = form.cleaned_data
        setting_up.save_place(
            trainer=request.trainer,
            place=data["place"],
            address=data["address"],
            directions=data["directions"],
            video_url=data["video_url"],
            now=timezone.now(),
        )
        return _onward()
    return _page(request, Step.PLACE, form)


def _look(request: TrainerRequest) -> HttpResponse:
    if request.method == "POST":
        setting_up.open_page(trainer=request.trainer, now=timezone.now())
        messages.success(request, _("Your page is open. From now on clients can book you."))
        return redirect("share")
    week = opening_of(request.trainer).weekly
    days = [(name, merged(week[weekday])) for weekday, name in WEEKDAYS.items() if week.get(weekday)]
    services = list(request.trainer.services.filter(is_active=True).order_by("pk"))
    return _page(request, Step.LOOK, None, {"days": days, "services": services})


def _sent(request: TrainerRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _onward() -> HttpResponse:
    return redirect("setup")


def _page(
    request: TrainerRequest, step: Step, form: BaseForm | None, more: dict[str, Any] | None = None
) -> HttpResponse:
    number = STEPS.index(step)
    context = {
        "form": form,
        "step": step,
        "words": WORDS[step],
        "number": number + 1,
        "steps": [(WORDS[each].name, each == step, STEPS.index(each) < number) for each in STEPS],
        "earlier": STEPS[number - 1] if number else None,
        "trainer": request.trainer,
        **(more or {}),
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, f"joining/step_{step}.html", context, status=status)


VIEWS: dict[Step, Callable[[TrainerRequest], HttpResponse]] = {
    Step.ZONE: _zone,
    Step.HOURS: _hours,
    Step.SERVICE: _service,
    Step.PLACE: _place,
    Step.LOOK: _look,
}
