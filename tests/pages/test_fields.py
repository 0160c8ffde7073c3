"""Our own field template says of every field what crispy-bootstrap5's says."""

import re
from collections.abc import Iterator
from copy import deepcopy
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import pytest
from django import forms
from django.template import engines
from django.template.backends.django import DjangoTemplates
from django.test.html import parse_html

import assessments
import hipcoach
import programs
from assessments.forms.times import HoursField, LengthField

TEMPLATE = "bootstrap5/field.html"
FORMS = re.compile(r"(assessments|hipcoach|programs|allauth)\..*\bforms")
CRISPYS = DjangoTemplates({"NAME": "crispys", "DIRS": [], "APP_DIRS": True, "OPTIONS": {}})


def forms_below(parent: type[forms.BaseForm]) -> Iterator[type[forms.BaseForm]]:
    for child in parent.__subclasses__():
        yield child
        yield from forms_below(child)


def all_fields() -> dict[str, forms.Field]:
    """Each field of each form there is, by where it stands, but those whose layout names another template."""
    for package in (assessments, hipcoach, programs):
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            if FORMS.match(module.name):
                import_module(module.name)
    return {
        f"{form.__module__}.{form.__name__}.{name}": field
        for form in forms_below(forms.BaseForm)
        for name, field in getattr(form, "base_fields", {}).items()
        if FORMS.match(form.__module__) and not isinstance(field, LengthField | HoursField)
    }


FIELDS = all_fields()


def test_there_is_a_field_of_each_kind() -> None:
    kinds = {type(field.widget) for field in FIELDS.values()}
    assert kinds >= {
        forms.TextInput,
        forms.EmailInput,
        forms.PasswordInput,
        forms.NumberInput,
        forms.DateInput,
        forms.HiddenInput,
        forms.Textarea,
        forms.Select,
        forms.CheckboxInput,
        forms.CheckboxSelectMultiple,
        forms.RadioSelect,
    }


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_looks_as_crispy_would_show_it(name: str) -> None:
    ours, crispys = (each.get_template(TEMPLATE) for each in (engines["django"], CRISPYS))
    for problems in ([], ["One <thing>."], ["One <thing>.", "Another."]):
        assert parse_html(shown(name, problems, ours)) == parse_html(shown(name, problems, crispys))


def shown(name: str, problems: list[str], template: Any) -> str:
    field = deepcopy(FIELDS[name])
    if callable(field.initial):  # Another one each time.
        field.initial = None
    form = type("One", (forms.Form,), {"field": field})({"field": "typed"} if problems else None)
    for problem in problems:
        form.add_error("field", problem)
    context = {"field": form["field"], "form_show_errors": True, "form_show_labels": True}
    return str(template.render(context))
