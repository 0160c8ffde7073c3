"""One line of a program: what it asks for, in which weeks, how it grows. For templates and plans alike."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.models.dose import MAX_LOAD_KG, MAX_SETS, REST, Block, Dose, Growth

MOST_REPS = 100
MOST_SECONDS = 600
# The seconds of a tempo: down, still and up; people also write them with blanks or strokes between.
TEMPO = re.compile(r"(\d{1,2})[-–/:,. ]+(\d{1,2})[-–/:,. ]+(\d{1,2})")

DOSE_FIELDS = (
    "block", "sets", "reps_low", "reps_high", "hold_low", "hold_high", "rest", "load_kg", "tempo",
    "from_week", "to_week", "grows_in", "grows_by", "grows_every", "note",
)  # fmt: skip


def _number(label: Any, *, most: int, least: int = 1, required: bool = False) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"class": "form-control", "inputmode": "numeric"})
    return forms.IntegerField(label=label, min_value=least, max_value=most, required=required, widget=widget)


class LineForm(forms.Form):
    """A form over the fields of Dose; bounds: see also Dose's constraints.

    Valid, `dose` holds every one of DOSE_FIELDS. What may stay empty: one end of a range is the other one, no
    rest is that of the part, no last week is the last of the `weeks`.
    """

    use_required_attribute = False

    block = forms.ChoiceField(
        label=_("Part"), choices=Block.choices, widget=forms.Select(attrs={"class": "form-select"})
    )
    sets = _number(_("Sets"), most=MAX_SETS, required=True)
    reps_low = _number(_("Reps from"), most=MOST_REPS)
    reps_high = _number(_("Reps to"), most=MOST_REPS)
    hold_low = _number(_("Held from (s)"), most=MOST_SECONDS)
    hold_high = _number(_("Held to (s)"), most=MOST_SECONDS)
    rest = _number(_("Rest (s)"), least=0, most=MOST_SECONDS)
    load_kg = forms.DecimalField(
        label=_("Load (kg)"),
        required=False,
        min_value=0,
        max_value=MAX_LOAD_KG,
        max_digits=5,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"class": "form-control", "inputmode": "decimal", "step": "any"}),
    )
    tempo = forms.CharField(
        label=_("Tempo"),
        required=False,
        max_length=20,
        help_text=_("Seconds down, still, up: 3-1-2."),
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )
    from_week = _number(_("From week"), most=52)
    to_week = _number(_("To week"), most=52)
    grows_in = forms.ChoiceField(
        label=_("Grows in"),
        required=False,
        choices=[("", _("nothing")), *Growth.choices],
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    grows_by = _number(_("by"), least=0, most=MOST_SECONDS)
    grows_every = _number(_("every (weeks)"), most=52)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=300,
        help_text=_("Your client reads it at this exercise."),
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 2}),
    )

    def __init__(self, *args: Any, weeks: int, **kwargs: Any) -> None:
        """`weeks` is how long the whole program runs."""
        super().__init__(*args, **kwargs)
        self.weeks = weeks
        for field in self.visible_fields():
            field.field.widget.attrs["aria-describedby"] = f"{field.auto_id}_said"

    def clean_load_kg(self) -> Any:
        """Nothing to carry is no load."""
        return self.cleaned_data["load_kg"] or None

    def clean_tempo(self) -> str:
        written = self.cleaned_data["tempo"]
        if not written:
            return ""
        parts = TEMPO.fullmatch(written)
        if parts is None or not any(map(int, parts.groups())):
            raise forms.ValidationError(_("Please write three numbers of seconds, such as 3-1-2."))
        return "-".join(str(int(part)) for part in parts.groups())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for amount in ("reps", "hold"):
            self._clean_range(cleaned, amount)
        if not self.errors and cleaned["reps_low"] is None and cleaned["hold_low"] is None:
            self.add_error("reps_low", _("Say how many repetitions, or how many seconds to hold."))
        self._clean_weeks(cleaned)
        if cleaned.get("rest") is None and "block" in cleaned:
            cleaned["rest"] = REST[Block(cleaned["block"])]
        if not self.errors:
            self._clean_growth(cleaned)
        return cleaned

    def _clean_range(self, cleaned: dict[str, Any], amount: str) -> None:
        low, high = cleaned.get(f"{amount}_low"), cleaned.get(f"{amount}_high")
        low, high = (high, high) if low is None else (low, low) if high is None else (low, high)
        cleaned.update({f"{amount}_low": low, f"{amount}_high": high})
        if low is not None and high is not None and low > high:
            self.add_error(f"{amount}_high", _("This must not be less than where it starts."))

    def _clean_weeks(self, cleaned: dict[str, Any]) -> None:
        first = cleaned["from_week"] = cleaned.get("from_week") or 1
        last = cleaned["to_week"] = cleaned.get("to_week") or self.weeks
        for name, week in (("from_week", first), ("to_week", last)):
            if week > self.weeks:
                self.add_error(name, _("The program has %(weeks)s weeks.") % {"weeks": self.weeks})
        if "to_week" in cleaned and first > last:
            self.add_error("to_week", _("This must not be before the first week."))

    def _clean_growth(self, cleaned: dict[str, Any]) -> None:
        kind = cleaned["grows_in"]
        cleaned["grows_every"] = cleaned["grows_every"] or 1
        if not kind:
            cleaned.update(grows_by=0, grows_every=1)
        elif not cleaned["grows_by"]:
            self.add_error("grows_by", _("Say by how much, or choose “nothing”."))
        elif kind != Growth.SETS and cleaned[f"{kind}_low"] is None:
            self.add_error("grows_in", _("This line has none of these to grow in."))
        else:
            self._clean_top(cleaned, Growth(kind))

    def _clean_top(self, cleaned: dict[str, Any], kind: Growth) -> None:
        steps = (cleaned["to_week"] - cleaned["from_week"]) // cleaned["grows_every"]
        start, most = {
            Growth.SETS: (cleaned["sets"], MAX_SETS),
            Growth.REPS: (cleaned["reps_high"] or 0, MOST_REPS),
            Growth.HOLD: (cleaned["hold_high"] or 0, MOST_SECONDS),
        }[kind]
        top = start + cleaned["grows_by"] * steps
        if top > most:
            told = {"top": top, "most": most}
            self.add_error(
                "grows_by", _("By the last week that would be %(top)s; %(most)s is the most.") % told
            )

    @property
    def dose(self) -> dict[str, Any]:
        """The fields of a Dose but its order; only of a valid form."""
        return {name: self.cleaned_data[name] for name in DOSE_FIELDS}


def dose_of(line: Dose) -> Mapping[str, Any]:
    """What the form shows of a line."""
    shown = {name: getattr(line, name) for name in DOSE_FIELDS}
    if not line.grows_in:
        shown |= {"grows_by": None, "grows_every": None}
    if line.load_kg is not None:
        shown["load_kg"] = f"{line.load_kg.normalize():f}"
    return shown
