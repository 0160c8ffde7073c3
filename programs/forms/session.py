"""One day's session: sets to tick, how each exercise went, and how it all felt."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.coverage import Position
from programs.forms.tags import AnyOf, Number, OneOf, Tick
from programs.logbook import Session, Told
from programs.models import Exercise, ItemLog, PlanItem, SessionLog
from programs.models.dose import Amounts
from programs.why import why

MOST_REACHED = 1000
PAINS = [(number, str(number)) for number in range(11)]
EFFORTS, SKIPPED = SessionLog.Effort.choices, ItemLog.Skipped.choices


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLine:
    """One exercise with its fields, what this week asks of it, and why it is there."""

    item: PlanItem
    dose: Amounts
    why: tuple[str, ...]
    stand_ins: tuple[Exercise, ...]
    boxes: forms.BoundField
    amount: forms.BoundField
    effort: forms.BoundField
    pain: forms.BoundField
    cramp: forms.BoundField
    leaned: forms.BoundField | None
    skipped: forms.BoundField
    instead: forms.BoundField | None

    @property
    def errors(self) -> list[str]:
        fields = (self.boxes, self.amount, self.effort, self.pain, self.skipped, self.instead)
        return [str(error) for field in fields if field for error in field.errors]

    @property
    def is_changed(self) -> bool:
        """Whether it is swapped or left out, so that the fold which says so stands open."""
        return bool(self.skipped.value() or (self.instead and self.instead.value()))


def _pain(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=PAINS,
        coerce=int,
        empty_value=None,
        required=False,
        widget=OneOf,
    )


def _effort() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("How hard was it?"),
        choices=EFFORTS,
        required=False,
        widget=OneOf,
    )


class WorkForm(forms.Form):
    """What was done and how it felt, exercise by exercise; `week` says which dose counts."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    effort = _effort()
    pain = _pain(_("Any pain? 0 is none, 10 the most you can imagine."))
    note = forms.CharField(
        label=_("A note for your trainer"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"}),
    )

    def __init__(
        self,
        *args: Any,
        items: Sequence[PlanItem],
        week: int,
        stand_ins: Mapping[int, tuple[Exercise, ...]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.items, self.week, self.stand_ins = items, week, stand_ins
        for item in items:
            self._add_line(item)

    def _add_line(self, item: PlanItem) -> None:
        dose = item.in_week(self.week)
        self.fields[f"sets_{item.pk}"] = forms.MultipleChoiceField(
            label=item.name,
            choices=[(str(number), number) for number in range(1, dose.sets + 1)],
            required=False,
            widget=AnyOf,
        )
        self.fields[f"amount_{item.pk}"] = forms.IntegerField(
            label=_("Reached in your weakest set, in seconds")
            if dose.reps[0] is None
            else _("Repetitions in your weakest set"),
            required=False,
            min_value=0,
            max_value=MOST_REACHED,
            widget=Number(attrs={"class": "form-control", "inputmode": "numeric"}),
        )
        self.fields[f"effort_{item.pk}"] = _effort()
        self.fields[f"pain_{item.pk}"] = _pain(_("Any pain here?"))
        self.fields[f"cramp_{item.pk}"] = forms.BooleanField(
            label=_("It cramped"), required=False, widget=Tick
        )
        if _lifts_high(item):
            self.fields[f"leaned_{item.pk}"] = forms.BooleanField(
                label=_("I leaned back"), required=False, widget=Tick
            )
        self.fields[f"skipped_{item.pk}"] = forms.ChoiceField(
            label=_("Leave it out today, because"),
            choices=SKIPPED,
            required=False,
            widget=OneOf,
        )
        if offered := self.stand_ins.get(item.pk):
            self.fields[f"instead_{item.pk}"] = forms.TypedChoiceField(
                label=_("Do another one in its place"),
                choices=[(str(each.pk), each.name) for each in offered],
                coerce=int,
                empty_value=None,
                required=False,
                widget=OneOf,
            )

    def lines(self) -> Iterator[SessionLine]:
        for item in self.items:
            yield SessionLine(
                item=item,
                dose=item.in_week(self.week),
                why=tuple(why(item.exercise.work.all())),
                stand_ins=self.stand_ins.get(item.pk, ()),
                boxes=self[f"sets_{item.pk}"],
                amount=self[f"amount_{item.pk}"],
                effort=self[f"effort_{item.pk}"],
                pain=self[f"pain_{item.pk}"],
                cramp=self[f"cramp_{item.pk}"],
                leaned=self[f"leaned_{item.pk}"] if _lifts_high(item) else None,
                skipped=self[f"skipped_{item.pk}"],
                instead=self[f"instead_{item.pk}"] if f"instead_{item.pk}" in self.fields else None,
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for item in self.items:
            if data.get(f"skipped_{item.pk}") and data.get(f"sets_{item.pk}"):
                self.add_error(
                    f"skipped_{item.pk}",
                    _("It has ticked sets, so it isn't left out. Please choose one of the two."),
                )
        return data

    @property
    def session(self) -> Session:
        data = self.cleaned_data
        return Session(
            sets={item.pk: len(set(data[f"sets_{item.pk}"])) for item in self.items},
            told={item.pk: self._told(item.pk) for item in self.items},
            effort=data["effort"],
            pain=data["pain"],
            note=data["note"],
        )

    def _told(self, pk: int) -> Told:
        data = self.cleaned_data
        return Told(
            amount=data[f"amount_{pk}"],
            effort=data[f"effort_{pk}"],
            pain=data[f"pain_{pk}"],
            cramp=data[f"cramp_{pk}"],
            leaned=data.get(f"leaned_{pk}", False),
            skipped=data[f"skipped_{pk}"],
            instead=data.get(f"instead_{pk}"),
        )


class SessionForm(WorkForm):
    """A session as it is logged: for the plan and the day that the page was opened on."""

    plan = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    day = forms.DateField(widget=forms.HiddenInput)
    # When a device without a network kept it.
    done_at = forms.DateTimeField(widget=forms.HiddenInput, required=False)


def initial_of(log: SessionLog) -> dict[str, Any]:
    """The fields as this session fills them."""
    initial: dict[str, Any] = {"effort": log.effort, "pain": log.pain, "note": log.note}
    for line in log.items.all():
        initial |= {
            f"sets_{line.plan_item_id}": [str(number) for number in range(1, line.sets_done + 1)],
            f"amount_{line.plan_item_id}": line.amount,
            f"effort_{line.plan_item_id}": line.effort,
            f"pain_{line.plan_item_id}": line.pain,
            f"cramp_{line.plan_item_id}": line.cramp,
            f"leaned_{line.plan_item_id}": line.leaned,
            f"skipped_{line.plan_item_id}": line.skipped,
            f"instead_{line.plan_item_id}": line.instead_id,
        }
    return initial


def _lifts_high(item: PlanItem) -> bool:
    """Leaning back is how a knee that won't come above the hip is helped up."""
    return any(row.position == Position.S for row in item.exercise.work.all())
