"""Two records of one person: pick the other, look at what a merge does, do it, take it back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from assessments import doubles
from assessments.access import TrainerRequest, trainer_required
from assessments.doubles import NotMergeable, Obstacle
from assessments.models import Appointment, Assessment, Client, Consent, Intake, Trainer
from hipcoach.common.http import parse_number
from hipcoach.pages import merging, unmerging
from hipcoach.pages.merging import Survey
from hipcoach.privacy import audit
from hipcoach.privacy.models import AuditEntry
from programs.models import Plan, SessionLog

LISTED = 12
# So many records are compared by name; more would keep a trainer waiting.
COMPARED = 2_000
LONGEST_SEARCH = 100

COUNTED = (
    (Appointment, gettext_lazy("Visits")),
    (Intake, gettext_lazy("Intakes")),
    (Assessment, gettext_lazy("Tests")),
    (Plan, gettext_lazy("Plans")),
    (SessionLog, gettext_lazy("Sessions done")),
)
OBSTACLES: dict[Obstacle, Promise] = {
    Obstacle.ADDRESS: gettext_lazy("Please choose which address stays."),
    Obstacle.WARNINGS: gettext_lazy(
        "Both have begun an intake that shows a warning, and neither may be set aside. Once one is sent, "
        "you can merge them."
    ),
    Obstacle.ERASURE: gettext_lazy("One of the two is to be erased. Merge them only if the record is kept."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One fact of both records, side by side."""

    label: str | Promise
    kept: Any
    gone: Any


@trainer_required
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: TrainerRequest, pk: int) -> HttpResponse:
    """Without `with` whom to pick; with it the preview; POST merges."""
    asked = request.POST if request.method == "POST" else request.GET
    kept = get_object_or_404(request.trainer.clients.select_related("user"), pk=pk)
    if not asked.get("with"):
        return _pick(request, kept)
    others = request.trainer.clients.select_related("user").exclude(pk=pk)
    gone = get_object_or_404(others, pk=parse_number(asked["with"]) or 0)
    now = timezone.now()
    if request.method != "POST":
        return _preview(request, merging.survey(kept=kept, gone=gone, now=now), now=now)
    return _merge(request, kept, gone, now=now)


@trainer_required
@require_POST
def undo(request: TrainerRequest, pk: int, merge: int) -> HttpResponse:
    client = get_object_or_404(request.trainer.clients, pk=pk)
    row = get_object_or_404(client.merges, pk=merge)
    try:
        back = unmerging.undo(merge=row, trainer=request.trainer, now=timezone.now())
    except unmerging.CannotUndo as reason:
        messages.warning(request, str(reason))
        return redirect(client)
    messages.success(request, _("%(name)s is a record of their own again.") % {"name": back.name})
    return redirect(back)


def _merge(request: TrainerRequest, kept: Client, gone: Client, *, now: datetime) -> HttpResponse:
    problem = ""
    if not request.POST.get("sure"):
        problem = _("Please tick that both are the same person.")
    else:
        try:
            merging.merge(
                kept=kept,
                gone=gone,
                address_of=parse_number(request.POST.get("address")),
                seen=request.POST.get("seen", ""),
                trainer=request.trainer,
                now=now,
            )
        except merging.Changed:
            problem = _("Something has changed since you looked. Please look once more.")
        except NotMergeable as refused:
            problem = str(OBSTACLES[refused.obstacle])
    if problem:
        survey = merging.survey(kept=kept, gone=gone, now=now)
        return _preview(request, survey, now=now, problem=problem, status=409)
    messages.success(request, _("The two are one record now."))
    return redirect(kept)


def _pick(request: TrainerRequest, client: Client) -> HttpResponse:
    search = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH]
    context = {
        "client": client,
        "found": request.trainer.clients.matching(search).exclude(pk=client.pk)[:LISTED] if search else (),
        "alike": () if search else _alike(request.trainer, client),
        "search": search,
    }
    return render(request, "pages/merge_pick.html", context)


def _alike(trainer: Trainer, client: Client) -> list[Client]:
    """The trainer's clients who may be the same person, those of the same address first."""
    me = (client.name, client.email, client.phone)
    found = [
        other
        for other in trainer.clients.exclude(pk=client.pk)[:COMPARED]
        if doubles.alike(other.name, other.email, other.phone, to=me)
    ]
    found.sort(key=lambda other: other.email.casefold() != client.email.casefold())
    return found[:LISTED]


def _preview(
    request: TrainerRequest, survey: Survey, *, now: datetime, problem: str = "", status: int = 200
) -> HttpResponse:
    for half in (survey.kept, survey.gone):
        audit.record(
            actor=request.user,
            client_id=half.client.pk,
            act=AuditEntry.Act.READ,
            subject="merge preview",
            fields=["screen"],
            now=now,
        )
    said = _told_apart(survey.kept.client, survey.gone.client)
    context = {
        "survey": survey,
        "kept": survey.kept.client,
        "gone": survey.gone.client,
        "lines": _lines(survey),
        "said": said,
        "effects": _effects(survey, said),
        "obstacle": _obstacle(survey),
        "problem": problem,
        "chosen": parse_number(request.POST.get("address")),
        "sure": bool(request.POST.get("sure")),
    }
    return render(request, "pages/merge.html", context, status=status)


def _obstacle(survey: Survey) -> str:
    """What stands against it whatever is chosen."""
    try:
        survey.outcome(survey.kept.side.key)
    except NotMergeable as refused:
        return str(OBSTACLES[refused.obstacle])
    return ""


def _lines(survey: Survey) -> list[Line]:
    kept, gone = survey.kept, survey.gone
    counts = [Line(label=label, kept=kept.count(model), gone=gone.count(model)) for model, label in COUNTED]
    return [
        Line(label=_("E-mail"), kept=kept.client.email, gone=gone.client.email),
        Line(label=_("Phone"), kept=kept.client.phone, gone=gone.client.phone),
        Line(label=_("Client since"), kept=_day(kept.client), gone=_day(gone.client)),
        *counts,
    ]


def _day(client: Client) -> str:
    return date_format(timezone.localtime(client.created_at), "j M Y")


def _told_apart(kept: Client, gone: Client) -> dict[str, str]:
    """Their names; of two who are called the same, as doubles mostly are, with what sets them apart."""
    names, both = (kept.name, gone.name), (kept, gone)
    if kept.name.casefold() == gone.name.casefold():
        marks = [client.email or client.phone or _day(client) for client in both]
        if marks[0] == marks[1]:
            marks = [_day(client) for client in both]
        names = (f"{kept.name} ({marks[0]})", f"{gone.name} ({marks[1]})")
    return {"kept": names[0], "gone": names[1]}


def _effects(survey: Survey, said: dict[str, str]) -> list[str]:
    """What a merge does, a sentence each."""
    kept, gone = survey.kept, survey.gone
    try:
        outcome = survey.outcome(kept.side.key)
    except NotMergeable:
        return []
    effects = [_("All that hangs on %(gone)s moves to %(kept)s; nothing is lost.") % said]
    if kept.screen.screen or gone.screen.screen:
        effects.append(_("The stricter of the two safety screens stays in force, with the limits of both."))
    if outcome.drafts_aside:
        effects.append(_("Both have begun an intake. One goes on, the other is set aside."))
    if outcome.plan_ended:
        effects.append(_("Both follow a plan. The newer one goes on, the other is archived."))
    if outcome.consents_ended:
        effects.append(_consent_words(survey, outcome.consents_ended))
    return [*effects, *_access(survey, said)]


def _consent_words(survey: Survey, ended: Mapping[int, datetime]) -> str:
    rows = [each for half in (survey.kept, survey.gone) for each in half.side.consents]
    standing = {each.kind for each in rows if each.withdrawn_at is None and each.key not in ended}
    withdrawn = sorted({each.kind for each in rows if each.key in ended} - standing)
    if not withdrawn:
        return _("Consent that both have given stands once.")
    names = ", ".join(str(Consent.Kind(kind).label) for kind in withdrawn)
    return _("The last word was a no, so consent ends: %(names)s.") % {"names": names}


def _access(survey: Survey, said: dict[str, str]) -> list[str]:
    """Who can sign in afterwards: never silently somebody else."""
    if survey.must_choose:
        return [
            _("Whoever signs in with the address that stays sees all of it; the other address opens nothing.")
        ]
    outcome = survey.outcome()
    email = {"email": outcome.email}
    if outcome.email:
        return [_("Whoever signs in with %(email)s sees all of it.") % email]
    return []
