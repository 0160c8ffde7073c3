"""The site, and two floors to measure it against."""

from django.http import HttpRequest, JsonResponse
from django.urls import include, path

from assessments.models import Trainer
from tests.bench.figures import BUSY


def constant(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"answer": "constant"})


def one_query(request: HttpRequest) -> JsonResponse:
    """One row by a unique index."""
    return JsonResponse({"answer": Trainer.objects.values_list("name", flat=True).get(slug=BUSY)})


floors = [path("constant", constant), path("one-query", one_query)]

# wsgi.py answers what begins with `bare/` without any middleware.
urlpatterns = [
    path("floor/", include(floors)),
    path("bare/", include(floors)),
    path("", include("hipcoach.urls")),
]
