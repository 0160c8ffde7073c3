"""A client's own data: what is kept, who saw it, a copy of all of it, and erasing it."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.access import ClientRequest, client_required
from assessments.models import Appointment, Client
from hipcoach.accounts.fresh import reauthentication_required
from hipcoach.pages import erasing
from hipcoach.pages.copying import copy_for
from hipcoach.pages.forms import EraseForm
from hipcoach.pages.records import numbers_of
from hipcoach.pages.trail import seen_page
from hipcoach.privacy import audit
from hipcoach.privacy.limits import Limit, allows
from hipcoach.privacy.models import AuditEntry, ErasureRequest
from hipcoach.privacy.policy import About, DataKind, the_policy

# A copy opens every sealed value, which takes its time.
COPIES = Limit(scope="data-copy", most=10, window=timedelta(hours=1))

# On the privacy page, but nothing that could be called one's own.
NAMES_NOBODY = ("guards", "erasures")


@client_required
@require_safe
def my_data(request: ClientRequest) -> HttpResponse:
    erasures = _erasures(request.clients)
    page, seen = seen_page(
        clients=list(numbers_of(*request.clients)),
        user=request.user.pk,
        tz=request.client.tz,
        number=request.GET.get("page"),
    )
    context = {
        "page_obj": page,
        "seen": seen,
        "erasures": erasures,
        "may_ask": len(erasures) < len(request.clients),
        "kinds": [kind for name, kind in _kinds_about_clients() if name not in NAMES_NOBODY],
    }
    return render(request, "data/my_data.html", context)


@client_required
@reauthentication_required
@require_POST
def copy(request: ClientRequest) -> HttpResponse:
    """Everything as one ZIP; nothing of it is kept on the server."""
    now = timezone.now()
    if not allows((COPIES, str(request.user.pk)), now=now):
        messages.info(request, _("You have taken several copies already. Please try again in an hour."))
        return redirect("my_data")
    packed = copy_for(user=request.user, clients=request.clients, tz=request.client.tz, now=now)
    for client in request.clients:
        audit.record(
            actor=request.user,
            client_id=client.pk,
            act=AuditEntry.Act.READ,
            subject=f"client {client.pk}",
            fields=["copy"],
            now=now,
        )
    name = f"my-hipcoach-data-{timezone.localtime(now):%Y-%m-%d}.zip"
    return HttpResponse(
        packed,
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@client_required
@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: ClientRequest) -> HttpResponse:
    """GET tells what will happen, POST asks for it; a week passes before anything does."""
    now = timezone.now()
    asked = erasing.pending(*request.clients)
    clients = [client for client in request.clients if client.pk not in asked]
    if not clients:
        return redirect("my_data")
    form = EraseForm(request.POST if request.method == "POST" else None, clients=clients)
    if form.is_valid():
        for client in form.chosen:
            erasing.ask(client=client, by=request.user, reason=ErasureRequest.Reason.CLIENT, now=now)
        messages.success(request, _("It will be erased in a week. Until then, one press keeps everything."))
        return redirect("my_data")
    context = {"form": form, "clients": clients, "visits": _ahead(clients, now=now), **about_erasing(now)}
    return render(request, "data/erase.html", context, status=422 if form.errors else 200)


@client_required
@require_POST
def keep(request: ClientRequest, pk: int) -> HttpResponse:
    """Take back what was asked for one of one's records."""
    own = Client.objects.filter(pk__in=[client.pk for client in request.clients])
    client = get_object_or_404(own, pk=pk)
    if erasing.undo(client=client, by=request.user, now=timezone.now()):
        messages.success(request, _("Everything stays as it was."))
    return redirect("my_data")


def about_erasing(now: datetime) -> dict[str, object]:
    """What both pages that ask for it tell: when it happens, and what is left after it."""
    left = [kind for _name, kind in _kinds_about_clients() if kind.erase_words]
    return {"due": now + erasing.TIME_TO_UNDO, "left": left}


def _kinds_about_clients() -> list[tuple[str, DataKind]]:
    return [(name, kind) for name, kind in the_policy().kinds.items() if kind.about is About.CLIENTS]


def _erasures(clients: list[Client]) -> list[tuple[Client, ErasureRequest]]:
    asked = erasing.pending(*clients)
    return [(client, asked[client.pk]) for client in clients if client.pk in asked]


def _ahead(clients: list[Client], *, now: datetime) -> list[Appointment]:
    visits = Appointment.objects.upcoming(now).filter(client__in=clients)
    return list(visits.select_related("service", "trainer"))
