"""Who may open a view. The query is the permission: a view only ever starts from what these set.

A page for trainers answers 404 to everybody else who is signed in: it isn't theirs to know about.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from assessments.models import Client, Trainer
from hipcoach.accounts.models import User

P = ParamSpec("P")


class TrainerRequest(HttpRequest):
    user: User
    trainer: Trainer


class ClientRequest(HttpRequest):
    user: User
    client: Client


TrainerView = Callable[Concatenate[TrainerRequest, P], HttpResponse]
ClientView = Callable[Concatenate[ClientRequest, P], HttpResponse]


def trainer_required(view: TrainerView[P]) -> Callable[..., HttpResponse]:
    """Set `request.trainer` and show times in the trainer's zone."""

    @wraps(view)
    def guarded(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        trainer = trainer_of(request.user)
        if trainer is None:
            raise Http404
        request.trainer = trainer
        with timezone.override(trainer.tz):
            return view(request, *args, **kwargs)

    return login_required(never_cache(guarded))


def client_required(view: ClientView[P]) -> Callable[..., HttpResponse]:
    """Set `request.client` and show times in the client's zone."""

    @wraps(view)
    def guarded(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        client = client_of(request.user)
        if client is None:
            raise Http404
        request.client = client
        with timezone.override(client.tz):
            return view(request, *args, **kwargs)

    return login_required(never_cache(guarded))


def trainer_of(user: Any) -> Trainer | None:
    return Trainer.objects.select_related("practice").filter(user=user).first()


def client_of(user: Any) -> Client | None:
    """The client record this user follows: with several trainers, the one with the latest visit."""
    return (
        Client.objects.filter(user=user)
        .select_related("trainer")
        .annotate(latest=Max("appointments__start"))
        .order_by("-latest", "-pk")
        .first()
    )
