"""What the builder's pages and its small answers are made of."""

import json
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from assessments.access import TrainerRequest
from programs import coverage_map, lengths
from programs.forms.line import DOSE_FIELDS
from programs.models import Block, Exercise, Muscle, TemplateItem
from programs.models.dose import MOST_LINES
from programs.template_lines import Removed, in_order

SALT = "programs.removed-line"
UNDO = "removed-line"


def is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def builder_context(request: TrainerRequest, pk: int) -> dict[str, Any]:
    """The own template's lines by part, its coverage and its length. Many lines take no more queries."""
    template = request.trainer.templates.with_items().get(pk=pk)
    items = in_order(template.items.all())
    shelf = list(Exercise.objects.open_to(request.trainer).prefetch_related("work__muscle"))
    return {
        "template": template,
        "items": items,
        "blocks": [(block, [item for item in items if item.block == block]) for block in Block],
        "open_exercises": {exercise.pk for exercise in shelf},
        "is_own": True,
        "is_full": len(items) >= MOST_LINES,
        "length": lengths.of_session(
            [(item, item.exercise.per_side) for item in items], weeks=template.weeks
        ),
        "map": coverage_map.draw(
            [(item.exercise, item.from_week, item.to_week) for item in items],
            weeks=template.weeks,
            must=coverage_map.required(template.must_cover),
            muscles=list(Muscle.objects.all()),
            shelf=shelf,
        ),
    }


def answer(
    request: TrainerRequest,
    pk: int,
    *,
    said: str,
    before: int,
    focus: str = "",
    undo: str = "",
    form: Any = None,
    line: int | None = None,
    parts: bool = True,
    with_lines: bool = True,
    lines_fit: bool = True,
    closes: bool = False,
    status: int = 200,
) -> HttpResponse:
    """After a change from version `before`: to htmx what changed on the page, to others the page anew.

    `form` has only what is said about its fields drawn again, `line` only its words; without `parts` neither
    coverage nor lines, which a refused form has not changed. `lines_fit`: forms of lines that are open still
    show what is stored.
    """
    if not is_htmx(request):
        if undo:
            request.session[UNDO] = {"template": pk, "token": undo, "said": said}
        else:
            (messages.success if status == 200 else messages.warning)(request, said)
        return redirect(f"{reverse('template_edit', args=[pk])}{f'#{focus}' if focus else ''}")
    context = builder_context(request, pk)
    context |= {
        "said": said,
        "undo": undo,
        "form": form,
        "changed_line": next((item for item in context["items"] if item.pk == line), None),
        "parts": parts,
        "with_lines": with_lines,
        "closes": closes,
        "is_refused": status != 200,
    }
    response = render(request, "programs/_builder_answer.html", context, status=status)
    version = context["template"].version
    events: dict[str, Any] = {}
    if status == 409:
        events["template-stale"] = {"to": version}
    elif version != before:
        # Forms that show what was before somebody else's change keep their version, and so stay stale.
        events["template-saved"] = {"from": before, "to": version, "lines": lines_fit}
    if events:
        # At once: the next change in the queue goes out before the page has settled.
        response["HX-Trigger"] = json.dumps(events)
    if focus:
        response["HX-Trigger-After-Settle"] = json.dumps({"template-focus": {"id": focus}})
    return response


def sealed(item: TemplateItem) -> str:
    """A removed line, for its Undo button; signed, so that it comes back as it went."""
    return signing.dumps(
        {
            "exercise": item.exercise_id,
            "alternative": item.alternative_id,
            "dose": json.loads(
                json.dumps({name: getattr(item, name) for name in DOSE_FIELDS}, cls=DjangoJSONEncoder)
            ),
            "place": item.order,
        },
        salt=SALT,
        compress=True,
    )


def unsealed(token: str) -> Removed:
    """Raises BadSignature for anything that `sealed` has not made."""
    return Removed(**signing.loads(token, salt=SALT))
