"""The owner's page: the practice's name, its trainers, invitations; removing a trainer, and handing over."""

import re
from typing import Any

from django.contrib import messages
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from assessments import handing_over, inviting, staff
from assessments.access import TrainerRequest, owner_required
from assessments.forms.joining import InviteForm, PracticeForm
from assessments.handing_over import Agreed, CannotTakeOver, NeedsAgreement, Preview
from assessments.inviting import AlreadyInvited, AlreadyTrainer, InvitationGone, TooManyInvitations
from assessments.models import Appointment, Client, Invitation, Practice, Trainer
from assessments.models.trainers import TrainerQuerySet
from assessments.staff import NeedsSomebody, OwnerStays
from assessments.takeover import Clash
from hipcoach.accounts.fresh import reauthentication_required
from hipcoach.common.http import parse_number

CLASHES = {
    Clash.NOT_OFFERED: _lazy("no such service there"),
    Clash.CLOSED: _lazy("outside their hours"),
    Clash.TAKEN: _lazy("the hour is taken"),
}


@owner_required
@require_http_methods(["GET", "HEAD", "POST"])
def practice(request: TrainerRequest) -> HttpResponse:
    """Who works here; a POST gives the practice another name."""
    if request.method != "POST":
        return _page(request)
    form = PracticeForm(request.POST, name=request.trainer.practice.name)
    if not form.is_valid():
        return _page(request, name_form=form, status=422)
    Practice.objects.filter(pk=request.trainer.practice_id).update(name=form.cleaned_data["name"])
    messages.success(request, _("The name is saved."))
    return redirect("practice")


@owner_required
@require_POST
def invite(request: TrainerRequest) -> HttpResponse:
    form = InviteForm(request.POST)
    if form.is_valid():
        email = form.cleaned_data["email"]
        try:
            inviting.invite(
                practice=request.trainer.practice, email=email, by=request.user, now=timezone.now()
            )
        except AlreadyTrainer as already:
            form.add_error("email", _already(request, already.trainer))
        except AlreadyInvited:
            form.add_error("email", _("An invitation to this address waits already. Send it again below."))
        except TooManyInvitations:
            form.add_error("email", _("Many invitations wait already. Take some back first."))
        else:
            messages.success(request, _("An invitation is on its way to %(email)s.") % {"email": email})
            return redirect("practice")
    return _page(request, invite_form=form, status=422)


@owner_required
@require_POST
def send_again(request: TrainerRequest, pk: int) -> HttpResponse:
    invitation = _invitation(request, pk)
    try:
        inviting.send_again(invitation=invitation, now=timezone.now())
    except InvitationGone:
        messages.error(request, _("This invitation no longer waits."))
    else:
        messages.success(request, _("A new link is on its way. The one before opens nothing any more."))
    return redirect("practice")


@owner_required
@require_POST
def revoke(request: TrainerRequest, pk: int) -> HttpResponse:
    try:
        inviting.revoke(invitation=_invitation(request, pk), now=timezone.now())
    except InvitationGone:
        messages.error(request, _("This invitation no longer waits."))
    else:
        messages.success(request, _("The invitation is taken back; its link opens nothing any more."))
    return redirect("practice")


@owner_required
@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: TrainerRequest, pk: int) -> HttpResponse:
    """What removing a trainer would mean, with whoever `?to=` names; a POST does it."""
    leaving = get_object_or_404(_others(request), pk=pk)
    if leaving.removed_at:
        return redirect("practice")
    to = _others(request, but=leaving).filter(pk=parse_number(request.GET.get("to")) or 0).first()
    if request.method != "POST":
        return _remove_page(request, leaving, to)
    to = _others(request, but=leaving).filter(pk=parse_number(request.POST.get("to")) or 0).first()
    try:
        done = staff.remove(
            trainer=leaving, to=to, by=request.user, now=timezone.now(), agreed=_agreed(request)
        )
    except NeedsAgreement:
        return _remove_page(request, leaving, to, problem=_("Please look at what is marked below."))
    except NeedsSomebody:
        return _remove_page(request, leaving, to, problem=_("Please choose who takes over the clients."))
    except (CannotTakeOver, OwnerStays):
        problem = _("The practice has changed meanwhile. Please look again.")
        return _remove_page(request, leaving, None, problem=problem)
    messages.success(request, _told(leaving, to, done))
    return redirect("practice")


@owner_required
@reauthentication_required
@require_POST
def bring_back(request: TrainerRequest, pk: int) -> HttpResponse:
    trainer = get_object_or_404(_others(request), pk=pk)
    staff.bring_back(trainer=trainer)
    messages.success(
        request,
        _("%(trainer)s can sign in to the desk again. Their page stays closed until they open it.")
        % {"trainer": trainer.name},
    )
    return redirect("practice")


@owner_required
@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: TrainerRequest) -> HttpResponse:
    """Hand the practice over to another of its trainers."""
    trainers = _working(request)
    if request.method != "POST":
        return render(request, "practice/give.html", {"trainers": trainers})
    to = trainers.filter(pk=parse_number(request.POST.get("to")) or 0).first()
    try:
        if to is None:
            raise CannotTakeOver
        staff.give_practice(practice=request.trainer.practice, to=to, by=request.user)
    except CannotTakeOver:
        context = {"trainers": trainers, "problem": _("Please choose who owns the practice from now on.")}
        return render(request, "practice/give.html", context, status=422)
    messages.success(request, _("%(trainer)s owns the practice now.") % {"trainer": to.name})
    return redirect("settings")


def _others(request: TrainerRequest, *, but: Trainer | None = None) -> TrainerQuerySet:
    """The practice's trainers: all but the owner, for removing; or those who could take over from `but`."""
    trainers = Trainer.objects.filter(practice=request.trainer.practice_id)
    if but is None:
        return trainers.exclude(pk=request.trainer.pk)
    return trainers.working().exclude(pk=but.pk)


def _working(request: TrainerRequest) -> TrainerQuerySet:
    return _others(request).working().order_by("name", "pk")


def _invitation(request: TrainerRequest, pk: int) -> Invitation:
    return get_object_or_404(request.trainer.practice.invitations.waiting(), pk=pk)


def _agreed(request: TrainerRequest) -> Agreed:
    """What was shown, as far as its box is ticked."""
    return Agreed(
        cancel=_numbers(request.POST.get("visits", "")) if "cancel" in request.POST else frozenset(),
        apart=_numbers(request.POST.get("doubled", "")) if "apart" in request.POST else frozenset(),
    )


def _numbers(text: str) -> frozenset[int]:
    return frozenset(map(int, re.findall(r"[0-9]{1,18}", text, re.ASCII)))


def _page(
    request: TrainerRequest,
    *,
    name_form: PracticeForm | None = None,
    invite_form: InviteForm | None = None,
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    ahead = Appointment.objects.confirmed().filter(start__gt=now)
    trainers = (
        Trainer.objects.filter(practice=request.trainer.practice_id)
        .select_related("user")
        .annotate(people=_each_ones(Client.objects.all()), visits=_each_ones(ahead))
        .order_by("name", "pk")
    )
    context = {
        "practice": request.trainer.practice,
        "working": [trainer for trainer in trainers if trainer.removed_at is None],
        "removed": [trainer for trainer in trainers if trainer.removed_at],
        "invitations": [
            (invitation, invitation.has_outlived(now))
            for invitation in request.trainer.practice.invitations.waiting()
        ],
        "name_form": name_form or PracticeForm(name=request.trainer.practice.name),
        "invite_form": invite_form or InviteForm(),
        "form": name_form or invite_form,
    }
    return render(request, "practice/practice.html", context, status=status)


def _each_ones(rows: QuerySet[Any]) -> Coalesce:
    """How many of these rows are the trainer's; two in one join would pair each client with each visit."""
    counted = rows.filter(trainer=OuterRef("pk")).order_by().values("trainer").annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number")), 0)


def _remove_page(
    request: TrainerRequest, leaving: Trainer, to: Trainer | None, *, problem: str = ""
) -> HttpResponse:
    clients = list(leaving.clients.order_by("name", "pk"))
    found = handing_over.preview(clients=clients, to=to, now=timezone.now()) if clients and to else None
    clashes = found.clashes if found else []
    context: dict[str, Any] = {
        "leaving": leaving,
        "clients": clients,
        "trainers": _others(request, but=leaving).order_by("name", "pk"),
        "to": to,
        "found": found,
        "clashes": [(each.visit, CLASHES[each.clash]) for each in clashes if each.clash],
        "visits": " ".join(str(each.visit.pk) for each in clashes),
        "doubled": " ".join(str(each.client.pk) for each in found.doubled) if found else "",
        "problem": problem,
        "zone": request.trainer.zone,
    }
    return render(request, "practice/remove.html", context, status=409 if problem else 200)


def _already(request: TrainerRequest, trainer: Trainer) -> str:
    said = {"trainer": trainer.name}
    if trainer.practice_id != request.trainer.practice_id:
        return _("Somebody signs in with this address as a trainer elsewhere. Please use another one.")
    if trainer.removed_at:
        return _("This is %(trainer)s, who was here before. Bring them back below.") % said
    return _("This is %(trainer)s, who works here already.") % said


def _told(leaving: Trainer, to: Trainer | None, done: Preview) -> str:
    if not to or not done.clients:
        return _("%(trainer)s no longer works here.") % {"trainer": leaving.name}
    count = len(done.clients)
    said = {"trainer": leaving.name, "to": to.name, "count": count}
    return (
        ngettext(
            "%(trainer)s no longer works here. %(to)s looks after %(count)s client more.",
            "%(trainer)s no longer works here. %(to)s looks after %(count)s clients more.",
            count,
        )
        % said
    )
