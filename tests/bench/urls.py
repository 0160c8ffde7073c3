"""The site, and floors to measure it against."""

from datetime import timedelta

from django.http import HttpRequest, JsonResponse
from django.urls import include, path
from django.utils import timezone

from assessments.models import Appointment, Service, Trainer
from hipcoach import urls as site
from hipcoach.common.http import parse_instant
from tests.bench.figures import FIRST_TRAINER


def constant(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"answer": "constant"})


def one_query(request: HttpRequest) -> JsonResponse:
    """One row by a unique index."""
    return JsonResponse({"answer": Trainer.objects.values_list("name", flat=True).get(slug=FIRST_TRAINER)})


def insert(request: HttpRequest) -> JsonResponse:
    """One row that the database guards against overlap, and nothing else: a hold of the hour."""
    start, number = parse_instant(request.POST["start"]), int(request.POST["service"])
    service = Service(pk=number, trainer_id=int(request.POST["trainer"]), buffer_after=0)
    now = timezone.now()
    row = Appointment(
        trainer_id=service.trainer_id,
        service=service,
        status=Appointment.Status.HELD,
        hold_until=now + timedelta(days=1),
        booked_at=now,
    )
    assert start is not None
    row.set_time(start)
    row.save(force_insert=True)
    return JsonResponse({"id": row.pk}, status=201)


floors = [path("constant", constant), path("one-query", one_query), path("insert", insert)]

# Answers to what goes wrong are the site's own.
handler500 = site.handler500

# wsgi.py answers what begins with `bare/` without any middleware.
urlpatterns = [
    path("floor/", include(floors)),
    path("bare/", include(floors)),
    path("", include("hipcoach.urls")),
]
