"""A client's choice of mails, and the link that ends nudges without signing in."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from assessments import mail_choices, mail_links
from assessments.access import ClientRequest, client_required
from assessments.emails.after import wants_nudges
from assessments.forms.mail import ClientMailForm
from assessments.models import Client


@client_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_mail(request: ClientRequest) -> HttpResponse:
    client, now = request.client, timezone.now()
    form = ClientMailForm(
        request.POST if request.method == "POST" else None,
        client=client,
        sent=_sent_to(client),
        nudges=wants_nudges(client, now),
    )
    if request.method == "POST" and form.is_valid():
        mail_choices.choose_for_client(
            client=client,
            reminders_off=form.reminders_off(client.reminders_off),
            nudges=form.cleaned_data["nudges"],
            now=now,
        )
        messages.success(request, _("Saved. You get just these from now on."))
        return redirect("my_mail")
    context = {"form": form, "client": client}
    return render(request, "mail_choice/my_mail.html", context, status=422 if form.errors else 200)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def nudges_off(request: HttpRequest, token: str) -> HttpResponse:
    """A mail program posts here for its reader, without cookies (RFC 8058); the token is the permission."""
    client = mail_links.client_of(token)
    if client is None:
        raise Http404
    if request.method == "POST":
        mail_choices.end_nudges(client=client, now=timezone.now())
    context = {"is_done": request.method == "POST", "trainer": client.trainer}
    return render(request, "mail_choice/nudges_off.html", context)


def _sent_to(client: Client) -> list[int]:
    """The reminders that this client's trainer sends, for any service, the earliest first."""
    services = client.trainer.services.filter(is_active=True).values_list("reminders", flat=True)
    return sorted({before for offsets in services for before in offsets}, reverse=True)
