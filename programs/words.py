"""How programs are written out."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.findings import GRADE_WORDS, Grade
from assessments.questions import EQUIPMENT, EXPERIENCE
from programs.coverage import Position

Range = tuple[int | None, int | None]

POSITION_WORDS: Mapping[str, str | Promise] = MappingProxyType(
    {
        Position.S: gettext_lazy("knee above the hip"),
        Position.M: gettext_lazy("around hip level"),
        Position.L: gettext_lazy("hip extended"),
        Position.TRUNK: gettext_lazy("trunk"),
        Position.T: gettext_lazy("stretched"),
    }
)


# How a field of the coverage map is read aloud.
CHIEFLY_WORDS: Mapping[str, str | Promise] = MappingProxyType(
    {
        "main": gettext_lazy("trained"),
        "also": gettext_lazy("helps along"),
        "gap": gettext_lazy("missing"),
        "none": gettext_lazy("not trained"),
    }
)
# What clients call the groups of `Muscle.group`.
GROUP_WORDS: Mapping[str, str | Promise] = MappingProxyType(
    {
        "hip-flexor-above": gettext_lazy("Hip flexors above hip level"),
        "hip-flexor-level": gettext_lazy("Hip flexors up to hip level"),
        "hip-extensor": gettext_lazy("Glutes"),
        "hip-side": gettext_lazy("Side of the hip"),
        "thigh-back": gettext_lazy("Back of the thigh"),
        "thigh-front": gettext_lazy("Front of the thigh"),
        "trunk": gettext_lazy("Sides of the waist"),
    }
)

EQUIPMENT_WORDS: Mapping[str, str | Promise] = MappingProxyType(dict(EQUIPMENT))
EXPERIENCE_WORDS: Mapping[str, str | Promise] = MappingProxyType(dict(EXPERIENCE))


def group_in_words(group: str, muscles: Iterable[str]) -> str:
    """A group by its own name, or by its muscles where nobody has named it."""
    return str(GROUP_WORDS.get(group) or ", ".join(muscles))


def equipment_in_words(kit: Iterable[str]) -> str:
    return ", ".join(str(EQUIPMENT_WORDS.get(each, each)) for each in kit)


def grades_in_words(grades: Iterable[str]) -> str:
    return ", ".join(str(GRADE_WORDS[Grade(grade)]) for grade in grades)


def conditions_in_words(asks: Mapping[str, Any]) -> list[str]:
    """What a template asks beyond the grade; see also `matching.Conditions`."""
    seated, experience, kit = (asks.get(name) for name in ("seated_hours_from", "experience", "equipment"))
    words = (
        asks.get("watch") and _("one side is watched"),
        asks.get("screen_clear") and _("the screen is clear"),
        seated is not None and _("%(hours)s hours of sitting a day or more") % {"hours": seated},
        experience and " / ".join(str(EXPERIENCE_WORDS.get(each, each)) for each in experience),
        kit and equipment_in_words(kit),
    )
    return [each for each in words if each]


def dose_in_words(*, sets: int, reps: Range, hold: Range) -> str:
    """A dose as people read it; holds are seconds."""
    if reps[0] is None:
        return _("%(sets)s × %(hold)s s") % {"sets": sets, "hold": span(hold)}
    if hold[0] is None:
        return f"{sets} × {span(reps)}"
    return _("%(sets)s × %(reps)s, each held %(hold)s s") % {
        "sets": sets,
        "reps": span(reps),
        "hold": span(hold),
    }


def set_in_words(*, reps: Range, hold: Range) -> str:
    """One set of a dose, beside its box to tick."""
    if reps[0] is None:
        return _("%(hold)s s") % {"hold": span(hold)}
    if hold[0] is None:
        return _("%(reps)s reps") % {"reps": span(reps)}
    return _("%(reps)s, each held %(hold)s s") % {"reps": span(reps), "hold": span(hold)}


def kg_in_words(load: Decimal | None) -> str:
    """Kilograms without empty decimals; nothing for no load."""
    return _("%(load)s kg") % {"load": f"{load.normalize():f}"} if load else ""


def span(numbers: Range) -> str:
    low, high = numbers
    return f"{low}" if low == high else f"{low}–{high}"
