"""People who share an address say who they are, before any page of theirs opens."""

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from assessments.access import CHOSEN_CLIENT, chosen_of, clients_of
from hipcoach.accounts.signed_in import login_required
from hipcoach.common.http import parse_number

_OWN_PAGE = re.compile(r"/me/[a-z/]{0,60}", re.ASCII)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def who(request: HttpRequest) -> HttpResponse:
    clients = clients_of(request.user)
    if not clients:
        raise Http404
    if request.method != "POST":
        context = {
            "clients": clients,
            "chosen": chosen_of(request, clients),
            "several_trainers": len({client.trainer_id for client in clients}) > 1,
            "next": request.GET.get("next", ""),
        }
        return render(request, "pages/who.html", context)
    picked = parse_number(request.POST.get("client"))
    if picked not in {client.pk for client in clients}:
        raise Http404
    request.session[CHOSEN_CLIENT] = picked
    return redirect(_own_page(request.POST.get("next", "")))


def _own_page(asked: str) -> str:
    """The page they were on their way to, if it is one of a client's own."""
    return asked if _OWN_PAGE.fullmatch(asked) else "me"
