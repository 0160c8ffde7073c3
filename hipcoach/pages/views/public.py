"""The front page, and where people go after signing in."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from assessments.access import clients_of, trainer_of


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/home.html")


@login_required
@require_safe
def home_for_user(request: HttpRequest) -> HttpResponse:
    """Trainers to the desk, clients to their page, others to the front page."""
    if trainer_of(request.user):
        return redirect("desk")
    if clients_of(request.user):
        return redirect("me")
    return redirect("home")


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain")
