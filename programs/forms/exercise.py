"""A trainer's own exercise, written in one form: words, dose, cautions, and the muscles it trains."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Fieldset, Layout
from django import forms
from django.core.validators import URLValidator
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from assessments.models import Trainer
from assessments.questions import EQUIPMENT
from hipcoach.common.cautions import CAUTION_LABELS
from programs.coverage import Position, Role, Tag
from programs.coverage_map import COLUMNS, TRUNK
from programs.drawings import movements
from programs.models import Exercise, Muscle
from programs.reasons import Text
from programs.shelving import Draft
from programs.words import POSITION_WORDS

ROLES = (("", "–"), (Role.PRIMARY.value, _("chiefly")), (Role.SECONDARY.value, _("also")))
DOSE_LIMITS = {Exercise.DoseKind.REPS: 100, Exercise.DoseKind.HOLD: 600}


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkSpot:
    field: BoundField
    column: Text
    span: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkRow:
    muscle: Muscle
    spots: list[WorkSpot]


class LinesField(forms.CharField):
    """One thing on each line, as a list; `most` lines at most."""

    def __init__(self, *, most: int = 12, rows: int = 4, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows})
        super().__init__(widget=widget, max_length=2000, help_text=_("One on each line."), **kwargs)
        self.most = most

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> Any:
        lines = [" ".join(line.split()) for line in (super().clean(value) or "").splitlines()]
        lines = [line for line in lines if line]
        if len(lines) > self.most:
            raise forms.ValidationError(_("%(most)s lines at most, please.") % {"most": self.most})
        return lines


class ExerciseForm(forms.Form):
    """Bounds: see also Exercise's constraints."""

    use_required_attribute = False

    name = forms.CharField(label=_("Name"), max_length=120)
    summary = forms.CharField(label=_("In one sentence"), max_length=300)
    setup = forms.CharField(label=_("Set-up"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    steps = LinesField(label=_("Steps"))
    cues = LinesField(label=_("Cues"), required=False, rows=3)
    faults = LinesField(label=_("Common faults"), required=False, rows=3)
    video_url = forms.URLField(
        label=_("Your video"),
        required=False,
        max_length=200,
        assume_scheme="https",
        validators=[URLValidator(schemes=["https"], message=_("Please give an address with https://."))],
        help_text=_("A link that your clients can open, with https://."),
    )
    equipment = forms.MultipleChoiceField(
        label=_("Equipment"), required=False, choices=EQUIPMENT, widget=forms.CheckboxSelectMultiple
    )
    level = forms.TypedChoiceField(
        label=_("Level"), coerce=int, choices=[(1, "1"), (2, "2"), (3, "3")], initial=1
    )
    balance = forms.ChoiceField(label=_("Balance"), choices=Exercise.Balance.choices)
    per_side = forms.BooleanField(label=_("Done on each side"), required=False)
    dose_kind = forms.ChoiceField(label=_("Counted in"), choices=Exercise.DoseKind.choices)
    dose_low = forms.IntegerField(label=_("From"), min_value=1, max_value=600, initial=10)
    dose_high = forms.IntegerField(label=_("To"), min_value=1, max_value=600, initial=12)
    cautions = forms.MultipleChoiceField(
        label=_("Cautions"),
        required=False,
        choices=[(tag.value, label) for tag, label in CAUTION_LABELS.items()],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nobody gets it whose agreed limits name one of these."),
    )
    caution_note = forms.CharField(label=_("Take care"), required=False, max_length=300)
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, trainer: Trainer, muscles: Sequence[Muscle], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.muscles = muscles
        self.fields["figure"] = forms.ChoiceField(
            label=_("Figure"),
            required=False,
            choices=[("", _("No figure")), *_figures()],
            help_text=_("Choose the drawn movement that comes nearest."),
        )
        for name, label in (("easier", _("Easier")), ("harder", _("Harder"))):
            self.fields[name] = forms.ModelChoiceField(
                label=label, required=False, queryset=Exercise.objects.open_to(trainer)
            )
        for muscle in muscles:
            for place in places_of(muscle):
                self.fields[work_name(muscle, place)] = forms.ChoiceField(
                    label=f"{muscle}: {POSITION_WORDS[place]}",
                    choices=ROLES,
                    required=False,
                    widget=forms.Select(
                        attrs={"class": "form-select", "aria-label": f"{muscle}: {POSITION_WORDS[place]}"}
                    ),
                )
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = _layout()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        low, high, kind = (cleaned.get(name) for name in ("dose_low", "dose_high", "dose_kind"))
        if low and high and low > high:
            self.add_error("dose_high", _("This must not be less than where it starts."))
        elif high and kind and high > DOSE_LIMITS[Exercise.DoseKind(kind)]:
            self.add_error("dose_high", _("That is more than anybody should do in one set."))
        if not self.errors and not self._work():
            self.add_error(None, _("Choose at least one muscle that it strengthens or stretches."))
        return cleaned

    @property
    def work_rows(self) -> Iterator[WorkRow]:
        """For the table of muscles and places."""
        for muscle in self.muscles:
            yield WorkRow(muscle=muscle, spots=[self._spot(muscle, place) for place in places_of(muscle)])

    def _spot(self, muscle: Muscle, position: Position) -> WorkSpot:
        return WorkSpot(
            field=self[work_name(muscle, position)],
            column=POSITION_WORDS[position],
            span=3 if position == Position.TRUNK else 1,
        )

    @property
    def draft(self) -> Draft:
        own = ("key", "version", *work_names(self.muscles))
        return Draft(
            fields={name: value for name, value in self.cleaned_data.items() if name not in own},
            work=frozenset(self._work()),
        )

    def _work(self) -> list[Tag]:
        return [
            (muscle.slug, position.value, role)
            for muscle in self.muscles
            for position in places_of(muscle)
            if (role := self.cleaned_data.get(work_name(muscle, position)))
        ]


def _figures() -> list[tuple[str, str]]:
    """Every drawn movement, by the name of the shared exercise that it was drawn for."""
    named = dict(Exercise.objects.shared().exclude(figure="").values_list("figure", "name"))
    return [(name, named.get(name, name.replace("-", " "))) for name in movements()]


def places_of(muscle: Muscle) -> tuple[Position, ...]:
    return (Position.TRUNK, Position.T) if muscle.group == TRUNK else COLUMNS


def work_name(muscle: Muscle, position: Position) -> str:
    return f"work-{muscle.slug}-{position.value}"


def work_names(muscles: Sequence[Muscle]) -> list[str]:
    return [work_name(muscle, position) for muscle in muscles for position in places_of(muscle)]


def initial_of(exercise: Exercise) -> Mapping[str, Any]:
    """What the form shows of an exercise, with its `work` loaded."""
    names = (
        "name", "summary", "setup", "steps", "cues", "faults", "video_url", "figure", "equipment", "level",
        "balance", "per_side", "dose_kind", "dose_low", "dose_high", "cautions", "caution_note", "easier",
        "harder", "version",
    )  # fmt: skip
    work = {f"work-{each.muscle.slug}-{each.position}": each.role for each in exercise.work.all()}
    return {name: getattr(exercise, name) for name in names} | work


def _layout() -> Layout:
    return Layout(
        "key",
        "version",
        Fieldset(_("How it is done"), "name", "summary", "setup", "steps", "cues", "faults", "video_url"),
        Fieldset(
            _("Figure and dose"),
            "figure",
            Div("dose_kind", "per_side", css_class="form-pair"),
            Div("dose_low", "dose_high", css_class="form-pair"),
            Div("level", "balance", css_class="form-pair"),
            Div("easier", "harder", css_class="form-pair"),
        ),
        HTML('{% include "programs/_work_fields.html" %}'),
        Fieldset(_("Equipment and cautions"), "equipment", "cautions", "caution_note"),
    )
