"""The desk's page for bringing in clients and past visits."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from assessments.access import TrainerRequest, trainer_required
from hipcoach.operating.forms import BringInForm
from hipcoach.operating.moving_in.clients import import_clients
from hipcoach.operating.moving_in.reports import NO_TABLE, Report
from hipcoach.operating.moving_in.tables import NoTable
from hipcoach.operating.moving_in.visits import import_visits


@trainer_required
@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: TrainerRequest) -> HttpResponse:
    """Look first, which writes nothing; then bring in. What was pasted stays on the page."""
    if request.method != "POST":
        return render(request, "desk/bring_in.html", {"form": BringInForm()})
    form, report = BringInForm(request.POST), None
    is_trial = "now" not in request.POST
    if form.is_valid():
        report = _report(request, form, is_trial=is_trial)
    if report and not is_trial and not report.refused:
        messages.success(request, _done(report))
        return redirect("clients")
    context = {"form": form, "report": report, "is_trial": is_trial}
    return render(request, "desk/bring_in.html", context, status=200 if report else 422)


def _report(request: TrainerRequest, form: BringInForm, *, is_trial: bool) -> Report | None:
    lines = form.cleaned_data["table"].splitlines(keepends=True)
    try:
        if form.cleaned_data["what"] == "clients":
            return import_clients(lines, trainer=request.trainer, is_trial=is_trial)
        return import_visits(lines, trainer=request.trainer, is_trial=is_trial, now=timezone.now())
    except NoTable as error:
        why = str(NO_TABLE[error.why])
        form.add_error("table", _("Line %d: ") % error.line + why if error.line else why)
        return None


def _done(report: Report) -> str:
    return ngettext(
        "%(new)d brought in; %(known)d was here already.",
        "%(new)d brought in; %(known)d were here already.",
        report.known,
    ) % {"new": report.new, "known": report.known}
