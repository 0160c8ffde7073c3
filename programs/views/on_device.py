"""What a client's device needs to open the plan without a network, and the files that make it an app."""

from base64 import b64encode
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from assessments.access import ClientRequest
from assessments.models import Client
from programs.following import local_day
from programs.models import Plan

# How many weeks to come a device keeps beside this one: each is a page of its own.
WEEKS_AHEAD = 1
ICONS = (("img/app-192.png", "192x192", "any"), ("img/app-512.png", "512x512", "any maskable"))


@require_safe
@cache_control(max_age=3600)
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to keep the site among its apps."""
    content = {
        "name": "HipCoach",
        "short_name": "HipCoach",
        "description": _("Your plan, today's session, and how far you have come."),
        "id": "/me/plan/",
        "start_url": reverse("my_plan"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#f3f6f3",
        "theme_color": "#0a3b35",
        "icons": [
            {"src": static("img/mark.svg"), "sizes": "any", "type": "image/svg+xml"},
            *(
                {"src": static(name), "sizes": sizes, "type": "image/png", "purpose": purpose}
                for name, sizes, purpose in ICONS
            ),
        ],
    }
    return JsonResponse(content, content_type="application/manifest+json")


@never_cache
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """It speaks for a client's own pages only: the live screen of a test has its own worker."""
    return render(request, "programs/worker.js", content_type="text/javascript")


@never_cache
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What a client's page is without a network when the device keeps nothing of it; nobody's data."""
    return render(request, "programs/offline.html")


def device_config(
    request: ClientRequest, *, plan: Plan | None = None, now: datetime | None = None
) -> dict[str, Any]:
    """For the scripts: whose it is, what to keep and the key that seals it, and the words they say."""
    client = request.client
    return {
        "user": request.user.pk,
        "visit": f"plan-{client.on_device}",
        "seal": device_key(client),
        "zone": client.time_zone,
        "plan": plan.pk if plan else 0,
        "urls": {
            "worker": reverse("client_worker"),
            # The worker speaks for a client's pages alone: the live screen of a test has its own.
            "scope": reverse("me"),
            "offline": reverse("offline"),
            "plan": reverse("my_plan"),
            "session": reverse("my_today"),
        },
        "days": _days(client, plan, now) if plan and now else [],
        "words": _words(),
    }


def device_key(client: Client) -> str:
    """256 bits that seal what this client's devices keep: only who is signed in gets them."""
    return b64encode(salted_hmac("programs.device", str(client.pk), algorithm="sha256").digest()).decode()


def _days(client: Client, plan: Plan, now: datetime) -> list[str]:
    """The days on which another week's session begins: without a network, the device goes on by them."""
    week = plan.week_of(local_day(client, now))
    ahead = range(week, min(week + WEEKS_AHEAD, plan.weeks))
    return [(plan.starts_on + timedelta(weeks=number)).isoformat() for number in ahead]


def _words() -> dict[str, Any]:
    return {
        "waiting": {
            "one": _("1 session is kept on this device."),
            "many": _("%(count)s sessions are kept on this device."),
        },
        "refused": {
            "one": _("1 session was not taken."),
            "many": _("%(count)s sessions were not taken."),
        },
        "sentSoon": _("Sent by itself as soon as there is a connection."),
        "sent": _("Everything is sent."),
        "session": _("Session of %(day)s"),
        "signIn": _("You are signed out. Sign in again on this device, and it is sent."),
        "reload": _("This page is too old to send. Reload it: nothing is lost."),
        "gone": _("This plan is no longer among yours."),
        "unreadable": _("This was kept for another sign-in and can't be read here."),
        "cannotKeep": _("This device keeps nothing. Leave this page open until all is sent."),
        "tryAgain": _("Send again"),
        "drop": _("Discard"),
        "dropSure": _("Discard this session for good?"),
        "offline": _("No connection. This is your plan as it was on %(when)s."),
        "changed": _("Your plan has changed. Finish this session, then open the new plan."),
        "saved": _("Saved. Well done, that was one more session for your hips."),
        "savedHere": _("Saved on this device. It is sent as soon as there is a connection."),
        "savedPain": _(
            "Saved. You noted some pain, so please talk to your trainer before your next session."
        ),
        "ready": _("Get ready"),
        "hold": _("Hold"),
        "letGo": _("Let go"),
        "switch": _("Change sides"),
        "left": _("left side"),
        "right": _("right side"),
        "first": _("first side"),
        "second": _("other side"),
        "rest": _("Rest"),
        "restOver": _("Rest is over"),
        "done": _("Done"),
        "of": _("%(number)s of %(all)s"),
        "empty": _("Tick at least one set, or leave a note, and save again."),
    }
