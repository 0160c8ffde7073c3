"""Forms round a result: why it changes, a grade set over the rules', what else was seen, conventions."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from crispy_forms.layout import HTML, Div
from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from assessments.conventions import COLUMNS, Conventions
from assessments.findings import GRADE_WORDS, OVERRIDES, Grade, Side
from assessments.forms.fields import TENTHS, TapField, buttons, plain_helper, taps, wide_taps
from assessments.models import Observations, Trainer
from assessments.observed import BALANCE_CAP, Observed, SideObserved, ThomasKnee, ThomasThigh
from assessments.retests import LONGEST
from assessments.words import SIDE_WORDS, THOMAS_KNEE_WORDS, THOMAS_THIGH_WORDS

AS_THE_RULES = "rules"
SIDE_FIELDS = ("thomas_thigh", "thomas_knee", "leg_raise", "hamstring", "balance")


class ReasonForm(forms.Form):
    """Beside another form, when what that form holds has been closed."""

    use_required_attribute = False

    reason = forms.CharField(
        label=_("Why do you change it?"),
        help_text=_("It stays on the record, with what stood there before."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any = None, *, is_required: bool = True, adds: bool = False) -> None:
        super().__init__(data)
        self.fields["reason"].required = is_required
        if adds:
            self.fields["reason"].label = _now("Why is it added only now?")
            self.fields["reason"].help_text = _now("It stays on the record.")
        self.helper = plain_helper("reason")


class OverrideForm(forms.Form):
    """Another grade for one side."""

    use_required_attribute = False

    override_reason = forms.CharField(
        label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, data: Any = None, *, sides: Sequence[Side]) -> None:
        super().__init__(data)
        grades = {grade: GRADE_WORDS[grade] for grade in reversed(OVERRIDES)}
        self.fields["side"] = TapField(
            label=_("Side"), choices=buttons({side: SIDE_WORDS[side] for side in sides})
        )
        self.fields["grade"] = TapField(
            label=_("What you read"), choices=[*buttons(grades)(), (AS_THE_RULES, _("As the rules say"))]
        )
        self.helper = plain_helper(taps("side"), wide_taps("grade"), "override_reason")

    @property
    def values(self) -> dict[str, Any]:
        """Of a valid form."""
        grade = self.cleaned_data["grade"]
        return {
            "side": Side(self.cleaned_data["side"]),
            "grade": None if grade == AS_THE_RULES else Grade(grade),
            "reason": self.cleaned_data["override_reason"],
        }


class ObservationsForm(forms.Form):
    """What else the hour showed; all of it is optional."""

    squat = forms.CharField(
        label=_("Squat, in your words"),
        help_text=_("For you only; your client doesn't see it."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None, *, row: Observations | None = None) -> None:
        initial = (
            {
                name: getattr(row, name)
                for side in Side
                for name in (*(f"{each}_{side}" for each in SIDE_FIELDS), "squat")
            }
            if row
            else {}
        )
        super().__init__(data, initial=initial)
        for side in Side:
            for name, field in _side_fields().items():
                self.fields[f"{name}_{side}"] = field
        self.helper = plain_helper(
            Div(*(_side_layout(side) for side in Side), css_class="sides"),
            Div("squat", css_class="panel stack"),
        )

    @property
    def values(self) -> Observed:
        """Of a valid form."""
        return Observed(
            left=self._side(Side.LEFT), right=self._side(Side.RIGHT), squat=self.cleaned_data["squat"]
        )

    def _side(self, side: Side) -> SideObserved:
        said = {name: self.cleaned_data[f"{name}_{side}"] for name in SIDE_FIELDS}
        return SideObserved(
            thomas_thigh=ThomasThigh(said["thomas_thigh"]) if said["thomas_thigh"] else None,
            thomas_knee=ThomasKnee(said["thomas_knee"]) if said["thomas_knee"] else None,
            leg_raise=said["leg_raise"],
            hamstring=said["hamstring"],
            balance=said["balance"],
        )


def _side_fields() -> dict[str, forms.Field]:
    return {
        "thomas_thigh": TapField(
            label=_("Modified Thomas: the thigh of the hanging leg"),
            choices=[*buttons(THOMAS_THIGH_WORDS)(), ("", _("Not looked at"))],
            required=False,
        ),
        "thomas_knee": TapField(
            label=_("Modified Thomas: the knee of that leg"),
            choices=[*buttons(THOMAS_KNEE_WORDS)(), ("", _("Not looked at"))],
            required=False,
        ),
        "leg_raise": _degrees(_("Active straight leg raise (degrees)"), most=120),
        "hamstring": _degrees(_("Table hamstring range (degrees)"), most=150),
        "balance": forms.DecimalField(
            label=_("Standing on this leg (seconds)"),
            help_text=_now("Stop at %(cap)s s.") % {"cap": BALANCE_CAP},
            required=False,
            min_value=0,
            max_value=BALANCE_CAP,
            max_digits=4,
            decimal_places=1,
            widget=forms.NumberInput(attrs=TENTHS),
        ),
    }


def _degrees(label: Any, *, most: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=most,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


def _side_layout(side: Side) -> Div:
    return Div(
        HTML(f"<h2>{str(SIDE_WORDS[side]).capitalize()}</h2>"),
        wide_taps(f"thomas_thigh_{side}"),
        wide_taps(f"thomas_knee_{side}"),
        f"leg_raise_{side}",
        f"hamstring_{side}",
        f"balance_{side}",
        css_class="side",
    )


def _seconds(label: Any, *, least: int, most: int, help_text: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        help_text=help_text,
        min_value=least,
        max_value=most,
        max_digits=4,
        decimal_places=1,
        widget=forms.NumberInput(attrs=TENTHS),
    )


class ConventionsForm(forms.Form):
    """A trainer's conventions, within limits that keep the words true. Order: see also Conventions."""

    use_required_attribute = False

    pain_limit = forms.IntegerField(
        label=_("Pain that ends testing on a side (1-6 of 10)"),
        help_text=_("From this on, no more trials on that side, and nothing is set over it. Usual: 4."),
        min_value=1,
        max_value=6,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    limited_below = _seconds(
        _("Limited below (seconds)"), least=3, most=60, help_text=_("A shorter hold is “limited”. Usual: 10.")
    )
    full_from = _seconds(
        _("Full from (seconds)"), least=5, most=120, help_text=_("A hold this long is “full”. Usual: 15.")
    )
    hold_cap = _seconds(
        _("Stop the clock at (seconds)"),
        least=5,
        most=180,
        help_text=_("Never less than a full hold. Usual: 30."),
    )
    retest_weeks = forms.IntegerField(
        label=_("Suggest a retest after (weeks)"),
        help_text=_("Counted from the day a plan is assigned, or else from the test. Usual: 6."),
        min_value=1,
        max_value=52,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, data: Any = None, *, trainer: Trainer) -> None:
        super().__init__(data, initial={name: _short(getattr(trainer, name)) for name in COLUMNS})
        self.helper = plain_helper(
            Div("limited_below", "full_from", "hold_cap", css_class="panel stack"),
            Div("pain_limit", css_class="panel stack"),
            Div("retest_weeks", css_class="panel stack"),
        )

    def clean(self) -> dict[str, Any]:
        limited, full, cap = (
            self.cleaned_data.get(name) for name in ("limited_below", "full_from", "hold_cap")
        )
        if limited is not None and full is not None and full <= limited:
            self.add_error("full_from", _("A full hold is longer than a limited one."))
        if full is not None and cap is not None and cap < full:
            self.add_error("hold_cap", _("The clock can't stop before a hold is full."))
        return self.cleaned_data

    @property
    def conventions(self) -> Conventions:
        """Of a valid form."""
        return Conventions(**{name: self.cleaned_data[name] for name in COLUMNS})


class RetestForm(forms.Form):
    """The day of the next look, within two years; empty for none."""

    on = forms.DateField(
        label=_("Suggest a retest on"),
        help_text=_("Leave it empty to suggest none."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, data: Any = None, *, on: date | None, today: date) -> None:
        super().__init__(data, initial={"on": on})
        self.today = today
        self.helper = plain_helper("on")

    def clean_on(self) -> date | None:
        on: date | None = self.cleaned_data["on"]
        if on and not self.today <= on <= self.today + LONGEST:
            raise forms.ValidationError(_("Choose a day within the next two years."))
        return on


def _short(value: Any) -> Any:
    """10 rather than 10.0."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value
