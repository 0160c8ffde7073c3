"""What lets the live screen open without a network: a service worker, and an empty page for it to keep."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from assessments.access import TrainerRequest, trainer_required


@never_cache
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """It lies here, and not among the static files, because its place says for which pages it speaks."""
    return render(request, "desk/live_worker.js", content_type="text/javascript")


@trainer_required
@require_safe
def shell(request: TrainerRequest) -> HttpResponse:
    """The live screen without anybody's data: what a device may keep."""
    return render(request, "desk/live_shell.html")
