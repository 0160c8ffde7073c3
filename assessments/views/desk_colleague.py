"""One colleague, as the practice's owner sees them: whom they look after by name, and how they sign in."""

from django.contrib import messages
from django.db.models import OuterRef, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments.access import TrainerRequest, owner_required
from assessments.models import Appointment, Trainer
from hipcoach.accounts.factor_reset import take_off, taken_off_at
from hipcoach.accounts.fresh import reauthentication_required
from hipcoach.accounts.second_factor import factors


@owner_required
@require_safe
def colleague(request: TrainerRequest, pk: int) -> HttpResponse:
    """Names and hours only: the owner hands clients over, and reads nothing about them."""
    trainer = _colleague(request, pk)
    ahead = Appointment.objects.confirmed().filter(client=OuterRef("pk"), start__gt=timezone.now())
    clients = trainer.clients.annotate(next_visit=Subquery(ahead.order_by("start").values("start")[:1]))
    context = {
        "trainer": trainer,
        "clients": clients.order_by("name", "pk"),
        "has_second_step": factors(trainer.user).exists(),
        "taken_off_at": taken_off_at(trainer.user),
        "may_take_off": not trainer.user.is_staff,
    }
    return render(request, "practice/colleague.html", context)


@owner_required
@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def second_step(request: TrainerRequest, pk: int) -> HttpResponse:
    """For a colleague who has lost phone and recovery codes: what taking it off means; a POST does it."""
    trainer = _colleague(request, pk)
    if trainer.user.is_staff:
        # The admin is more than this practice's, so its keys are not its owner's to loosen.
        messages.error(request, _("They look after the site, too: it is reset at the command line."))
        return redirect("colleague", pk=pk)
    if request.method != "POST":
        return render(request, "practice/second_step.html", {"trainer": trainer})
    if take_off(user=trainer.user, by=request.user, now=timezone.now()):
        said = _("Done. %(trainer)s gets a mail, signs in with their password and sets up a new one.")
        messages.success(request, said % {"trainer": trainer.name})
    else:
        messages.info(request, _("%(trainer)s has no second step now.") % {"trainer": trainer.name})
    return redirect("colleague", pk=pk)


def _colleague(request: TrainerRequest, pk: int) -> Trainer:
    others = Trainer.objects.working().filter(practice=request.trainer.practice_id)
    return get_object_or_404(others.exclude(pk=request.trainer.pk).select_related("user"), pk=pk)
