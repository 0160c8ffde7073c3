"""One day's session: sets to tick, and how it felt."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.coverage import Role
from programs.logbook import Session
from programs.models import PlanItem, SessionLog
from programs.words import set_in_words


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLine:
    """One exercise with its boxes, and the muscles that it is chiefly for."""

    item: PlanItem
    boxes: forms.BoundField
    set_dose: str
    muscles: tuple[str, ...]


class SessionForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    plan = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    day = forms.DateField(widget=forms.HiddenInput)
    effort = forms.ChoiceField(
        label=_("How hard was it?"),
        choices=SessionLog.Effort.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    pain = forms.TypedChoiceField(
        label=_("Any pain? 0 is none, 10 the most you can imagine."),
        choices=[(number, str(number)) for number in range(11)],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("A note for your trainer"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"}),
    )

    def __init__(self, *args: Any, items: Sequence[PlanItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        for item in items:
            self.fields[_name(item)] = forms.MultipleChoiceField(
                label=item.name,
                choices=[(str(number), number) for number in range(1, item.sets + 1)],
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    def lines(self) -> Iterator[SessionLine]:
        for item in self.items:
            work = item.exercise.work.all()
            dose = set_in_words(reps=(item.reps_low, item.reps_high), hold=(item.hold_low, item.hold_high))
            yield SessionLine(
                item=item,
                boxes=self[_name(item)],
                set_dose=dose,
                muscles=tuple({each.muscle.name: None for each in work if each.role == Role.PRIMARY}),
            )

    @property
    def session(self) -> Session:
        data = self.cleaned_data
        return Session(
            sets={item.pk: len(set(data[_name(item)])) for item in self.items},
            effort=data["effort"],
            pain=data["pain"],
            note=data["note"],
        )


def _name(item: PlanItem) -> str:
    return f"sets_{item.pk}"
