"""Hand one client over to another trainer of the practice: what it would mean, then the act."""

import re

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from assessments import handing_over
from assessments.access import TrainerRequest, trainer_required
from assessments.handing_over import Agreed, CannotTakeOver, NeedsAgreement
from assessments.models import Client, Trainer
from assessments.models.clients import ClientQuerySet
from assessments.models.trainers import TrainerQuerySet
from assessments.takeover import Clash
from hipcoach.common.http import parse_number

CLASHES = {
    Clash.NOT_OFFERED: gettext_lazy("no such service there"),
    Clash.CLOSED: gettext_lazy("outside their hours"),
    Clash.TAKEN: gettext_lazy("the hour is taken"),
}


@trainer_required
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: TrainerRequest, pk: int) -> HttpResponse:
    """Whom to choose; with `to` what it would mean; a POST does it. The owner may, and the own trainer."""
    client = get_object_or_404(_in_reach(request), pk=pk)
    asked = request.POST if request.method == "POST" else request.GET
    to = None
    if asked.get("to"):
        to = get_object_or_404(_others(client), pk=parse_number(asked["to"]) or 0)
    if to is None or request.method != "POST":
        return _page(request, client, to)
    try:
        handing_over.move_client(
            client=client, to=to, by=request.user, now=timezone.now(), agreed=_agreed(request)
        )
    except NeedsAgreement:
        return _page(request, client, to, problem=_("Please look at what is marked below."))
    except CannotTakeOver:
        return _page(request, client, None, problem=_("The practice has changed meanwhile. Look again."))
    messages.success(
        request, _("%(to)s looks after %(name)s from now on.") % {"to": to.name, "name": client.name}
    )
    return redirect("clients")


def _in_reach(request: TrainerRequest) -> ClientQuerySet:
    """The trainer's own clients; the owner's reach is the practice's, for this and not for reading."""
    own = Q(trainer=request.trainer)
    return Client.objects.filter(own | Q(trainer__practice__owner=request.user)).select_related("trainer")


def _others(client: Client) -> TrainerQuerySet:
    trainers = Trainer.objects.working().filter(practice=client.trainer.practice_id)
    return trainers.exclude(pk=client.trainer_id).order_by("name", "pk")


def _agreed(request: TrainerRequest) -> Agreed:
    """What was shown, as far as its box is ticked."""
    return Agreed(
        cancel=_numbers(request.POST.get("visits", "")) if "cancel" in request.POST else frozenset(),
        apart=_numbers(request.POST.get("doubled", "")) if "apart" in request.POST else frozenset(),
    )


def _numbers(text: str) -> frozenset[int]:
    return frozenset(map(int, re.findall(r"[0-9]{1,18}", text, re.ASCII)))


def _page(request: TrainerRequest, client: Client, to: Trainer | None, *, problem: str = "") -> HttpResponse:
    found = handing_over.preview(clients=[client], to=to, now=timezone.now()) if to else None
    clashes = found.clashes if found else []
    context = {
        "client": client,
        "is_own": client.trainer_id == request.trainer.pk,
        "trainers": _others(client),
        "to": to,
        "found": found,
        "clashes": [(each.visit, CLASHES[each.clash]) for each in clashes if each.clash],
        "visits": " ".join(str(each.visit.pk) for each in clashes),
        "doubled": " ".join(str(each.client.pk) for each in found.doubled) if found else "",
        "problem": problem,
    }
    return render(request, "desk/hand_over.html", context, status=409 if problem else 200)
