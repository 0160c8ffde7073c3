"""The mail ledger: what is promised, sent, skipped, missed or failed, when and why."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from assessments.access import TrainerRequest, trainer_required
from hipcoach.mail.ledger import open_ledger
from hipcoach.mail.models import OutgoingEmail
from hipcoach.mail.outbox import try_again

State = OutgoingEmail.State
FAILED_LATELY = timedelta(days=7)
FILTERS = (
    ("", gettext_lazy("so far")),
    (State.PROMISED, gettext_lazy("to come")),
    *((state, state.label) for state in (State.SENT, State.SKIPPED, State.MISSED, State.FAILED)),
)


@trainer_required
@require_safe
def ledger(request: TrainerRequest) -> HttpResponse:
    now = timezone.now()
    state = request.GET.get("state", "")
    state = state if state in dict(FILTERS) else ""
    leaf = open_ledger(
        trainer_ref=request.trainer.pk,
        state=state,
        before=request.GET.get("before", ""),
        after=request.GET.get("after", ""),
        now=now,
    )
    context = {
        "leaf": leaf,
        "filters": FILTERS,
        "state": state,
        "repeatable": {mail.pk for mail in leaf.mails if mail.may_repeat(now)},
        "has_failed": state != State.FAILED and _has_failed(request, now),
    }
    return render(request, "pages/ledger.html", context)


@trainer_required
@require_POST
def retry(request: TrainerRequest, pk: int) -> HttpResponse:
    """Promise a failed mail again; pressed twice, it is one mail all the same."""
    mail = get_object_or_404(OutgoingEmail, pk=pk, trainer_ref=request.trainer.pk)
    if try_again(mail, now=timezone.now()):
        messages.success(request, _("The mail goes out again within the next minute."))
    else:
        messages.info(request, _("There is nothing to send again: its state is below."))
    return redirect("mail_ledger")


def _has_failed(request: TrainerRequest, now: datetime) -> bool:
    mails = OutgoingEmail.objects.filter(trainer_ref=request.trainer.pk, state=State.FAILED)
    return mails.between(now - FAILED_LATELY, now).exists()
