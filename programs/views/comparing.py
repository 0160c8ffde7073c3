"""What was typed beside what is stored, where somebody else was quicker."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _

from programs.reasons import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    label: Text
    theirs: str
    yours: str


def differences(form: forms.Form, stored: Mapping[str, Any]) -> list[Difference]:
    """Field by field, as people read it; `stored` is what the form would show of the row."""
    pairs = (
        (field, in_words(field, stored.get(field.name)), in_words(field, field.value()))
        for field in form.visible_fields()
    )
    return [
        Difference(label=field.label, theirs=theirs, yours=yours)
        for field, theirs, yours in pairs
        if theirs != yours
    ]


def in_words(field: BoundField, value: Any) -> str:
    """A value of this field, stored or sent."""
    if isinstance(field.field, forms.BooleanField):
        return _("yes") if value else _("no")
    values = value if isinstance(value, list | tuple) else [value]
    names = {str(key): str(name) for key, name in getattr(field.field, "choices", ())}
    told = [names.get(str(each), str(each)) for each in values if each not in (None, "")]
    return ", ".join(sorted(told)).strip()
