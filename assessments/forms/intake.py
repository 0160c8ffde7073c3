"""One form for each step of the intake, built from its questions."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from json import dumps
from typing import Any, assert_never

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Field, Layout
from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _

from assessments.questions import Kind, Question, Step

LARGE_CHOICES = "intake/_choices.html"
LONG_TEXT = 200
LONG_LABEL = 24


class StepForm(forms.Form):
    """A follow-up that isn't asked is neither demanded nor checked, whatever was sent for it."""

    use_required_attribute = False  # So that a half-filled page can be sent, and what is right is kept.

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.step = step
        for question in step.questions:
            self.fields[question.key] = _field(question)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(*_layout(step))

    def clean(self) -> dict[str, Any]:
        for question in self.step.questions:
            if not question.applies(self.cleaned_data):
                self.cleaned_data.pop(question.key, None)
                self.errors.pop(question.key, None)
            elif self._is_open(question):
                self.add_error(question.key, self.fields[question.key].error_messages["required"])
        return self.cleaned_data

    def _is_open(self, question: Question) -> bool:
        """Whether a question that is asked and required has no answer, and nothing wrong with one either."""
        unanswered = not question.accepts(self.cleaned_data.get(question.key))
        return question.required and unanswered and question.key not in self.errors

    @property
    def answers(self) -> dict[str, Any]:
        """What to save after `is_valid()`, valid or not: a value for each question, None where it is open."""
        return {question.key: self.cleaned_data.get(question.key) for question in self.step.questions}


def _field(question: Question) -> forms.Field:
    """Nothing is required here: `StepForm.clean` knows which questions are asked."""
    note = question.help or ("" if question.required or question.kind is Kind.CONSENT else _("Optional."))
    shown: dict[str, Any] = {"label": question.text, "help_text": note, "required": False}
    match question.kind:
        case Kind.CHOICE | Kind.YES_NO | Kind.YES_NO_UNSURE:
            field: forms.Field = forms.ChoiceField(
                choices=question.choices, widget=forms.RadioSelect, **shown
            )
        case Kind.MULTI:
            field = forms.MultipleChoiceField(
                choices=question.choices, widget=forms.CheckboxSelectMultiple, **shown
            )
        case Kind.NUMBER if _is_scale(question):
            field = forms.TypedChoiceField(
                choices=[(number, str(number)) for number in range(11)],
                coerce=int,
                empty_value=None,
                widget=forms.RadioSelect,
                **shown,
            )
        case Kind.NUMBER:
            field = forms.IntegerField(min_value=question.min, max_value=question.max, **shown)
        case Kind.TEXT:
            is_long = (question.max_length or 0) > LONG_TEXT
            widget = forms.Textarea(attrs={"rows": 4}) if is_long else forms.TextInput()
            field = forms.CharField(max_length=question.max_length, widget=widget, **shown)
        case Kind.CONSENT:
            field = forms.BooleanField(**shown)
        case _ as unknown:
            assert_never(unknown)
    field.error_messages["required"] = _when_open(question)
    return field


def _when_open(question: Question) -> str:
    if question.kind is Kind.CONSENT:
        return _("We can only go on with your tick here.")
    if question.kind in (Kind.NUMBER, Kind.TEXT) and not _is_scale(question):
        return _("Please fill this in.")
    return _("Please choose an answer.")


def _is_scale(question: Question) -> bool:
    return question.kind is Kind.NUMBER and (question.min, question.max) == (0, 10)


def _layout(step: Step) -> Iterator[Any]:
    """Follow-ups of one answer stand together, under a line that says when they are asked."""
    asked = {question.key: question for question in step.questions}
    for shown_if, group in groupby(step.questions, key=lambda question: question.shown_if):
        rows = _rows(group)
        if shown_if is None:
            yield from rows
            continue
        key, values = shown_if
        yield Div(
            HTML(_only_if(asked[key], values)),
            *rows,
            css_class="follow-up",
            data_follows=key,
            data_values=dumps(values),
        )


def _rows(group: Iterable[Question]) -> list[Field]:
    return [_row(question) for question in group]


def _row(question: Question) -> Field:
    if _is_scale(question):
        return Field(question.key, template=LARGE_CHOICES, wrapper_class="is-scale")
    if question.choices:
        return Field(question.key, template=LARGE_CHOICES, wrapper_class=_width(question))
    return Field(question.key)


def _width(question: Question) -> str:
    """Room for the words of the choices: "Yes" needs little, a sentence a line of its own on a phone."""
    if question.kind in (Kind.YES_NO, Kind.YES_NO_UNSURE):
        return ""
    longest = max(len(str(label)) for _value, label in question.choices)
    return "is-long" if question.kind is Kind.CHOICE and longest > LONG_LABEL else "is-wide"


def _only_if(earlier: Question, values: tuple[str, ...]) -> str:
    labels: Mapping[str, Any] = dict(earlier.choices)
    answers = _("” or “").join(str(labels[value]) for value in values)
    return format_html(
        '<p class="follow-up-hint">{}</p>', _("Only if your answer is “%(answers)s”:") % {"answers": answers}
    )
