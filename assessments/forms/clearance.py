"""The form that releases a screen: on whose word, and within which limits."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.forms.fields import TapField, plain_helper, taps
from assessments.models import Clearance, Screen
from assessments.screening import Outcome
from hipcoach.common.cautions import CAUTION_LABELS


class ClearanceForm(forms.Form):
    """A stop offers a professional's statement only (DOMAIN, "Intake and the screen")."""

    use_required_attribute = False

    # The screen that was read; a newer one must be read first.
    screen = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("What was said, by whom, and when?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    limits = forms.MultipleChoiceField(
        label=_("What to leave out"),
        help_text=_("Exercises that ask for any of these are not suggested."),
        choices=[(tag.value, label) for tag, label in CAUTION_LABELS.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *, current: Screen, limits: Collection[str] = ()) -> None:
        """`limits` in force are ticked, so that a newer word drops none of them unnoticed."""
        super().__init__(data, initial={"screen": current.pk, "limits": sorted(limits)})
        self.current = current
        bases = [Clearance.Basis.STATEMENT]
        if current.outcome != Outcome.STOP:
            bases.append(Clearance.Basis.DECISION)
        self.fields["basis"] = TapField(
            label=_("On whose word?"), choices=[(basis.value, basis.label) for basis in bases]
        )
        self.helper = plain_helper("screen", taps("basis"), "note", taps("limits"))

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("screen") != self.current.pk:
            raise forms.ValidationError(_("There are newer answers. Please read them first."))
        return self.cleaned_data
