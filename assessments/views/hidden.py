"""What a trainer sees instead of health data that its owner has not, or no longer, agreed to show."""

from django.http import HttpResponse
from django.shortcuts import render

from assessments.access import TrainerRequest
from assessments.models import Client


def hidden_page(request: TrainerRequest, client: Client) -> HttpResponse:
    """Nothing is read, so nothing is put on the trail."""
    return render(request, "desk/hidden.html", {"client": client})
