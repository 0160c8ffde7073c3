"""Fields for opening hours and for lengths of time, as trainers say them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.availability import Hours, clock

LINES_SHOWN = 4
MOST_LINES = 12
END_OF_DAY = 1_440
UNITS = {"minutes": 1, "hours": 60, "days": 1_440}
_CLOCK = re.compile(r"([01]?[0-9]|2[0-4])[:.]([0-5][0-9])(?::00)?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One stretch of hours as typed; `number` counts from 1."""

    number: int
    opens: str
    closes: str

    @property
    def is_empty(self) -> bool:
        return not self.opens and not self.closes


class HoursWidget(forms.Widget):
    """Reads `<name>_opens` and `<name>_closes`, each sent once a line. A template draws it."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[tuple[str, str]]:
        opens, closes = data.getlist(f"{name}_opens"), data.getlist(f"{name}_closes")
        return list(zip_longest(opens, closes, fillvalue=""))

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_opens_1"


class HoursBoundField(forms.BoundField):
    @property
    def lines(self) -> list[Line]:
        """What was typed or stands, at least one line."""
        typed = [(opens.strip(), closes.strip()) for opens, closes in self.value() or ()]
        kept = [pair for pair in typed if any(pair)] or [("", "")]
        return [
            Line(number=number, opens=_for_input(opens), closes=_for_input(closes))
            for number, (opens, closes) in enumerate(kept, start=1)
        ]

    @property
    def spare_lines(self) -> list[Line]:
        first = len(self.lines) + 1
        return [Line(number=number, opens="", closes="") for number in range(first, LINES_SHOWN + 1)]


class HoursField(forms.Field):
    """Open hours of one day, as a sorted tuple of Hours; none is a closed day.

    Midnight ends a day as 24:00, and as 00:00 too, which is all that a browser's own time field can say.
    """

    widget = HoursWidget

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"required": False} | kwargs))

    def get_bound_field(self, form: Any, field_name: str) -> HoursBoundField:
        return HoursBoundField(form, self, field_name)

    def prepare_value(self, value: Any) -> list[tuple[str, str]]:
        return [
            (clock(each.opens), clock(each.closes)) if isinstance(each, Hours) else each
            for each in value or ()
        ]

    def clean(self, value: Sequence[tuple[str, str]]) -> tuple[Hours, ...]:
        typed = [pair for opens, closes in value if any(pair := (opens.strip(), closes.strip()))]
        if len(typed) > MOST_LINES:
            raise ValidationError(_("That is more than %(most)d lines a day.") % {"most": MOST_LINES})
        problems: list[str | Promise] = []
        hours: list[Hours] = []
        for opens, closes in typed:
            try:
                hours.append(_read_line(opens, closes))
            except ValidationError as error:
                problems += error.messages
        hours.sort(key=lambda each: (each.opens, each.closes))
        problems += [clash for one, other in pairwise(hours) if (clash := _clash(one, other))]
        if problems:
            raise ValidationError(problems)
        return tuple(hours)


class LengthWidget(forms.MultiWidget):
    """A whole number, and whether it counts minutes, hours or days."""

    def __init__(self) -> None:
        units = [("minutes", _("minutes")), ("hours", _("hours")), ("days", _("days"))]
        super().__init__(
            {
                "number": forms.NumberInput(
                    attrs={"class": "form-control", "min": 0, "inputmode": "numeric"}
                ),
                "unit": forms.Select(attrs={"class": "form-select", "aria-label": _("unit")}, choices=units),
            }
        )

    def decompress(self, value: int | None) -> list[Any]:
        if value is None:
            return [None, "hours"]
        unit = next(name for name in ("days", "hours", "minutes") if value % UNITS[name] == 0)
        if unit == "days" and value <= END_OF_DAY:  # "24 hours" is what people say, and "0 hours".
            unit = "hours"
        return [value // UNITS[unit], unit]

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0"


class LengthField(forms.MultiValueField):
    """Minutes, typed as a number of minutes, hours or days; at most a year."""

    widget = LengthWidget
    LONGEST = 365 * UNITS["days"]

    def __init__(self, **kwargs: Any) -> None:
        fields = (
            forms.IntegerField(min_value=0, max_value=self.LONGEST),
            forms.ChoiceField(choices=[(name, name) for name in UNITS]),
        )
        super().__init__(fields, **kwargs)

    def compress(self, data_list: list[Any]) -> int | None:
        if not data_list:
            return None
        number, unit = data_list
        length = int(number) * UNITS[unit]
        if length > self.LONGEST:
            raise ValidationError(_("That is more than a year."))
        return length


def _read_line(opens: str, closes: str) -> Hours:
    if not opens or not closes:
        raise ValidationError(_("Give both times, from and until, or leave both empty."))
    since, until = _minute(opens), _minute(closes) or END_OF_DAY
    if since >= until:
        said = {"since": clock(since), "until": clock(until)}
        raise ValidationError(_("%(since)s–%(until)s ends before it begins.") % said)
    return Hours(since, until)


def _minute(text: str) -> int:
    match = _CLOCK.fullmatch(text)
    minute = int(match[1]) * 60 + int(match[2]) if match else END_OF_DAY + 1
    if minute > END_OF_DAY:
        raise ValidationError(_("“%(text)s” is not a time. Write it as 09:30.") % {"text": text[:12]})
    return minute


def _clash(one: Hours, other: Hours) -> str | None:
    """What is wrong with two stretches, the earlier one first."""
    said = {"one": one, "other": other, "both": Hours(one.opens, max(one.closes, other.closes))}
    if other.opens < one.closes:
        return str(_("%(one)s and %(other)s overlap.") % said)
    if other.opens == one.closes:
        return str(_("%(one)s and %(other)s touch: write %(both)s.") % said)
    return None


def _for_input(text: str) -> str:
    """A browser's time field knows no 24:00, and wants two digits for the hour."""
    match = _CLOCK.fullmatch(text)
    return f"{int(match[1]) % 24:02d}:{match[2]}" if match else text
