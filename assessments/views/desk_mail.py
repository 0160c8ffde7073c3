"""The trainer's mails: when they go, a line of their own, what each looks like, and a test."""

from datetime import timedelta

from csp.constants import NONE, UNSAFE_INLINE
from csp.decorators import csp
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import mail_choices
from assessments.access import TrainerRequest, trainer_required
from assessments.emails import samples, trying
from assessments.forms.mail import TrainerMailForm
from assessments.models import Trainer
from hipcoach.mail.kinds import Letter
from hipcoach.mail.labels import label_of
from hipcoach.mail.layout import as_html, as_text
from hipcoach.privacy.limits import Limit, allows

TESTS = Limit(scope="test-mail", most=20, window=timedelta(hours=1))
# A letter brings its own style and nothing else.
LETTER_POLICY = {
    "default-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "base-uri": [NONE],
    "form-action": [NONE],
    "frame-ancestors": [NONE],
}


@trainer_required
@require_http_methods(["GET", "HEAD", "POST"])
def texts(request: TrainerRequest) -> HttpResponse:
    services = list(request.trainer.services.filter(is_active=True).order_by("pk"))
    typed = request.POST if request.method == "POST" else None
    form = TrainerMailForm(typed, trainer=request.trainer, services=services)
    if request.method == "POST" and form.is_valid():
        mail_choices.choose_for_practice(
            trainer=request.trainer,
            line=form.cleaned_data["line"],
            agenda=form.cleaned_data["agenda"],
            reminders=form.reminders,
            now=timezone.now(),
        )
        messages.success(request, _("Saved. It holds for every mail still to come."))
        return redirect("mail_texts")
    kinds = [(kind, label_of(kind), samples.is_to_trainer(kind)) for kind in samples.kinds()]
    context = {
        "form": form,
        "to_clients": [(kind, label) for kind, label, is_yours in kinds if not is_yours],
        "to_you": [(kind, label) for kind, label, is_yours in kinds if is_yours],
    }
    return render(request, "desk/mail_texts.html", context, status=422 if form.errors else 200)


@trainer_required
@require_safe
def preview(request: TrainerRequest, kind: str) -> HttpResponse:
    letter = _example(request.trainer, kind)
    context = {"kind": kind, "label": label_of(kind), "letter": letter, "text": as_text(letter)}
    return render(request, "desk/mail_preview.html", context)


@csp(LETTER_POLICY)
@trainer_required
@require_safe
def preview_html(request: TrainerRequest, kind: str) -> HttpResponse:
    """The letter as a page of its own; pages that frame it are refused, here as everywhere."""
    return HttpResponse(as_html(_example(request.trainer, kind)))


@trainer_required
@require_POST
def send_test(request: TrainerRequest, kind: str) -> HttpResponse:
    now = timezone.now()
    _example(request.trainer, kind)
    if allows((TESTS, str(request.trainer.pk)), now=now):
        trying.promise_trial(kind=kind, trainer=request.trainer, now=now)
        messages.success(
            request, _("A test is on its way to %(address)s.") % {"address": request.trainer.user.email}
        )
    else:
        messages.error(request, _("That were many tests. Please try again in an hour."))
    return redirect("mail_preview", kind=kind)


def _example(trainer: Trainer, kind: str) -> Letter:
    try:
        return trying.example(kind, trainer=trainer, now=timezone.now())
    except KeyError:
        raise Http404 from None
