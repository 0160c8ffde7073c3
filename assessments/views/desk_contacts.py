"""Who a trainer's clients are: add one by hand, correct a contact, say who booked under a shared address."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assessments import contacts
from assessments.access import TrainerRequest, trainer_required
from assessments.contacts import AlreadyClient
from assessments.forms.contact import ContactForm
from assessments.models import Client


@trainer_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: TrainerRequest) -> HttpResponse:
    form = ContactForm(_sent(request), zone=request.trainer.zone)
    if request.method != "POST" or not form.is_valid():
        return _page(request, form)
    try:
        client = contacts.add(trainer=request.trainer, person=form.person, now=timezone.now())
    except AlreadyClient as found:
        return _page(request, ContactForm(request.POST, zone=request.trainer.zone, known=found.client))
    messages.success(request, _("%(name)s is your client now.") % {"name": client.name})
    return redirect(client)


@trainer_required
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: TrainerRequest, pk: int) -> HttpResponse:
    client = get_object_or_404(request.trainer.clients.select_related("user"), pk=pk)
    form = ContactForm(_sent(request), client=client)
    if request.method != "POST" or not form.is_valid():
        return _page(request, form, client)
    try:
        saved = contacts.change(
            client=client, person=form.person, trainer=request.trainer, now=timezone.now()
        )
    except AlreadyClient as found:
        return _page(request, ContactForm(request.POST, client=client, known=found.client), client)
    messages.success(request, _saved_words(client, saved))
    return redirect(saved)


@trainer_required
@require_POST
def settle(request: TrainerRequest, pk: int) -> HttpResponse:
    """Who booked under a shared address is a person of their own."""
    client = get_object_or_404(request.trainer.clients, pk=pk)
    contacts.settle(client=client, trainer=request.trainer)
    messages.success(request, _("Noted: %(name)s is a client of their own.") % {"name": client.name})
    return redirect(client)


def _sent(request: TrainerRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _saved_words(before: Client, saved: Client) -> str:
    if before.user_id and not saved.user_id:
        return _("Saved. Nobody can sign in to these pages until the new address is proven by a mailed code.")
    return _("Saved.")


def _page(request: TrainerRequest, form: ContactForm, client: Client | None = None) -> HttpResponse:
    refused = 409 if form.known else 422
    context = {"form": form, "client": client}
    return render(request, "desk/contact.html", context, status=refused if form.errors else 200)
