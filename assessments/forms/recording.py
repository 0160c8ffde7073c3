"""The form of a trial, used standing, on a phone: large choices, and only the seconds are typed.

A missing required value is asked for, not guessed (DOMAIN, "The hip flexor strength test").
"""

from decimal import Decimal
from typing import Any
from uuid import uuid4

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div
from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from assessments.findings import Compensated, Compensation, EndedBy, KneeLevel, Side, TrialKind
from assessments.forms.fields import (
    CHOOSE,
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
from assessments.models.results import HIGHEST_KNEE
from assessments.recorded import TrialValues
from assessments.words import (
    COMPENSATION_WORDS,
    ENDED_BY_WORDS,
    KNEE_WORDS,
    SIDE_WORDS,
    TRIAL_KIND_WORDS,
)


class TrialForm(forms.Form):
    """One attempt. The hidden key makes a doubled sending the same trial."""

    use_required_attribute = False

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    side = TapField(label=_("Side"), choices=buttons(SIDE_WORDS))
    kind = TapField(label=_("Practice or counted?"), choices=buttons(TRIAL_KIND_WORDS))
    cleared = YesNoField(label=_("Did the foot come off the surface?"))
    hold = forms.DecimalField(
        label=_("Hold (seconds)"),
        required=False,
        min_value=0,
        max_digits=5,
        decimal_places=1,
        widget=forms.NumberInput(attrs=TENTHS),
    )
    knee = TapField(label=_("Where was the knee?"), choices=buttons(KNEE_WORDS), required=False)
    knee_height_cm = forms.DecimalField(
        label=_("How far from hip level, in cm? (optional)"),
        required=False,
        min_value=0,
        max_value=HIGHEST_KNEE,
        max_digits=4,
        decimal_places=1,
        widget=forms.NumberInput(attrs=TENTHS),
    )
    ended_by = TapField(label=_("Why did it end?"), choices=buttons(ENDED_BY_WORDS))
    compensations = forms.MultipleChoiceField(
        label=_("What did you see?"),
        help_text=_("Tick all that lasted longer than a second."),
        choices=buttons(COMPENSATION_WORDS),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    hands_lifted = forms.BooleanField(
        label=_("Hands lifted the thigh (the trial does not count)"), required=False
    )
    pain = ScaleField(label=_("Pain"))
    radiating = forms.BooleanField(label=_("Numbness, or pain below the knee"), required=False)
    pain_place = forms.CharField(label=_("Where it hurt"), required=False, max_length=60)
    cramp_place = forms.CharField(label=_("Where it cramped"), required=False, max_length=60)

    def __init__(self, data: Any = None, *, cap: Decimal, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.cap = cap
        self.fields["hold"].help_text = _now("From foot clear to the end; %(cap)s s at most.") % {
            "cap": f"{cap.normalize():f}"
        }
        for kind, label in COMPENSATION_WORDS.items():
            self.fields[_at(kind)] = _seconds_field(capfirst(label))
        self.helper = _trial_helper()

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("cleared"):
            self._check_hold()
        elif self.cleaned_data.get("ended_by") == EndedBy.CAP:
            self.add_error("ended_by", _("The foot stayed down, so the cap can't have been reached."))
        if self.cleaned_data.get("ended_by") == EndedBy.PAIN and self.cleaned_data.get("pain") == 0:
            self.add_error("pain", _("It ended because of pain. How strong was it?"))
        if self.cleaned_data.get("ended_by") == EndedBy.COMPENSATION and not self._compensations():
            self.add_error("compensations", _("Posture was lost. What did you see?"))
        return self.cleaned_data

    def _check_hold(self) -> None:
        hold, capped = self.cleaned_data.get("hold"), self.cleaned_data.get("ended_by") == EndedBy.CAP
        if not self.cleaned_data.get("knee"):
            self.add_error("knee", CHOOSE)
        if self.cleaned_data.get("knee") == KneeLevel.LEVEL and self.cleaned_data.get("knee_height_cm"):
            self.add_error("knee_height_cm", _("Level with the hip, there is no distance. Which is it?"))
        if "hold" in self.errors:
            return
        if hold is None and capped:
            self.cleaned_data["hold"] = self.cap
        elif hold is None:
            self.add_error("hold", _("How many seconds was it?"))
        elif hold > self.cap or (capped and hold != self.cap):
            text = _now("The test ends at the cap of %(cap)s s.") % {"cap": f"{self.cap.normalize():f}"}
            self.add_error("hold", text)
        elif any(lost.at is not None and lost.at > hold for lost in self._compensations()):
            self.add_error("compensations", _("A time lies after the end of the hold."))

    def _compensations(self) -> tuple[Compensated, ...]:
        """A time given for one that isn't ticked ticks it."""
        ticked = self.cleaned_data.get("compensations") or []
        times = {kind: self.cleaned_data.get(_at(kind)) for kind in Compensation}
        return tuple(
            Compensated(kind=kind, at=None if at is None else float(at))
            for kind, at in times.items()
            if kind in ticked or at is not None
        )

    @property
    def values(self) -> TrialValues:
        """Of a valid form. A foot that stayed down left the knee where the surface puts it: at hip level."""
        data = self.cleaned_data
        return TrialValues(
            side=Side(data["side"]),
            kind=TrialKind(data["kind"]),
            cleared=data["cleared"],
            hold=data["hold"] or Decimal(0),
            knee=KneeLevel(data["knee"] or KneeLevel.LEVEL),
            knee_height_cm=data["knee_height_cm"],
            ended_by=EndedBy(data["ended_by"]),
            compensations=self._compensations(),
            hands_lifted=data["hands_lifted"],
            cramp_place=data["cramp_place"],
            pain=data["pain"],
            pain_place=data["pain_place"],
            radiating=data["radiating"],
        )


def _at(kind: Compensation) -> str:
    return f"at_{kind}"


def _seconds_field(label: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        required=False,
        min_value=0,
        max_digits=4,
        decimal_places=1,
        widget=forms.NumberInput(attrs=TENTHS),
    )


def _trial_helper() -> FormHelper:
    times = [_at(kind) for kind in Compensation]
    return plain_helper(
        "key",
        Div(taps("side"), taps("kind"), css_class="panel stack"),
        Div(taps("cleared"), HTML('{% include "desk/_clock.html" %}'), "hold", css_class="panel stack"),
        Div(taps("knee"), "knee_height_cm", wide_taps("ended_by"), css_class="panel stack"),
        Div(
            wide_taps("compensations"),
            HTML(f'<details class="fold"><summary>{_now("At which second? (optional)")}</summary><div>'),
            Div(*times, css_class="form-pair"),
            HTML("</div></details>"),
            "hands_lifted",
            css_class="panel stack",
        ),
        Div(
            scale("pain"),
            "radiating",
            Div("pain_place", "cramp_place", css_class="form-pair"),
            css_class="panel stack",
        ),
    )


class TakeBackForm(forms.Form):
    """Which trial is taken back, by the key its device made."""

    key = forms.UUIDField()


class WordsForm(forms.Form):
    """What the trainer writes: for the client, and for themselves."""

    summary = forms.CharField(
        label=_("Summary, for the client"),
        help_text=_("A first draft comes from the finding. Please make it yours."),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    notes = forms.CharField(
        label=_("Notes, for you only"),
        help_text=_("On no page of the client, but in the copy of their data that they may take."),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    reason = forms.CharField(
        label=_("Why the summary changes"),
        help_text=_("Your client has read it already, and sees that it changed."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, asks_why: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_why:
            del self.fields["reason"]
        self.helper = plain_helper("summary", "notes", *(["reason"] if asks_why else []))
