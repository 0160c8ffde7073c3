"""Who may open a view. The query is the permission: a view only ever starts from what these set.

A page for trainers answers 404 to everybody else who is signed in: it isn't theirs to know about.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from assessments.models import Client, Trainer
from hipcoach.accounts.models import User

P = ParamSpec("P")

# The session's key for the client record that its user has picked.
CHOSEN_CLIENT = "client"


class TrainerRequest(HttpRequest):
    user: User
    trainer: Trainer


class ClientRequest(HttpRequest):
    user: User
    client: Client
    clients: list[Client]


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
        clients = clients_of(request.user)
        if not clients:
            raise Http404
        chosen = request.session.get(CHOSEN_CLIENT)
        request.clients = clients
        request.client = next((client for client in clients if client.pk == chosen), clients[0])
        with timezone.override(request.client.tz):
            return view(request, *args, **kwargs)

    return login_required(never_cache(guarded))


def trainer_of(user: Any) -> Trainer | None:
    return Trainer.objects.select_related("practice").filter(user=user).first()


def clients_of(user: Any) -> list[Client]:
    """This user's client records, one for each trainer, the oldest first.

    The oldest stands until the client picks another: a booking that anybody can make under their address
    must not lead them to a trainer they never chose.
    """
    return list(Client.objects.filter(user=user).select_related("trainer").order_by("pk"))
