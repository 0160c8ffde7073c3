"""What a trainer offers: their services, and their public page."""

from copy import copy

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments import opening
from assessments.access import TrainerRequest, trainer_required
from assessments.forms.offering import PageForm, ServiceForm
from assessments.models import Service
from assessments.opening import AlreadyTaken, NeedsConsent
from assessments.views.consent import agreed_in, ask, goes_back


@trainer_required
@require_http_methods(["GET", "HEAD", "POST"])
def service_add(request: TrainerRequest) -> HttpResponse:
    return _service_page(request, Service(trainer=request.trainer))


@trainer_required
@require_http_methods(["GET", "HEAD", "POST"])
def service(request: TrainerRequest, pk: int) -> HttpResponse:
    return _service_page(request, get_object_or_404(request.trainer.services, pk=pk))


@trainer_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: TrainerRequest) -> HttpResponse:
    # A copy, so that the rest of the page goes on showing what is saved.
    form = PageForm(request.POST if request.method == "POST" else None, instance=copy(request.trainer))
    if request.method != "POST" or goes_back(request):
        return _page_page(request, form)
    if not form.is_valid():
        return _page_page(request, form, status=422)
    agreed = agreed_in(request)
    try:
        opening.save_page(page=form.instance, now=timezone.now(), agreed=agreed)
    except NeedsConsent as change:
        return ask(request, change, title=_("Your page"), back=reverse("settings_page"))
    messages.success(request, _("Your page is saved."))
    return redirect("settings_outside" if agreed.visits else "settings")


def _service_page(request: TrainerRequest, found: Service) -> HttpResponse:
    is_new, name = found.pk is None, found.name
    form = ServiceForm(request.POST if request.method == "POST" else None, instance=found)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                saved = opening.save_service(service=form.instance)
            except AlreadyTaken as taken:
                form.refuse(taken)
            else:
                messages.success(request, _("%(service)s is saved.") % {"service": saved.name})
                return redirect("settings")
    context = {"form": form, "is_new": is_new, "name": name, "service": found}
    return render(request, "desk/service.html", context, status=status)


def _page_page(request: TrainerRequest, form: PageForm, *, status: int = 200) -> HttpResponse:
    return render(request, "desk/page.html", {"form": form, "trainer": request.trainer}, status=status)
