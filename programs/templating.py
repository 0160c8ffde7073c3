"""Verbs of a trainer's own template as a whole: make, copy, change, share, retire, bring back.

Each takes the trainer's lock first. The shared library's templates, and a colleague's, are nobody's to change
here: a trainer copies one. Plans are copies, so nothing done here touches one. For its lines see also
`programs.template_lines`.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from assessments.models import Trainer
from programs.models import Exercise, Template, TemplateItem
from programs.refusals import Refused

COPIED = ("for_grades", "conditions", "must_cover", "summary", "client_summary", "sessions_per_week", "weeks")


class Stale(Refused):
    """The template was changed since it was read; nothing of this change is made."""


def create(*, trainer: Trainer, key: UUID, fields: Mapping[str, Any]) -> Template:
    """A new template without lines. The same `key` twice gives one."""
    with transaction.atomic():
        lock(trainer)
        made, _is_new = trainer.templates.get_or_create(slug=_slug(key), defaults=dict(fields))
        return made


def copy(*, trainer: Trainer, key: UUID, source: Template, name: str) -> Template:
    """An own copy of `source` with all its lines. The same `key` twice gives one."""
    with transaction.atomic():
        lock(trainer)
        if existing := trainer.templates.filter(slug=_slug(key)).first():
            return existing
        fields = {field: getattr(source, field) for field in COPIED}
        made = Template.objects.create(owner=trainer, slug=_slug(key), name=name, **fields)
        lines = list(source.items.all())
        for line in lines:
            line.pk, line.template = None, made
        TemplateItem.objects.bulk_create(lines)
        return made


def change(*, trainer: Trainer, pk: int, version: int, fields: Mapping[str, Any]) -> Template:
    """Write over what a template says of itself. Lines that ran to its last week go on to do so.

    Raises Stale when it was changed since `version`, Refused when a line would start after the last week, and
    DoesNotExist for anything that is not the trainer's own.
    """
    with changing(trainer=trainer, pk=pk, version=version) as template:
        _fit_lines(template, weeks=fields["weeks"])
        for name, value in fields.items():
            setattr(template, name, value)
        return template


def share(*, trainer: Trainer, pk: int, shared: bool) -> Template:
    """Let the practice use it, or no longer. Sharing it shares the trainer's own exercises in it, too."""
    with transaction.atomic():
        lock(trainer)
        template = trainer.templates.get(pk=pk)
        template.shared = shared
        template.save(update_fields=["shared"])
        if shared:
            in_it = Q(template_items__template=template) | Q(alternative_items__template=template)
            held = Exercise.objects.filter(in_it, owner=trainer).values("pk")
            trainer.exercises.filter(pk__in=held).update(shared=True)
        return template


def retire(*, trainer: Trainer, pk: int, now: datetime) -> Template:
    """No longer offer an own template; twice is harmless."""
    with transaction.atomic():
        lock(trainer)
        template = trainer.templates.get(pk=pk)
        if template.retired_at is None:
            template.retired_at = now
            template.save(update_fields=["retired_at"])
        return template


def bring_back(*, trainer: Trainer, pk: int) -> Template:
    with transaction.atomic():
        lock(trainer)
        template = trainer.templates.get(pk=pk)
        template.retired_at = None
        template.save(update_fields=["retired_at"])
        return template


@contextmanager
def changing(*, trainer: Trainer, pk: int, version: int) -> Iterator[Template]:
    """The own template, locked; it is saved as the next version when the block ends well."""
    with transaction.atomic():
        lock(trainer)
        template = trainer.templates.get(pk=pk)
        if template.version != version:
            raise Stale(_("This template was changed in another window meanwhile."))
        yield template
        template.version += 1
        template.save()


def lock(trainer: Trainer) -> None:
    Trainer.objects.select_for_update(no_key=True).get(pk=trainer.pk)


def _fit_lines(template: Template, *, weeks: int) -> None:
    if weeks == template.weeks:
        return
    late = template.items.filter(from_week__gt=weeks).select_related("exercise").first()
    if late:
        told = {"name": late.exercise.name, "week": late.from_week}
        raise Refused(
            _("%(name)s starts in week %(week)s. Let it start earlier first, or keep more weeks.") % told
        )
    runs_out = Q(to_week=template.weeks) | Q(to_week__gt=weeks)
    template.items.filter(runs_out).update(to_week=weeks)


def _slug(key: UUID) -> str:
    return f"own-{key.hex}"
