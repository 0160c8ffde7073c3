"""A trainer's conventions for the test."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments import conventions
from assessments.access import TrainerRequest, trainer_required
from assessments.forms.results import ConventionsForm


@trainer_required
@require_http_methods(["GET", "HEAD", "POST"])
def conventions_page(request: TrainerRequest) -> HttpResponse:
    form = ConventionsForm(request.POST if request.method == "POST" else None, trainer=request.trainer)
    if form.is_valid():
        conventions.save(trainer=request.trainer, conventions=form.conventions)
        messages.success(request, _("Your conventions are saved. Tests begun before keep theirs."))
        return redirect("settings")
    context = {"form": form}
    return render(request, "desk/conventions.html", context, status=422 if form.errors else 200)
