"""A client's own page: the next thing to do is the biggest thing on it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from assessments.access import CHOSEN_CLIENT, ClientRequest, client_required
from assessments.intake import next_asked
from assessments.links import manage_url
from assessments.screens import latest_screen
from hipcoach.pages import erasing
from programs.following import following, local_day


@client_required
@require_safe
def me(request: ClientRequest) -> HttpResponse:
    now = timezone.now()
    client = request.client
    visit = client.appointments.upcoming(now).select_related("service", "trainer").first()
    screen = latest_screen(client=client, now=now)
    context = {
        "client": client,
        "is_shared": request.is_shared,
        "others": [other for other in request.clients if other != client],
        "visit": visit,
        "is_leaving": bool(erasing.pending(client)),
        "manage_url": manage_url(visit) if visit else "",
        "asks": next_asked(client=client, current=screen, now=now),
        "needs_consent": screen.needs_consent_only,
        "found": following(client=client, day=local_day(client, now), now=now),
        "result": client.assessments.shared().first(),
    }
    return render(request, "pages/me.html", context)


@client_required
@require_POST
def my_trainer(request: ClientRequest, pk: int) -> HttpResponse:
    """Show, from now on in this session, the record with another of one's trainers."""
    request.session[CHOSEN_CLIENT] = get_object_or_404(request.user.clients, pk=pk).pk
    return redirect("me")
