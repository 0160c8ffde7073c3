"""The mail ledger: what is promised, sent, skipped, missed or failed, when and why."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments.access import TrainerRequest, trainer_required
from hipcoach.mail.models import OutgoingEmail


@trainer_required
@require_safe
def ledger(request: TrainerRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    rows = OutgoingEmail.objects.filter(trainer_ref=request.trainer.pk).order_by("-due_at", "-pk")
    if state in OutgoingEmail.State.values:
        rows = rows.filter(state=state)
    page = Paginator(rows, 40).get_page(request.GET.get("page"))
    context = {"page_obj": page, "states": OutgoingEmail.State.choices, "state": state}
    return render(request, "pages/ledger.html", context)
