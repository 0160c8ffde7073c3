"""At the studio: a trainer hands their tablet over, and one client's intake is all that is open on it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST

from assessments.access import (
    TabletRequest,
    TrainerRequest,
    hand_device_over,
    tablet_required,
    trainer_required,
)
from assessments.advice import advise
from assessments.intake import asked_at_studio, hand_over
from assessments.models import Client, Screen
from assessments.screening import Urgency
from assessments.screens import matches_of
from assessments.views.intake_steps import Round, save, show
from hipcoach.common.http import parse_number


@trainer_required
@require_POST
def hand_over_tablet(request: TrainerRequest, pk: int) -> HttpResponse:
    client, now = get_object_or_404(request.trainer.clients, pk=pk), timezone.now()
    hand_over(client=client, trainer=request.trainer, now=now)
    hand_device_over(request, client=client, back=_handed_over_on(request, client), now=now)
    return redirect("tablet")


@require_http_methods(["GET", "HEAD", "POST"])
@tablet_required
def tablet(request: TabletRequest) -> HttpResponse:
    """`?step=` as in the client's own intake; once it is sent, thanks and nothing else."""
    now = timezone.now()
    if sent := _sent(request):
        return _thanks(request, sent)
    asked = asked_at_studio(request.client, now=now)
    going = Round(client=request.client, asked=asked, page="tablet", handed_over_by=request.handed_over_by)
    step = going.today.step(request.GET.get("step", ""))
    if request.method == "POST":
        return save(request, going, step, now=now) if step else redirect("tablet")
    return show(request, going, step, now=now)


@require_POST
@tablet_required
def hand_back(request: TabletRequest) -> HttpResponse:
    """Not finished, or nothing left to do: what was typed is kept, and the trainer signs in again."""
    back = request.back
    request.session.flush()
    return redirect(f"{reverse('account_login')}?{urlencode({'next': back})}")


def _handed_over_on(request: TrainerRequest, client: Client) -> str:
    """The address of the visit, if the button stood on one of this client's, else of the client."""
    visit = client.appointments.booked().filter(pk=parse_number(request.POST.get("visit")) or 0).first()
    return (visit or client).get_absolute_url()


def _sent(request: TabletRequest) -> Screen | None:
    """What was sent from this tablet since it was handed over."""
    since = {"made_at__gte": request.handed_over_at, "intake__handed_over_by": request.handed_over_by}
    return request.client.screens.filter(**since).first()


def _thanks(request: TabletRequest, screen: Screen) -> HttpResponse:
    matches = matches_of(screen)
    stops = tuple(match for match in matches if match.urgency is not Urgency.REVIEW)
    return render(request, "tablet/thanks.html", {"advice": advise(stops or matches)})
