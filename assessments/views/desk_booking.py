"""Book a visit for a client: the hour first, then who comes; and the next visit in two taps."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import F, Max
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments import nexts, scheduling
from assessments.access import TrainerRequest, trainer_required
from assessments.contacts import AlreadyClient
from assessments.forms.desk_booking import NEW, WhoForm
from assessments.free_hours import as_datetime, desk_slots
from assessments.models import Appointment, Client, Service, Trainer
from assessments.refusals import NotBookable
from assessments.screens import latest_screen
from assessments.views.hour_choice import hours_page, hours_that_day
from hipcoach.common.http import parse_instant, parse_number, utc_text

LISTED = 8
LONGEST_SEARCH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What to book, when, and for whom; without a client for somebody new, or not said yet."""

    services: list[Service]
    service: Service
    start: datetime
    client: Client | None

    @property
    def instant(self) -> str:
        return utc_text(self.start)

    @property
    def end(self) -> datetime:
        return self.start + timedelta(minutes=self.service.duration)


@trainer_required
@require_http_methods(["GET", "HEAD", "POST"])
def book(request: TrainerRequest) -> HttpResponse:
    """GET shows free hours, or with `?start=` who may come; POST books."""
    asked = request.POST if request.method == "POST" else request.GET
    services = _services(request.trainer)
    service = _chosen_service(services, asked.get("service"))
    client = None if asked.get("client") == NEW else _chosen_client(request.trainer, asked.get("client"))
    start = parse_instant(asked.get("start"))
    if service is None or start is None:
        unreadable = bool(asked.get("start")) or request.method == "POST"
        problem = _("We can't read this time. Please pick an hour.") if unreadable and service else ""
        context = {"services": services, "client": client}
        if service is None:
            return render(request, "desk/hour_choice.html", context)
        return hours_page(request, service, context, problem=problem, status=400 if problem else 200)
    wish = Wish(services=services, service=service, start=start, client=client)
    if request.method == "POST":
        return _post(request, wish)
    form = WhoForm(
        clients=_listed(request, client),
        initial={"submission": uuid.uuid4(), "client": client.pk if client else request.GET.get("client")},
    )
    return _who_page(request, wish, form, refused=_objection(wish))


@trainer_required
@require_safe
def next_visit(request: TrainerRequest, pk: int) -> HttpResponse:
    """Hours for the client's next visit, each a button that books it."""
    client = get_object_or_404(request.trainer.clients, pk=pk)
    last = _last_visit(request, client)
    services = _services(request.trainer)
    wanted = request.GET.get("service") or (
        str(last.service_id) if last and last.service in services else None
    )
    service = _chosen_service(services, wanted)
    context: dict[str, Any] = {
        "client": client,
        "last": last,
        "services": services,
        "service": service,
        "submission": uuid.uuid4(),
        "zone": request.trainer.zone,
    }
    if service:
        context |= _suggestions(service, last, retest_on=_retest_on(client))
    return render(request, "desk/next.html", context)


def _retest_on(client: Client) -> date | None:
    """The day follows from the last test, so consent taken back hides it too."""
    if client.retest_on is None or latest_screen(client=client, now=timezone.now()).is_hidden:
        return None
    return client.retest_on


def book_message(visit: Appointment) -> str:
    """What to tell the trainer once a visit is booked."""
    if visit.start <= timezone.now():
        return _("The visit is noted.")
    if visit.contact_email:
        return _("The visit is booked. %(name)s gets a mail about it.") % {"name": visit.contact_name}
    return _("The visit is booked. %(name)s has no e-mail, so please tell them yourself.") % {
        "name": visit.contact_name
    }


def _post(request: TrainerRequest, wish: Wish) -> HttpResponse:
    form = WhoForm(request.POST, clients=_listed(request, wish.client))
    if not form.is_valid():
        return _who_page(request, wish, form, refused=_objection(wish), status=422)
    try:
        visit = _book(wish, form)
    except AlreadyClient as found:
        return _offer_client(request, wish, found.client)
    except NotBookable as refused:
        return _who_page(request, wish, form, refused=refused, status=409)
    messages.success(request, book_message(visit))
    return redirect("appointment", pk=visit.pk)


def _book(wish: Wish, form: WhoForm) -> Appointment:
    asked: dict[str, Any] = {
        "service": wish.service,
        "start": wish.start,
        "insist": form.cleaned_data["insist"],
        "submission": form.cleaned_data["submission"],
        "now": timezone.now(),
    }
    if wish.client:
        return scheduling.book_for(client=wish.client, **asked)
    return scheduling.book_new(person=form.person, **asked)


def _objection(wish: Wish) -> NotBookable | None:
    return scheduling.objection(service=wish.service, start=wish.start, now=timezone.now())


def _offer_client(request: TrainerRequest, wish: Wish, known: Client) -> HttpResponse:
    """The same page with the client of that address on top, so that one more tap books for them."""
    form = WhoForm(request.POST, clients=_listed(request, known))
    form.is_valid()
    words = (
        _("%(name)s is already your client with this address. Choose them above, unless it is somebody else.")
        if form.cleaned_data["email"]
        else _("%(name)s is already your client. Choose them above, unless it is somebody else.")
    )
    form.add_error("email" if form.cleaned_data["email"] else "name", words % {"name": known.name})
    return _who_page(request, wish, form, known=known, refused=_objection(wish), status=409)


def _who_page(
    request: TrainerRequest,
    wish: Wish,
    form: WhoForm,
    *,
    refused: NotBookable | None,
    known: Client | None = None,
    status: int = 200,
) -> HttpResponse:
    is_lost = refused is not None and not refused.may_insist
    context = {
        "wish": wish,
        "form": form,
        "known": known,
        "refused": refused,
        "others": hours_that_day(wish.service, wish.start) if is_lost else [],
        "search": _search(request),
        "zone": request.trainer.zone,
    }
    return render(request, "desk/book.html", context, status=409 if is_lost else status)


def _services(trainer: Trainer) -> list[Service]:
    return list(trainer.services.filter(is_active=True).select_related("trainer").order_by("pk"))


def _chosen_service(services: list[Service], asked: str | None) -> Service | None:
    """The service asked for, else the first; a service that isn't the trainer's is not found."""
    if not asked:
        return services[0] if services else None
    for service in services:
        if service.pk == parse_number(asked):
            return service
    raise Http404


def _chosen_client(trainer: Trainer, asked: str | None) -> Client | None:
    return get_object_or_404(trainer.clients, pk=parse_number(asked) or 0) if asked else None


def _listed(request: TrainerRequest, first: Client | None) -> list[Client]:
    """Whom the search finds, else those seen last; a chosen one stands first."""
    search = _search(request)
    clients = request.trainer.clients.annotate(seen=Max("appointments__start")).order_by(
        F("seen").desc(nulls_last=True), "name", "pk"
    )
    listed = [client for client in clients.matching(search)[:LISTED] if client != first]
    return [first, *listed] if first else listed


def _search(request: TrainerRequest) -> str:
    return request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH]


def _last_visit(request: TrainerRequest, client: Client) -> Appointment | None:
    """The visit asked for, else the client's latest; what was cancelled tells nothing about their week."""
    visits = client.appointments.live().booked().select_related("service").order_by("-start")
    if asked := request.GET.get("visit"):
        return get_object_or_404(visits, pk=parse_number(asked) or 0)
    return visits.first()


def _suggestions(service: Service, last: Appointment | None, *, retest_on: date | None) -> dict[str, Any]:
    now, zone = timezone.now(), service.trainer.tz
    since = max(last.end, now) if last else now
    slots = desk_slots(service, since=now, until=since + nexts.REACH, now=now)
    offered = [as_datetime(slot.start).astimezone(zone) for slot in slots]
    later = nexts.weeks_on(last.start.astimezone(zone), offered, now=now) if last else []
    last_start = last.start.astimezone(zone) if last else None
    retest = nexts.round_day(retest_on, last_start, offered) if retest_on and last_start else None
    later = [each for each in later if retest is None or each.start != retest.start]
    taken = {each.start for each in (*later, *([retest] if retest else []))}
    return {
        "retest": retest,
        "retest_on": retest_on,
        "later": later,
        "soonest": [each for each in nexts.soonest(offered, after=since) if each.start not in taken],
    }
