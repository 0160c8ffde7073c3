"""A client's question on an exercise of their plan, and what came back."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments.access import ClientRequest, client_required
from assessments.screens import latest_screen
from programs import asking
from programs.forms.asking import QuestionForm
from programs.models import PlanItem
from programs.refusals import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@client_required
def my_question(request: ClientRequest, pk: int) -> HttpResponse:
    """GET shows the talk about an exercise; POST asks."""
    now = timezone.now()
    lines = PlanItem.objects.filter(plan__client=request.client)
    item = get_object_or_404(lines.select_related("exercise", "plan"), pk=pk)
    if not latest_screen(client=request.client, now=now).may_read:
        return render(request, "programs/paused.html", {"trainer": request.client.trainer})
    if request.method != "POST":
        return _talk(request, item, QuestionForm())
    form = QuestionForm(request.POST)
    if form.is_valid():
        try:
            asking.ask(client=request.client, item=item, now=now, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Asked. You get a mail as soon as there is an answer."))
            return redirect("my_question", pk=pk)
    return _talk(request, item, form, status=422)


def _talk(request: ClientRequest, item: PlanItem, form: QuestionForm, *, status: int = 200) -> HttpResponse:
    context = {
        "item": item,
        "exercise": item.exercise,
        "form": form,
        "key": uuid4(),
        "trainer": request.client.trainer,
        "talk": list(request.client.questions.about(item.exercise).select_related("answered_by")),
    }
    return render(request, "programs/my_question.html", context, status=status)
