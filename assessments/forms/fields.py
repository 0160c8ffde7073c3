"""Fields a trainer answers by tapping."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, TypeVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

LARGE_CHOICES = "intake/_choices.html"
TENTHS = {"step": "0.1", "inputmode": "decimal"}
Key = TypeVar("Key", bound=StrEnum)
CHOOSE = _("Please choose an answer.")


class TapField(forms.ChoiceField):
    """One of a few, as large buttons."""

    widget = forms.RadioSelect
    default_error_messages = {"required": CHOOSE}


class YesNoField(forms.TypedChoiceField):
    """Yes or no, and neither until somebody says so."""

    widget = forms.RadioSelect
    default_error_messages = {"required": CHOOSE}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            choices=[("yes", _("Yes")), ("no", _("No"))],
            coerce=lambda value: value == "yes",
            empty_value=None,
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, bool):
            return "yes" if value else "no"
        return value


class ScaleField(forms.TypedChoiceField):
    """A whole number from 0 to 10."""

    widget = forms.RadioSelect
    default_error_messages = {"required": CHOOSE}

    def __init__(self, **kwargs: Any) -> None:
        choices = [(number, str(number)) for number in range(11)]
        super().__init__(choices=choices, coerce=int, empty_value=None, **kwargs)


def buttons(words: Mapping[Key, str | Promise]) -> Callable[[], list[tuple[str, str]]]:
    """Choices as large buttons say them, in the language of the moment."""
    return lambda: [(key.value, capfirst(str(label))) for key, label in words.items()]


def taps(name: str) -> Field:
    return Field(name, template=LARGE_CHOICES)


def wide_taps(name: str) -> Field:
    """For answers of a few words."""
    return Field(name, template=LARGE_CHOICES, wrapper_class="is-wide")


def scale(name: str) -> Field:
    return Field(name, template=LARGE_CHOICES, wrapper_class="is-scale")


def plain_helper(*rows: Any) -> FormHelper:
    """For a template that writes the form tag and the token itself."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.layout = Layout(*rows)
    return helper
