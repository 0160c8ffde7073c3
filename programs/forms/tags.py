"""Widgets that write their tag without a template: a long session has a thousand of them."""

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString


class _Tag(forms.Widget):
    """See also django/forms/widgets/input.html, which writes the same."""

    def _render(self, template_name: str, context: dict[str, Any], renderer: Any = None) -> SafeString:
        widget = context["widget"]
        value = "" if widget["value"] is None else format_html(' value="{}"', widget["value"])
        return format_html(
            '<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], value, flatatt(widget["attrs"])
        )


class OneOf(_Tag, forms.RadioSelect):
    """For a page that writes the choices one by one."""


class AnyOf(_Tag, forms.CheckboxSelectMultiple):
    """For a page that writes the choices one by one."""


class Tick(_Tag, forms.CheckboxInput):
    pass


class Number(_Tag, forms.NumberInput):
    pass
