"""Who may open a view. The query is the permission: a view only ever starts from what these set.

A page for trainers answers 404 to everybody else who is signed in: it isn't theirs to know about.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.db.models import Subquery
from django.dispatch import receiver
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from assessments.models import Client, Trainer
from assessments.models.clients import are_several
from hipcoach.accounts.devices import end_loan, is_lent_by, lend
from hipcoach.accounts.fresh import ask_again, has_been_idle, note_opened
from hipcoach.accounts.models import User
from hipcoach.accounts.signed_in import login_required
from hipcoach.mail.models import OutgoingEmail

P = ParamSpec("P")

# The session's key for what a trainer has handed their device over for: {"client", "trainer", "at", "until"}.
HANDED_OVER = "handed_over"
HANDED_OVER_FOR = timedelta(minutes=60)  # Without a touch.
# The session's key for the client record that its user has picked.
CHOSEN_CLIENT = "client"


class TrainerRequest(HttpRequest):
    user: User
    trainer: Trainer


class ClientRequest(HttpRequest):
    """`clients`: all of this person's records; of people who share an address, the picked one alone."""

    user: User
    client: Client
    clients: list[Client]
    is_shared: bool


class TabletRequest(HttpRequest):
    """The trainer's device in the client's hands; nobody is signed in on it.

    `back` is the address of the page it was handed over from.
    """

    client: Client
    handed_over_by: User
    handed_over_at: datetime
    back: str


TrainerView = Callable[Concatenate[TrainerRequest, P], HttpResponse]
ClientView = Callable[Concatenate[ClientRequest, P], HttpResponse]
TabletView = Callable[Concatenate[TabletRequest, P], HttpResponse]


def trainer_required(view: TrainerView[P]) -> Callable[..., HttpResponse]:
    """Set `request.trainer` and show times in the trainer's zone."""

    @wraps(view)
    def guarded(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        trainer = trainer_of(request.user)
        if trainer is None:
            raise Http404
        request.trainer = trainer
        try:
            with timezone.override(trainer.tz):
                return view(request, *args, **kwargs)
        except Client.DoesNotExist as gone:
            # Handed over, erased or merged meanwhile, as a verb has found behind the lock. Nothing was saved.
            raise Http404 from gone

    return login_required(never_cache(guarded))


def owner_required(view: TrainerView[P]) -> Callable[..., HttpResponse]:
    """The same, for the practice's owner alone: to its other trainers the page doesn't exist."""

    @wraps(view)
    def guarded(request: TrainerRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.trainer.practice.owner_id != request.user.pk:
            raise Http404
        return view(request, *args, **kwargs)

    return trainer_required(guarded)


def client_required(view: ClientView[P]) -> Callable[..., HttpResponse]:
    """Set `request.client` and show times in the client's zone; who shares an address is asked first.

    A device that stays signed in shows nothing of health after 30 idle days, until it has shown who holds it.
    """

    @wraps(view)
    def once(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        clients = clients_of(request.user)
        if not clients:
            raise Http404
        now = timezone.now()
        if has_been_idle(request, now=now):
            return ask_again(request)
        note_opened(request, now=now)
        chosen = chosen_of(request, clients)
        if chosen is None:
            return redirect(reverse("who", query={"next": request.path}))
        request.is_shared = are_several(clients)
        request.client, request.clients = chosen, [chosen] if request.is_shared else clients
        with timezone.override(chosen.tz):
            return view(request, *args, **kwargs)

    @wraps(view)
    def guarded(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return once(request, *args, **kwargs)
        except Client.DoesNotExist:
            # The record became one with another meanwhile. Nothing was saved, so do it there.
            return once(request, *args, **kwargs)

    return login_required(never_cache(guarded))


def hand_device_over(request: TrainerRequest, *, client: Client, back: str, now: datetime) -> None:
    """Sign the trainer out for real, and leave in a new session one client's intake and nothing else.

    `back` is the address where the trainer goes on afterwards, once signed in.
    """
    trainer = request.trainer
    logout(request)
    lend(request, trainer.user)
    request.session[HANDED_OVER] = {
        "client": client.pk,
        "trainer": trainer.pk,
        "back": back,
        "at": now.isoformat(),
        "until": (now + HANDED_OVER_FOR).isoformat(),
    }


def tablet_required(view: TabletView[P]) -> Callable[..., HttpResponse]:
    """Set `request.client` where a device was handed over to them; 404 for everybody else.

    Untouched for an hour it opens nothing any more, nor once the trainer has ended it from another device.
    Its session may be gone by then, so the same kind page tells whoever isn't signed in how to go on.
    """

    @wraps(view)
    def guarded(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        handed, now = request.session.get(HANDED_OVER), timezone.now()
        if request.user.is_authenticated:
            raise Http404
        if not handed:
            return render(request, "tablet/over.html", status=404)
        client = _handed_to(handed)
        if (
            client is None
            or not is_lent_by(request, client.trainer.user)
            or datetime.fromisoformat(handed["until"]) <= now
        ):
            request.session.flush()
            return render(request, "tablet/over.html", status=403)
        request.session[HANDED_OVER] = handed | {"until": (now + HANDED_OVER_FOR).isoformat()}
        request.client, request.handed_over_by = client, client.trainer.user
        request.handed_over_at = datetime.fromisoformat(handed["at"])
        request.back = handed.get("back", client.get_absolute_url())
        with timezone.override(client.trainer.tz):
            return view(request, *args, **kwargs)

    return never_cache(guarded)


@receiver(user_logged_in)
def take_device_back(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    """Whoever signs in, a trainer as a rule, ends what the device was handed over for."""
    request.session.pop(HANDED_OVER, None)
    end_loan(request)


def _handed_to(handed: Mapping[str, Any]) -> Client | None:
    clients = Client.objects.select_related("trainer__user").filter(trainer__user__is_active=True)
    return clients.standing_for(handed["client"]).filter(trainer=handed["trainer"]).first()


def trainer_of(user: Any) -> Trainer | None:
    """With `stuck_mail`, for the desk to say so: the number of a mail that waits far too long, or None."""
    stuck = Subquery(OutgoingEmail.objects.stuck(timezone.now()))
    trainers = Trainer.objects.working().select_related("practice").annotate(stuck_mail=stuck)
    return trainers.filter(user=user).first()


def chosen_of(request: Any, clients: list[Client]) -> Client | None:
    """Whom of these the session has picked, else the oldest; None while it must be asked who is here."""
    picked = request.session.get(CHOSEN_CLIENT)
    for client in clients:
        if client.pk == picked:
            return client
    return None if are_several(clients) else clients[0]


def clients_of(user: Any) -> list[Client]:
    """This user's client records, the oldest first: one for each trainer, or more with a shared address.

    The oldest stands until the client picks another: a booking that anybody can make under their address
    must not lead them to a trainer they never chose.
    """
    return list(Client.objects.filter(user=user).select_related("trainer").order_by("pk"))
