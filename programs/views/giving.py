"""Assign one template to several clients at once, and tell who got it, who not, and why."""

from dataclasses import dataclass

from django.forms import BoundField
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from assessments.access import TrainerRequest, trainer_required
from assessments.models import Client
from hipcoach.privacy import audit
from programs import coverage_map, giving
from programs.forms.giving import GiveForm
from programs.models import Muscle, Plan, Template
from programs.standing import standings


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A client on the list: why not, if anything stands against it, and the plan they have now."""

    client: Client
    closed: str
    plan: Plan | None
    why: BoundField | None


@require_http_methods(["GET", "HEAD", "POST"])
@trainer_required
def template_assign(request: TrainerRequest, pk: int) -> HttpResponse:
    template = get_object_or_404(Template.objects.open_to(request.trainer).with_items(), pk=pk)
    clients = list(request.trainer.clients.select_related("trainer").order_by("name", "pk"))
    today = timezone.localdate(timezone=request.trainer.tz)
    if request.method != "POST":
        form = GiveForm(clients=clients, today=today)
        return _choose(request, template, clients, form)
    form = GiveForm(request.POST, clients=clients, today=today)
    if not form.is_valid():
        return _choose(request, template, clients, form, status=422)
    now = timezone.now()
    given = giving.assign_to_several(
        clients=form.cleaned_data["clients"],
        template=template,
        trainer=request.trainer,
        starts_on=form.cleaned_data["starts_on"],
        note=form.cleaned_data["note"],
        reasons=form.reasons,
        now=now,
    )
    asked = [each for each in given if each.suits]
    audit.record_listed(
        actor=request.user,
        client_ids=[each.client.pk for each in asked],
        fields=["finding", "intake"],
        now=now,
    )
    context = {
        "template": template,
        "form": form,
        "got": [each for each in given if each.plan],
        "asked": asked,
        "asked_before": {each.client.pk for each in asked if f"why_{each.client.pk}" in request.POST},
        "refused": [each for each in given if each.refused],
    }
    return render(request, "programs/given.html", context, status=422 if context["asked_before"] else 200)


def _choose(
    request: TrainerRequest, template: Template, clients: list[Client], form: GiveForm, *, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    standing = standings(clients, now=now)
    plans = {
        plan.client_id: plan
        for plan in Plan.objects.current().filter(client__in=clients).defer("reasons", "inputs", "note")
    }
    readable = [pk for pk, each in standing.items() if each.screen.may_read]
    audit.record_listed(actor=request.user, client_ids=readable, fields=["screen", "plan"], now=now)
    candidates = [
        Candidate(
            client=client,
            closed=standing[client.pk].closed,
            plan=plans.get(client.pk) if standing[client.pk].screen.may_read else None,
            why=form.why_field(client.pk),
        )
        for client in clients
    ]
    context = {
        "template": template,
        "map": coverage_map.draw(
            [(item.exercise, item.from_week, item.to_week) for item in template.items.all()],
            weeks=template.weeks,
            must=coverage_map.required(template.must_cover),
            muscles=list(Muscle.objects.all()),
        ),
        "form": form,
        "open": [each for each in candidates if not each.closed],
        "closed": [each for each in candidates if each.closed],
    }
    return render(request, "programs/give.html", context, status=status)
