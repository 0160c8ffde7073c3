"""A client's own page: the next thing to do is the biggest thing on it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments.access import ClientRequest, client_required
from assessments.intake import needs_intake
from assessments.links import manage_url
from programs.following import following, local_day


@client_required
@require_safe
def me(request: ClientRequest) -> HttpResponse:
    now = timezone.now()
    client = request.client
    visit = client.appointments.upcoming(now).select_related("service", "trainer").first()
    context = {
        "client": client,
        "visit": visit,
        "manage_url": manage_url(visit) if visit else "",
        "needs_intake": needs_intake(client=client, now=now),
        "found": following(client=client, day=local_day(client, now), now=now),
        "result": client.assessments.shared().first(),
    }
    return render(request, "pages/me.html", context)
