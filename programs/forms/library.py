"""The filter over the exercise list. Of an address, a query only ever sees choices and words to look for."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.questions import EQUIPMENT
from hipcoach.common.cautions import CAUTION_LABELS
from programs.coverage import Position
from programs.models import Muscle
from programs.words import POSITION_WORDS

NO_KIT = "none"
RANGES = (Position.S, Position.M, Position.L, Position.T)


class ExerciseFilter(forms.Form):
    """Everything is optional; what is not one of the choices makes the whole filter invalid."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"class": "form-control", "type": "search"}),
    )

    def __init__(self, *args: Any, muscles: Iterable[Muscle], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choose("muscle", _("Muscle"), _("All muscles"), [(each.slug, each.name) for each in muscles])
        self._choose("range", _("Range"), _("Anywhere"), [(each, POSITION_WORDS[each]) for each in RANGES])
        kit = [(NO_KIT, _("No equipment")), *EQUIPMENT]
        self._choose("kit", _("Equipment"), _("Any or none"), kit)
        levels = [(f"{level}", _("Level %(level)s") % {"level": level}) for level in (1, 2, 3)]
        self._choose("level", _("Level"), _("All levels"), levels)
        cautions = [(tag.value, label) for tag, label in CAUTION_LABELS.items()]
        self._choose("without", _("Leave out"), _("Nothing"), cautions)
        shelves = [("own", _("Your own")), ("retired", _("Your retired ones"))]
        self._choose("shelf", _("From"), _("All"), shelves)

    def _choose(self, name: str, label: Any, everything: Any, choices: Iterable[tuple[str, Any]]) -> None:
        self.fields[name] = forms.ChoiceField(
            label=label,
            required=False,
            choices=[("", everything), *choices],
            widget=forms.Select(attrs={"class": "form-select"}),
        )

    @property
    def is_used(self) -> bool:
        return any(self.data.get(name) for name in self.fields)
