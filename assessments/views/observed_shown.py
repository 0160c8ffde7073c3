"""The other observations of an hour, as its two readers see them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from assessments.findings import Side
from assessments.models import Observations
from assessments.observed import BALANCE_CAP, ThomasKnee, ThomasThigh
from assessments.questions import Text
from assessments.words import THOMAS_KNEE_WORDS, THOMAS_THIGH_WORDS


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservedRow:
    """One observation; a side that was not looked at is empty."""

    name: str
    left: str
    right: str


def observed_rows(row: Observations | None, *, plain: bool = False) -> list[ObservedRow]:
    """What was looked at; for the client (`plain`) without the knee of the Thomas test and without words."""
    if row is None:
        return []
    shown = _plain() if plain else _full()
    rows = [
        ObservedRow(
            name=label,
            left=text(getattr(row, f"{name}_{Side.LEFT}")),
            right=text(getattr(row, f"{name}_{Side.RIGHT}")),
        )
        for name, label, text in shown
    ]
    return [each for each in rows if each.left or each.right]


def _full() -> list[tuple[str, str, Callable[[Any], str]]]:
    return [
        ("thomas_thigh", _("Modified Thomas, thigh"), _named(THOMAS_THIGH_WORDS, ThomasThigh)),
        ("thomas_knee", _("Modified Thomas, knee"), _named(THOMAS_KNEE_WORDS, ThomasKnee)),
        ("leg_raise", _("Active straight leg raise"), _degrees),
        ("hamstring", _("Table hamstring range"), _degrees),
        ("balance", _("Single-leg balance"), _seconds),
    ]


def _plain() -> list[tuple[str, str, Callable[[Any], str]]]:
    """What was seen, not what it is called, and nothing of short or stiff."""
    thigh = {
        ThomasThigh.LOWER: _("below the bench"),
        ThomasThigh.LEVEL: _("level with the bench"),
        ThomasThigh.UP: _("above the bench"),
    }
    return [
        ("thomas_thigh", _("Lying, one leg hanging: your thigh rests"), _named(thigh, ThomasThigh)),
        ("leg_raise", _("Lying, leg lifted straight"), _degrees),
        ("hamstring", _("Leg on the table, leaning in"), _degrees),
        ("balance", _("Standing on one leg"), _seconds),
    ]


def _named(words: Mapping[Any, Text], kind: type[Any]) -> Callable[[Any], str]:
    return lambda value: str(words[kind(value)]) if value else ""


def _degrees(value: int | None) -> str:
    return "" if value is None else f"{value}°"


def _seconds(value: Decimal | None) -> str:
    if value is None:
        return ""
    said = _("%(seconds)s s") % {"seconds": f"{value:.1f}"}
    return _("%(time)s, then stopped") % {"time": said} if value >= BALANCE_CAP else said
