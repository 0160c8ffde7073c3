"""What visitors see first: the trainers, and one of them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from assessments.models import Trainer


@require_safe
def trainers(request: HttpRequest) -> HttpResponse:
    listed = Trainer.objects.bookable().select_related("practice").order_by("name")
    return render(request, "booking/trainers.html", {"trainers": listed})


@require_safe
def trainer(request: HttpRequest, trainer: str) -> HttpResponse:
    found = get_object_or_404(Trainer.objects.filter(is_listed=True).select_related("practice"), slug=trainer)
    services = found.services.filter(is_active=True).order_by("pk")
    return render(request, "booking/trainer.html", {"trainer": found, "services": services})
