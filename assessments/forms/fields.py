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

from hipcoach.common.text import one_line
from hipcoach.common.zones import zone_choices, zone_or_none

LARGE_CHOICES = "intake/_choices.html"
TENTHS = {"step": "0.1", "inputmode": "decimal"}
Key = TypeVar("Key", bound=StrEnum)
CHOOSE = _("Please choose an answer.")


class LineField(forms.CharField):
    """One line: what would break it is taken out, and what is left must say something."""

    def clean(self, value: Any) -> str:
        line = one_line(super().clean(value))
        if self.required and not line:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return line


class AddressField(forms.EmailField):
    """In small letters, which may be longer: a Turkish capital I becomes two characters."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=254, **kwargs)

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).lower()


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


def zone_field(current: str, *, help_text: Any, required: Any) -> forms.ChoiceField:
    """The zones of the list, and the one on record even where it goes by an old name."""
    choices: list[tuple[str, Any]] = list(zone_choices())
    if zone_or_none(current) is None:
        choices.insert(0, ("", _("Choose a time zone")))
    elif current not in dict(choices):
        choices.insert(0, (current, current))
    return forms.ChoiceField(
        label=_("Time zone"),
        help_text=help_text,
        error_messages={"required": required},
        choices=choices,
    )


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
