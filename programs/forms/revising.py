"""A plan as a form: its schedule, its lines, and exercises to add. Refused, it keeps what was typed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.coverage_map import CoverageMap, Done, draw, required
from programs.forms.assigning import AHEAD
from programs.forms.line import LineForm, dose_of
from programs.models import Exercise, Muscle, Plan
from programs.models.dose import MOST_LINES
from programs.revising import Draft, DraftLine
from programs.template_lines import BLOCKS, usual_dose
from programs.words import dose_in_words

MOST_WEEKS, MOST_SESSIONS = 52, 14
_RANGES = ("reps_low", "reps_high", "hold_low", "hold_high")


def _week(written: str, *, otherwise: int) -> int:
    return int(written) if written.isdecimal() and len(written) < 4 else otherwise


def _number(most: int) -> Any:
    return forms.NumberInput(attrs={"class": "form-control", "inputmode": "numeric", "min": 1, "max": most})


class ScheduleForm(forms.Form):
    use_required_attribute = False

    starts_on = forms.DateField(
        label=gettext_lazy("First day"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "form-control"}),
    )
    weeks = forms.IntegerField(
        label=gettext_lazy("Weeks"), min_value=1, max_value=MOST_WEEKS, widget=_number(MOST_WEEKS)
    )
    sessions_per_week = forms.IntegerField(
        label=gettext_lazy("Sessions a week"),
        min_value=1,
        max_value=MOST_SESSIONS,
        widget=_number(MOST_SESSIONS),
    )
    note = forms.CharField(
        label=gettext_lazy("A word from you"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("Your client reads it above the plan."),
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"}),
    )

    def __init__(self, *args: Any, plan: Plan, today: date, **kwargs: Any) -> None:
        """`today` is the client's."""
        super().__init__(*args, **kwargs)
        self.plan, self.today = plan, today

    def clean_starts_on(self) -> date:
        """The day it has may stay, also when it lies behind."""
        day: date = self.cleaned_data["starts_on"]
        if day != self.plan.starts_on and not self.today <= day <= self.today + AHEAD:
            raise forms.ValidationError(
                _("Keep the first day, or choose one from today on within the next half year.")
            )
        return day


class PlanLineForm(LineForm):
    """A line of the plan: which exercise, where it stands, and whether it goes."""

    line = forms.UUIDField(required=False, widget=forms.HiddenInput)
    place = forms.IntegerField(
        label=gettext_lazy("Place"), required=False, min_value=0, max_value=9999, widget=_number(99)
    )
    leave_out = forms.BooleanField(
        label=gettext_lazy("Leave it out"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )

    def __init__(self, *args: Any, exercises: "Shelf", number: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.exercises, self.number = exercises, number
        self.fields["exercise"] = forms.TypedChoiceField(
            label=gettext_lazy("Exercise"),
            choices=exercises.choices,
            coerce=int,
            widget=forms.Select(attrs={"class": "form-select"}),
            error_messages={"invalid_choice": _("This exercise isn't in this plan or your library.")},
        )
        self.fields["to_week"].widget.attrs["placeholder"] = _("last")

    @property
    def chosen(self) -> Exercise | None:
        """The exercise, typed or stored; None for one that nobody may choose."""
        return self.exercises.get(self["exercise"].value())

    @property
    def in_short(self) -> str:
        """What it asks for, as typed or stored; nothing where that isn't a dose."""
        typed = {name: f"{self[name].value() or ''}" for name in ("sets", *_RANGES)}
        asked = {name: int(value) for name, value in typed.items() if value.isdecimal() and len(value) < 4}
        if "sets" not in asked or not asked.keys() & {"reps_low", "hold_low"}:
            return ""
        reps, hold = ((asked.get(f"{each}_low"), asked.get(f"{each}_high")) for each in ("reps", "hold"))
        return dose_in_words(sets=asked["sets"], reps=reps, hold=hold)

    @property
    def in_weeks(self) -> str:
        """Which weeks, as typed or stored, of a line that doesn't run the whole plan."""
        first, last = (f"{self[name].value() or ''}" for name in ("from_week", "to_week"))
        if first in {"", "1"} and last in {"", f"{self.weeks}"}:
            return ""
        return _("weeks %(first)s–%(last)s") % {"first": first or 1, "last": last or self.weeks}

    @property
    def done(self) -> Done | None:
        """For the map of what the plan trains; None for a line that goes or that names nothing to do."""
        if self.goes or self.chosen is None:
            return None
        first, last = (f"{self[name].value() or ''}" for name in ("from_week", "to_week"))
        return self.chosen, _week(first, otherwise=1), _week(last, otherwise=self.weeks)

    @property
    def is_new(self) -> bool:
        return not self["line"].value()

    @property
    def goes(self) -> bool:
        return self.is_bound and self["leave_out"].value() in {True, "on", "True"}

    def draft(self, held: Collection[UUID]) -> DraftLine:
        """The line of a valid form; one that no version holds is a new one."""
        line = self.cleaned_data["line"]
        return DraftLine(
            line=line if line in held else None,
            exercise=self.exercises.rows[self.cleaned_data["exercise"]],
            asks=self.dose,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The exercises that a trainer may choose here, by id, and what each is called in the list.

    `fitting` are those that the client could take up now.
    """

    rows: Mapping[int, Exercise]
    choices: Sequence[tuple[int, str]]
    fitting: Sequence[Exercise]

    @classmethod
    def of(
        cls, exercises: Iterable[Exercise], *, lacking: Mapping[int, str], open_: Collection[int]
    ) -> "Shelf":
        """`lacking`: in words, what the client hasn't at hand for an exercise; `open_`: what may come new."""
        rows = {each.pk: each for each in exercises}

        def name(each: Exercise) -> str:
            return f"{each.name} ({lacking[each.pk]})" if each.pk in lacking else each.name

        return cls(
            rows=rows,
            choices=[(pk, name(each)) for pk, each in rows.items()],
            fitting=[each for pk, each in rows.items() if pk in open_ and pk not in lacking],
        )

    def get(self, value: Any) -> Exercise | None:
        return self.rows.get(int(value)) if f"{value}".isdecimal() and len(f"{value}") < 12 else None


class RevisionForm:
    """The schedule and the lines together. `add` names an exercise for one more line."""

    def __init__(self, *, plan: Plan, today: date, shelf: Shelf, data: QueryDict | None = None) -> None:
        self.plan, self.shelf, self.data = plan, shelf, data
        initial = {name: getattr(plan, name) for name in ScheduleForm.base_fields}
        self.schedule = ScheduleForm(data, initial=initial, plan=plan, today=today)
        self.problem = ""
        self.lines = self._stored() if data is None else self._typed(data)

    def add(self) -> None:
        """One more line, of the exercise that was asked for, in its own range."""
        named = (self.data.get("also") or self.data.get("add")) if self.data else None
        exercise = self.shelf.get(named)
        if exercise is None:
            self.problem = _("Choose an exercise to add.")
        elif self.is_full:
            self.problem = _("That is as many exercises as a plan can hold.")
        else:
            number = len(self.lines)
            self.lines.append(self._line(number, initial=self._usual(exercise) | {"place": number + 1}))

    def is_valid(self) -> bool:
        staying = [line for line in self.lines if not line.goes]
        valid = [self.schedule.is_valid(), *(line.is_valid() for line in staying)]
        if not staying:
            self.problem = _("A plan needs at least one exercise. To end it, archive it instead.")
        return all(valid) and bool(staying) and not self.problem

    def draft(self, held: Collection[UUID]) -> Draft:
        """Of a valid form, part by part; `held` are the lines of all versions."""
        staying = [line for line in self.lines if not line.goes]
        placed = sorted(
            staying,
            key=lambda line: (
                BLOCKS.index(line.cleaned_data["block"]),
                line.cleaned_data["place"] or line.number + 1,
            ),
        )
        used: set[UUID | None] = set()
        lines = []
        for form in placed:
            line = form.draft([line for line in held if line not in used])
            used.add(line.line)
            lines.append(line)
        fields = self.schedule.cleaned_data
        return Draft(
            starts_on=fields["starts_on"],
            weeks=fields["weeks"],
            sessions_per_week=fields["sessions_per_week"],
            note=fields["note"],
            lines=tuple(lines),
        )

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Everything to look at again: its words, and the id of the field."""
        if self.data is None:
            return []
        found = [(self.problem, "")] if self.problem else []
        for form in (self.schedule, *(line for line in self.lines if not line.goes)):
            name = getattr(form, "chosen", None)
            for field, errors in form.errors.items():
                bound = form[field]
                label = f"{name}, {bound.label}" if name else f"{bound.label}"
                found += [(f"{label}: {error}", bound.id_for_label) for error in errors]
        return found

    @property
    def map(self) -> CoverageMap:
        """What the plan would train as it stands in the form."""
        template = self.plan.template
        return draw(
            [done for line in self.lines if (done := line.done)],
            weeks=self.weeks,
            must=required(template.must_cover if template else ()),
            muscles=list(Muscle.objects.all()),
            shelf=self.shelf.fitting,
        )

    @property
    def is_full(self) -> bool:
        return len(self.lines) >= MOST_LINES

    @property
    def weeks(self) -> int:
        """Those that are typed, where they can be."""
        if self.data is None or not self.schedule.is_valid():
            return self.plan.weeks
        weeks: int = self.schedule.cleaned_data["weeks"]
        return weeks

    def _usual(self, exercise: Exercise) -> dict[str, Any]:
        return usual_dose(exercise, weeks=self.weeks) | {"exercise": exercise.pk, "to_week": None}

    def _stored(self) -> list[PlanLineForm]:
        lines = []
        for number, item in enumerate(self.plan.items.select_related("exercise")):
            whole = item.to_week == self.plan.weeks
            shown = dict(dose_of(item)) | {"to_week": None if whole else item.to_week}
            shown |= {"line": item.line, "exercise": item.exercise_id, "place": number + 1}
            lines.append(self._line(number, initial=shown))
        return lines

    def _typed(self, data: QueryDict) -> list[PlanLineForm]:
        told = data.get("count", "")
        count = min(int(told), MOST_LINES) if told.isdecimal() and len(told) < 5 else 0
        return [self._line(number, data=data) for number in range(count)]

    def _line(self, number: int, **kwargs: Any) -> PlanLineForm:
        return PlanLineForm(
            prefix=f"l{number}", weeks=self.weeks, exercises=self.shelf, number=number, **kwargs
        )
