"""Erasing a client who asked their trainer for it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assessments.access import TrainerRequest, trainer_required
from hipcoach.accounts.fresh import reauthentication_required
from hipcoach.pages import erasing
from hipcoach.pages.views.data import about_erasing
from hipcoach.privacy.models import ErasureRequest


@trainer_required
@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def client_erase(request: TrainerRequest, pk: int) -> HttpResponse:
    """GET tells what will happen, POST asks for it; a week passes before anything does."""
    client, now = get_object_or_404(request.trainer.clients, pk=pk), timezone.now()
    if request.method == "POST":
        erasing.ask(client=client, by=request.user, reason=ErasureRequest.Reason.TRAINER, now=now)
        messages.success(request, _("The record will be erased in a week. Until then it can be kept."))
        return redirect(client)
    visits = client.appointments.upcoming(now).select_related("service", "trainer")
    context = {"client": client, "visits": visits, **about_erasing(now)}
    return render(request, "data/client_erase.html", context)


@trainer_required
@require_POST
def client_keep(request: TrainerRequest, pk: int) -> HttpResponse:
    client = get_object_or_404(request.trainer.clients, pk=pk)
    if erasing.undo(client=client, by=request.user, now=timezone.now()):
        messages.success(request, _("The record stays as it was."))
    return redirect(client)
