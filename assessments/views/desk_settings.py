"""The settings at a glance, and the visits that lie outside the hours."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from assessments import opening
from assessments.access import TrainerRequest, trainer_required
from assessments.availability import Hours, Opening, merged
from assessments.models import Service
from assessments.schedules import opening_of
from assessments.views.desk_hours import days_ahead, time_off_ahead
from assessments.words import length_words

AHEAD_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Weekday:
    name: str | Promise
    hours: tuple[Hours, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A service, and its rules as a trainer would say them."""

    service: Service
    rules: str


@trainer_required
@require_safe
def overview(request: TrainerRequest) -> HttpResponse:
    trainer, now = request.trainer, timezone.now()
    services = trainer.services.order_by("-is_active", "name", "pk")
    context = {
        "trainer": trainer,
        "zone": trainer.tz.key,
        "address": settings.SITE_URL + trainer.get_absolute_url(),
        "week": _week(opening_of(trainer)),
        "days": days_ahead(trainer, today=timezone.localdate())[:AHEAD_SHOWN],
        "time_off": time_off_ahead(trainer, now=now)[:AHEAD_SHOWN],
        "offered": [Offered(service=each, rules=rules_in_words(each)) for each in services],
        "outside": opening.outside_hours(trainer, now=now),
    }
    return render(request, "desk/settings.html", context)


@trainer_required
@require_safe
def outside(request: TrainerRequest) -> HttpResponse:
    visits = opening.outside_hours(request.trainer, now=timezone.now())
    return render(request, "desk/outside.html", {"visits": visits, "zone": request.trainer.tz.key})


def rules_in_words(service: Service) -> str:
    """The rules of booking, a sentence each, in the active language."""
    said = {
        "notice": length_words(service.notice),
        "ahead": ngettext("%(n)d day", "%(n)d days", service.horizon_days) % {"n": service.horizon_days},
        "cap": service.daily_cap,
        "cancel": length_words(service.cancel_cutoff),
        "move": length_words(service.move_cutoff),
    }
    sentences = [_("Bookable from %(ahead)s until %(notice)s before.") % said]
    if service.daily_cap:
        sentences.append(_("At most %(cap)s a day.") % said)
    if service.cancel_cutoff == service.move_cutoff:
        sentences.append(_("Free to cancel or move until %(cancel)s before.") % said)
    else:
        sentences.append(_("Free to cancel until %(cancel)s, to move until %(move)s before.") % said)
    return " ".join(sentences)


def _week(week: Opening) -> list[Weekday]:
    return [
        Weekday(name=name, hours=merged(week.weekly.get(weekday, ()))) for weekday, name in WEEKDAYS.items()
    ]
