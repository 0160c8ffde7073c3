"""The form of what is recorded once a visit, before the first trial.

A missing required value is asked for, not guessed (DOMAIN, "The hip flexor strength test").
"""

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
    """What is recorded once: the surface, the support, and how far each thigh lifts with help."""

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
    thigh_parallel = YesNoField(label=_("Foot on it: knee at hip level, thigh parallel to the floor?"))
    support = TapField(label=_("Support"), choices=buttons(SUPPORT_WORDS))
    shoes = YesNoField(label=_("Shoes on?"))
    pain_before = ScaleField(label=_("Pain before the test"))

    def __init__(self, data: Any = None, *, assessment: Assessment) -> None:
        super().__init__(data, initial=_setup_initial(assessment))
        for side in Side:
            for name, field in _passive_fields().items():
                self.fields[f"{name}_{side}"] = field
        self.helper = plain_helper(
            Div(
                "surface_height_cm",
                taps("thigh_parallel"),
                wide_taps("support"),
                taps("shoes"),
                scale("pain_before"),
                css_class="panel stack",
            ),
            self._sides(),
        )

    def _sides(self) -> Div:
        return Div(
            *(
                Div(
                    HTML(f"<h2>{_now('Passive range')}: {SIDE_WORDS[side]}</h2>"),
                    wide_taps(f"passive_{side}"),
                    scale(f"passive_pain_{side}"),
                    f"passive_radiating_{side}",
                    css_class="side",
                )
                for side in Side
            ),
            css_class="sides",
        )

    def clean(self) -> dict[str, Any]:
        for side in Side:
            tested = self.cleaned_data.get(f"passive_{side}") != NOT_TESTED
            pain = f"passive_pain_{side}"
            if tested and self.cleaned_data.get(pain) is None and pain not in self.errors:
                self.add_error(pain, _("Please ask how much it hurt; 0 is an answer."))
        return self.cleaned_data

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
            left=self._passive(Side.LEFT),
            right=self._passive(Side.RIGHT),
        )

    def _passive(self, side: Side) -> Passive:
        level = self.cleaned_data[f"passive_{side}"]
        return Passive(
            level=None if level == NOT_TESTED else KneeLevel(level),
            pain=self.cleaned_data[f"passive_pain_{side}"] or 0,
            radiating=self.cleaned_data[f"passive_radiating_{side}"],
        )


def _passive_fields() -> dict[str, forms.Field]:
    return {
        "passive": TapField(
            label=_("Back to the wall, thigh lifted with both hands: how high comes the knee?"),
            choices=[*buttons(PASSIVE_WORDS)(), (NOT_TESTED, _("Not tested"))],
        ),
        "passive_pain": ScaleField(label=_("Pain while lifting"), required=False),
        "passive_radiating": forms.BooleanField(label=_("Numbness, or pain below the knee"), required=False),
    }


def _setup_initial(assessment: Assessment) -> dict[str, Any]:
    """Nothing is preset before the first save, but for the support that the protocol names."""
    if assessment.surface_height_cm is None:
        return {"support": assessment.support}
    names = ["surface_height_cm", "thigh_parallel", "support", "shoes", "pain_before"]
    names += [f"passive_{name}_{side}" for name in ("pain", "radiating") for side in Side]
    levels = {f"passive_{side}": getattr(assessment, f"passive_{side}") or NOT_TESTED for side in Side}
    return {name: getattr(assessment, name) for name in names} | levels
