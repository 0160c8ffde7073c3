"""The first owner of an empty site, and whom an owner invites: from the link they hold to their first steps.

The link itself only puts its token into the session and leads on, so that no later page, no referrer and no
log of a refused form carries it. GET changes nothing: a mail scanner that follows the link uses nothing up.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from assessments import claiming, inviting
from assessments.claiming import SiteTaken
from assessments.forms.joining import ClaimForm, PersonForm
from assessments.inviting import AlreadyTrainer, InvitationGone, NeedsTheirSignIn
from assessments.links import find_invitation
from assessments.models import Invitation
from assessments.practices import NewTrainer
from hipcoach.accounts.entering import enter
from hipcoach.accounts.models import User
from hipcoach.common.http import browser_zone

P = ParamSpec("P")
CLAIM, INVITATION = "site-claim", "invitation"


def private(view: Callable[Concatenate[HttpRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """Keep the page out of caches and search engines."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return response

    return never_cache(guarded)


@private
@require_safe
def welcome_link(request: HttpRequest, token: str) -> HttpResponse:
    if not claiming.is_free(token, now=timezone.now()):
        return _dead_claim(request)
    return _lead_on(request, CLAIM, token, to="welcome_owner")


@private
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest) -> HttpResponse:
    """Claim the site: name the practice and oneself."""
    token, now = request.session.get(CLAIM, ""), timezone.now()
    if not claiming.is_free(token, now=now):
        return _dead_claim(request)
    form = ClaimForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        data = form.cleaned_data
        owner = NewTrainer(
            name=data["name"], email=data["email"], password=data["password"], zone=_zone(request)
        )
        try:
            trainer = claiming.claim_site(token=token, practice=data["practice"], owner=owner, now=now)
        except SiteTaken:
            return _dead_claim(request)
        except IntegrityError:
            form.add_error("email", _("Somebody signs in with this address already."))
        else:
            del request.session[CLAIM]
            return enter(request, trainer.user, to=reverse("setup"))
    return render(request, "joining/welcome.html", {"form": form}, status=422 if form.errors else 200)


@private
@require_safe
def join_link(request: HttpRequest, token: str) -> HttpResponse:
    if find_invitation(token, now=timezone.now()) is None:
        return _dead_invitation(request)
    return _lead_on(request, INVITATION, token, to="join_practice")


@private
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Take up an invitation, with a new password or as the account one has."""
    token, now = request.session.get(INVITATION, ""), timezone.now()
    invitation = find_invitation(token, now=now)
    if invitation is None:
        return _dead_invitation(request)
    account = inviting.account_with(invitation.email)
    form = PersonForm(request.POST if request.method == "POST" else None, address=invitation.email)
    if request.method != "POST" or not (account or form.is_valid()):
        return _join_page(request, invitation, account, form, status=422 if form.errors else 200)
    here = request.user if isinstance(request.user, User) else None
    # Who has an account keeps its name and password.
    name = account.get_full_name() if account else form.cleaned_data["name"]
    password = "" if account else form.cleaned_data["password"]
    try:
        trainer = inviting.accept(
            token=token, name=name, password=password, zone=_zone(request), here=here, now=now
        )
    except InvitationGone:
        return _dead_invitation(request)
    except (AlreadyTrainer, NeedsTheirSignIn):
        return _join_page(request, invitation, account, form, status=409)
    request.session.pop(INVITATION, None)
    if here == trainer.user:
        return HttpResponseRedirect(reverse("setup"))
    return enter(request, trainer.user, to=reverse("setup"))


def _lead_on(request: HttpRequest, name: str, token: str, *, to: str) -> HttpResponse:
    request.session[name] = token
    # Not for the pages with a form: a browser that tells no referrer tells no origin, and is refused.
    return HttpResponseRedirect(reverse(to), headers={"Referrer-Policy": "no-referrer"})


def _join_page(
    request: HttpRequest,
    invitation: Invitation,
    account: User | None,
    form: PersonForm,
    *,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "invitation": invitation,
        "form": form,
        "account": account,
        "is_theirs": account is not None and account == request.user,
        "is_trainer": inviting.trainer_with(invitation.email) is not None,
        "is_client": account is None and User.objects.with_email(invitation.email) is not None,
    }
    return render(request, "joining/join.html", context, status=status)


def _dead_claim(request: HttpRequest) -> HttpResponse:
    return render(request, "joining/welcome_dead.html", status=404)


def _dead_invitation(request: HttpRequest) -> HttpResponse:
    return render(request, "joining/join_dead.html", status=404)


def _zone(request: HttpRequest) -> str:
    zone = browser_zone(request)
    return zone.key if zone else "UTC"
