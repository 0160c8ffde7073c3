"""What a trainer writes about a template, and its lines with the exercise to choose instead."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.findings import GRADE_WORDS, Grade
from assessments.models import Trainer
from assessments.questions import EQUIPMENT, EXPERIENCE
from programs.coverage import FULL
from programs.forms.line import LineForm, dose_of
from programs.models import Exercise, Template, TemplateItem
from programs.reasons import GRADE_REASONS

MOST_WEEKS = 52
MOST_SESSIONS = 14
# The largest number of a row.
MOST_PK = 2**63 - 1

Cells = list[dict[str, str]]
FULL_CELLS: Cells = [{"muscle": cell.muscle, "position": cell.position.value} for cell in sorted(FULL)]


def row_field(*, required: bool = True) -> forms.IntegerField:
    """The number of a row, or the version of one."""
    return forms.IntegerField(widget=forms.HiddenInput, required=required, min_value=1, max_value=MOST_PK)


def _many(label: Any, choices: Any, help_text: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        required=False,
        choices=choices,
        help_text=help_text,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
    )


def _tick(label: Any) -> forms.BooleanField:
    widget = forms.CheckboxInput(attrs={"class": "form-check-input"})
    return forms.BooleanField(label=label, required=False, widget=widget)


def _words(label: Any, help_text: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"class": "form-control", "rows": 2})
    return forms.CharField(label=label, required=False, max_length=600, help_text=help_text, widget=widget)


def _count(label: Any, *, most: int, least: int = 1, required: bool = True) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"class": "form-control", "inputmode": "numeric"})
    return forms.IntegerField(label=label, min_value=least, max_value=most, required=required, widget=widget)


class NewTemplateForm(forms.Form):
    """A name and how long it runs; everything else comes while it is built."""

    use_required_attribute = False

    name = forms.CharField(
        label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"class": "form-control"})
    )
    sessions_per_week = _count(_("Sessions a week"), most=MOST_SESSIONS)
    weeks = _count(_("Weeks"), most=MOST_WEEKS)
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    @property
    def fields_of_row(self) -> dict[str, Any]:
        names = ("name", "sessions_per_week", "weeks")
        return {name: self.cleaned_data[name] for name in names} | {"must_cover": FULL_CELLS}


class TemplateForm(forms.Form):
    """All that a template says of itself. Bounds: see also Template's constraints."""

    use_required_attribute = False

    name = forms.CharField(
        label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"class": "form-control"})
    )
    summary = _words(_("For you"), _("When you would choose it."))
    client_summary = _words(_("For your client"), _("What your client reads above the plan."))
    sessions_per_week = _count(_("Sessions a week"), most=MOST_SESSIONS)
    weeks = _count(_("Weeks"), most=MOST_WEEKS)
    aim = forms.ChoiceField(label=_("Held against"), widget=forms.Select(attrs={"class": "form-select"}))
    for_grades = _many(
        _("For these findings"),
        [(grade, GRADE_WORDS[Grade(grade)]) for grade in GRADE_REASONS],
        _("Without one it is never suggested; you may still choose it."),
    )
    watch = _tick(_("only when one side is watched"))
    screen_clear = _tick(_("only when the screen is clear"))
    seated_hours_from = _count(_("From so many hours of sitting a day"), least=1, most=24, required=False)
    experience = _many(_("Only with this experience"), EXPERIENCE)
    equipment = _many(_("Only with all of this at hand"), EQUIPMENT)
    version = row_field()

    def __init__(self, *args: Any, template: Template, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.template = template
        kept = [("kept", _("what it was made for"))] if _is_special(template.must_cover) else []
        choices = [*kept, ("full", _("full coverage")), ("nothing", _("nothing"))]
        self.fields["aim"] = forms.ChoiceField(
            label=self.fields["aim"].label, choices=choices, widget=self.fields["aim"].widget
        )
        for field in self.visible_fields():
            field.field.widget.attrs["aria-describedby"] = f"{field.auto_id}_said"

    @property
    def fields_of_row(self) -> dict[str, Any]:
        """The row's columns; only of a valid form."""
        told = self.cleaned_data
        asks = ("watch", "screen_clear", "seated_hours_from", "experience", "equipment")
        columns = ("name", "summary", "client_summary", "sessions_per_week", "weeks", "for_grades")
        covers = {"full": FULL_CELLS, "nothing": [], "kept": self.template.must_cover}
        return {
            **{name: told[name] for name in columns},
            "conditions": {name: told[name] for name in asks},
            "must_cover": covers[told["aim"]],
        }


def told_of(template: Template) -> dict[str, Any]:
    """What the form shows of a template."""
    columns = ("name", "summary", "client_summary", "sessions_per_week", "weeks", "for_grades", "version")
    must = template.must_cover
    aim = "kept" if _is_special(must) else "full" if must else "nothing"
    shown: dict[str, Any] = {name: getattr(template, name) for name in columns}
    return {**shown, **template.conditions, "aim": aim}


def _is_special(must_cover: Cells) -> bool:
    """Neither everything nor nothing."""
    return bool(must_cover) and {(cell["muscle"], cell["position"]) for cell in must_cover} != {
        (cell.muscle, cell.position.value) for cell in FULL
    }


class TemplateLineForm(LineForm):
    """A line of a template. `exercise` names what stands there, should the line itself be gone."""

    exercise = row_field()
    version = row_field()

    def __init__(
        self, *args: Any, trainer: Trainer, alternative: Exercise | None = None, **kwargs: Any
    ) -> None:
        """`alternative` is the present one, which stays a choice when it was retired since."""
        super().__init__(*args, **kwargs)
        offered = dict(Exercise.objects.open_to(trainer).values_list("pk", "name"))
        if alternative:
            offered.setdefault(alternative.pk, alternative.name)
        self.fields["alternative"] = forms.TypedChoiceField(
            label=_("Or instead"),
            required=False,
            coerce=int,
            empty_value=None,
            choices=[("", _("nothing else")), *offered.items()],
            widget=forms.Select(attrs={"class": "form-select"}),
        )


def line_of(item: TemplateItem, *, version: int) -> dict[str, Any]:
    """What the form shows of a line."""
    return {
        **dose_of(item),
        "exercise": item.exercise_id,
        "alternative": item.alternative_id or "",
        "version": version,
    }
