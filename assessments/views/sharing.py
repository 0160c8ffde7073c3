"""The link to a trainer's page, to send, and as a QR code to print."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments import qr
from assessments.access import TrainerRequest, trainer_required
from assessments.models import Trainer


@trainer_required
@require_safe
def share(request: TrainerRequest) -> HttpResponse:
    context = {"trainer": request.trainer, "address": address_of(request.trainer)}
    return render(request, "desk/share.html", context)


@trainer_required
@require_safe
def code_svg(request: TrainerRequest) -> HttpResponse:
    """For the screen, and with `?save` to keep."""
    return _file(request, qr.svg(address_of(request.trainer)), "image/svg+xml", "svg")


@trainer_required
@require_safe
def code_png(request: TrainerRequest) -> HttpResponse:
    return _file(request, qr.png(address_of(request.trainer)), "image/png", "png")


def address_of(trainer: Trainer) -> str:
    """The full address of the public page."""
    return settings.SITE_URL + trainer.get_absolute_url()


def _file(request: TrainerRequest, content: bytes, content_type: str, ending: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    if "save" in request.GET:
        response["Content-Disposition"] = f'attachment; filename="{request.trainer.slug}.{ending}"'
    return response
