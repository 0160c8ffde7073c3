"""The form of what is recorded once a visit, before the first trial.

A missing required value is asked for, not guessed (DOMAIN, "The hip flexor strength test").
"""

from dataclasses import replace
from typing import Any

from crispy_forms.layout import HTML, Div
from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from assessments.findings import KneeLevel, Passive, Side, Support
from assessments.forms.fields import (
    TENTHS,
    ScaleField,
    TapField,
    YesNoField,
    buttons,
    plain_helper,
    scale,
    taps,
    wide_taps,
)
from assessments.models import Assessment
from assessments.recorded import SetupValues
from assessments.words import PASSIVE_WORDS, SIDE_WORDS, SUPPORT_WORDS

NOT_TESTED = "none"


class SetupForm(forms.Form):
    """What is recorded once, before the first trial; a retest is offered what the test before had."""

    use_required_attribute = False

    surface_height_cm = forms.DecimalField(
        label=_("Surface height (cm)"),
        help_text=_("The same height, within 1 cm, makes a retest comparable."),
        min_value=10,
        max_value=120,
        max_digits=4,
        decimal_places=1,
        widget=forms.NumberInput(attrs=TENTHS),
    )
    support = TapField(label=_("Support"), choices=buttons(SUPPORT_WORDS))
    shoes = YesNoField(label=_("Shoes on?"))
    thigh_parallel = YesNoField(label=_("Foot on it: knee at hip level, thigh parallel to the floor?"))
    pain_before = ScaleField(label=_("Pain before the test"))

    def __init__(self, data: Any = None, *, assessment: Assessment, last: Assessment | None = None) -> None:
        super().__init__(data, initial=_setup_initial(assessment, last))
        self.helper = plain_helper(
            Div(
                HTML('{% include "desk/_last_time.html" %}'),
                "surface_height_cm",
                wide_taps("support"),
                taps("shoes"),
                css_class="panel stack",
            ),
            Div(
                HTML('{% include "desk/_setup_figure.html" %}'),
                taps("thigh_parallel"),
                scale("pain_before"),
                css_class="panel stack",
            ),
        )

    @property
    def values(self) -> SetupValues:
        """Of a valid form."""
        data = self.cleaned_data
        return SetupValues(
            surface_height_cm=data["surface_height_cm"],
            thigh_parallel=data["thigh_parallel"],
            support=Support(data["support"]),
            shoes=data["shoes"],
            pain_before=data["pain_before"],
        )


class PassiveForm(forms.Form):
    """How far one thigh lifts with the client's own hands: *cannot reach* is not *cannot hold*."""

    use_required_attribute = False

    def __init__(self, data: Any = None, *, assessment: Assessment, side: Side) -> None:
        super().__init__(data, initial=_passive_initial(assessment, side))
        self.fields |= _passive_fields()
        self.helper = plain_helper(
            Div(wide_taps("passive"), scale("pain"), "radiating", css_class="panel stack")
        )

    def clean(self) -> dict[str, Any]:
        _demand_pain(self, "passive", "pain")
        return self.cleaned_data

    @property
    def lift(self) -> Passive:
        """Of a valid form."""
        data = self.cleaned_data
        return _lift(data["passive"], data["pain"], radiating=data["radiating"])


class WholeSetupForm(SetupForm):
    """The setup with the passive range of both sides, as it is corrected."""

    def __init__(self, data: Any = None, *, assessment: Assessment) -> None:
        super().__init__(data, assessment=assessment)
        for side in Side:
            for name, field in _passive_fields().items():
                self.fields[f"{name}_{side}"] = field
            recorded = _passive_initial(assessment, side) or {"passive": NOT_TESTED}
            self.initial.update({f"{name}_{side}": value for name, value in recorded.items()})
        self.helper = plain_helper(
            Div(
                "surface_height_cm",
                wide_taps("support"),
                taps("shoes"),
                taps("thigh_parallel"),
                scale("pain_before"),
                css_class="panel stack",
            ),
            Div(
                *(
                    Div(
                        HTML(f"<h2>{_now('Passive range')}: {SIDE_WORDS[side]}</h2>"),
                        wide_taps(f"passive_{side}"),
                        scale(f"pain_{side}"),
                        f"radiating_{side}",
                        css_class="side",
                    )
                    for side in Side
                ),
                css_class="sides",
            ),
        )

    def clean(self) -> dict[str, Any]:
        for side in Side:
            _demand_pain(self, f"passive_{side}", f"pain_{side}")
        return self.cleaned_data

    @property
    def values(self) -> SetupValues:
        data = self.cleaned_data
        left, right = (
            _lift(data[f"passive_{side}"], data[f"pain_{side}"], radiating=data[f"radiating_{side}"])
            for side in Side
        )
        return replace(super().values, left=left, right=right)


def _passive_fields() -> dict[str, forms.Field]:
    return {
        "passive": TapField(
            label=_("Back to the wall, thigh lifted with both hands: how high comes the knee?"),
            choices=lambda: [*buttons(PASSIVE_WORDS)(), (NOT_TESTED, _now("Not tested"))],
        ),
        "pain": ScaleField(label=_("Pain while lifting"), required=False),
        "radiating": forms.BooleanField(label=_("Numbness, or pain below the knee"), required=False),
    }


def _demand_pain(form: forms.Form, level: str, pain: str) -> None:
    """A lift that was tried has a pain score."""
    tested = form.cleaned_data.get(level) != NOT_TESTED
    if tested and form.cleaned_data.get(pain) is None and pain not in form.errors:
        form.add_error(pain, _("Please ask how much it hurt; 0 is an answer."))


def _lift(level: str, pain: int | None, *, radiating: bool) -> Passive:
    return Passive(
        level=None if level == NOT_TESTED else KneeLevel(level), pain=pain or 0, radiating=radiating
    )


def _setup_initial(assessment: Assessment, last: Assessment | None) -> dict[str, Any]:
    """Before the first save: the support that the protocol names, or what the test before had."""
    kept = ["surface_height_cm", "support", "shoes"]
    if assessment.surface_height_cm is not None:
        return {name: getattr(assessment, name) for name in (*kept, "thigh_parallel", "pain_before")}
    return {name: getattr(last, name) for name in kept} if last else {"support": assessment.support}


def _passive_initial(assessment: Assessment, side: Side) -> dict[str, Any]:
    """What is on record; nothing is preset for a side that wasn't looked at."""
    if not (level := getattr(assessment, f"passive_{side}")):
        return {}
    names = ("pain", "radiating")
    return {"passive": level} | {name: getattr(assessment, f"passive_{name}_{side}") for name in names}
