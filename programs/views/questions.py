"""What a client asked about the exercises of their plan, for the trainer to answer."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments.access import TrainerRequest, trainer_required
from assessments.screens import latest_screen
from assessments.views.hidden import hidden_page
from hipcoach.privacy import audit
from hipcoach.privacy.models import AuditEntry
from programs import asking
from programs.forms.asking import AnswerForm
from programs.models import Plan
from programs.refusals import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@trainer_required
def questions(request: TrainerRequest, pk: int) -> HttpResponse:
    """GET shows every talk of the plan's client; POST answers one."""
    now = timezone.now()
    plans = Plan.objects.filter(client__trainer=request.trainer).select_related("client__trainer")
    plan = get_object_or_404(plans, pk=pk)
    if not latest_screen(client=plan.client, now=now).may_read:
        return hidden_page(request, plan.client)
    if request.method != "POST":
        return _talks(request, plan, None)
    form = AnswerForm(request.POST, client_id=plan.client_id)
    if form.is_valid():
        try:
            asking.answer(trainer=request.trainer, client=plan.client, now=now, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Answered. Your client gets a mail that there is an answer."))
            return redirect("questions", pk=pk)
    return _talks(request, plan, form, status=422)


def _talks(
    request: TrainerRequest, plan: Plan, form: AnswerForm | None, *, status: int = 200
) -> HttpResponse:
    audit.record(
        actor=request.user,
        client_id=plan.client_id,
        act=AuditEntry.Act.READ,
        subject=f"plan {plan.pk}",
        fields=["questions"],
        now=timezone.now(),
    )
    context = {
        "plan": plan,
        "talks": [(talk, uuid4()) for talk in asking.talks_of(plan.client)],
        "form": form,
        "sent_for": str(form["item"].value()) if form else "",
    }
    return render(request, "programs/questions.html", context, status=status)
