"""The front page, and where people go after signing in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import conditional_page, require_safe

from assessments.access import clients_of, trainer_of
from hipcoach.accounts.signed_in import login_required
from hipcoach.pages import in_schema_org
from hipcoach.privacy.policy import About, the_policy


@require_safe
@conditional_page
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/home.html", {"site": in_schema_org.site()})


@require_safe
@conditional_page
def learn(request: HttpRequest) -> HttpResponse:
    return render(request, "learn/learn.html")


@login_required
@require_safe
def home_for_user(request: HttpRequest) -> HttpResponse:
    """Trainers to the desk, new ones to their next step, clients to their page, others to the front page."""
    if trainer := trainer_of(request.user):
        return redirect("setup" if trainer.setup_step else "desk")
    if clients_of(request.user):
        return redirect("me")
    return redirect("home")


@require_safe
@conditional_page
def privacy(request: HttpRequest) -> HttpResponse:
    """The data policy in plain words, straight from its file."""
    policy = the_policy()
    kinds = list(policy.kinds.values())
    context = {
        "about_clients": [kind for kind in kinds if kind.about is About.CLIENTS],
        "about_trainers": [kind for kind in kinds if kind.about is About.TRAINERS],
        "periods": policy.periods.values(),
    }
    return render(request, "pages/privacy.html", context)


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain")
