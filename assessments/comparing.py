"""PURE: a change since last time and a difference between the sides, in plain words for the client.

Source: the domain's "Findings". Inside the error band nothing is called a change or a difference.
"""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.findings import Change, Difference, NoDifference, NotComparable, Side
from assessments.questions import Text
from assessments.words import SIDE_WORDS

NOT_COMPARABLE: Mapping[NotComparable, Text] = MappingProxyType(
    {
        NotComparable.PROTOCOL: gettext_lazy("Not set against last time: we test in another way now."),
        NotComparable.SUPPORT: gettext_lazy("Not set against last time: you held on in another way."),
        NotComparable.SURFACE_MISSING: gettext_lazy(
            "Not set against last time: the height of the bench wasn't noted."
        ),
        NotComparable.SURFACE: gettext_lazy("Not set against last time: the bench had another height."),
        NotComparable.UNGRADED: gettext_lazy("Not set against last time: one of the two holds has no grade."),
        NotComparable.KNEE_LEVEL: gettext_lazy("Not set against last time: your knee was at another height."),
    }
)
NO_DIFFERENCE: Mapping[NoDifference, Text] = MappingProxyType(
    {
        NoDifference.UNGRADED: gettext_lazy(
            "Your sides aren't set against each other: one has no grade yet."
        ),
        NoDifference.SURFACE_MISSING: gettext_lazy(
            "Your sides aren't set against each other: the height of the bench wasn't noted."
        ),
        NoDifference.KNEE_LEVEL: gettext_lazy(
            "Your sides aren't set against each other: your knees were at different heights."
        ),
        NoDifference.CAPPED: gettext_lazy("Both sides held until we stopped the clock."),
        NoDifference.TOO_SHORT: gettext_lazy("Both holds are too short to set them against each other."),
    }
)


def change_text(change: Change) -> Text:
    """One side against its earlier self; a hold that reached the cap gives a bound."""
    if change.why_not is not None:
        return NOT_COMPARABLE[change.why_not]
    if change.within_error or not change.seconds:
        return _("No change since last time beyond the likely error.")
    amount = {"seconds": f"{abs(change.seconds):.1f}"}
    if change.seconds > 0:
        longer = (
            _("At least %(seconds)s s longer than last time.")
            if change.capped
            else _("%(seconds)s s longer than last time.")
        )
        return longer % amount
    shorter = (
        _("At least %(seconds)s s shorter than last time.")
        if change.capped
        else _("%(seconds)s s shorter than last time.")
    )
    return shorter % amount


def difference_short(difference: Difference) -> Text:
    """The same for the trainer, in the few words of a table's cell."""
    if difference.why_not is not None:
        return _("not set against each other")
    if difference.within_error or difference.percent is None or difference.weaker is None:
        return _("alike, within the likely error")
    behind = (
        _("%(side)s at least %(percent)s %% behind")
        if difference.at_least
        else _("%(side)s %(percent)s %% behind")
    )
    return behind % {"side": SIDE_WORDS[difference.weaker], "percent": round(difference.percent)}


def difference_text(difference: Difference) -> Text:
    """How far one side is behind the other."""
    if difference.why_not is not None:
        return NO_DIFFERENCE[difference.why_not]
    if difference.within_error or difference.percent is None:
        return _("Your sides are alike, within the likely error.")
    amount = {"percent": round(difference.percent)}
    if difference.weaker == Side.LEFT:
        left = (
            _("Your left hold is at least %(percent)s %% shorter than your right.")
            if difference.at_least
            else _("Your left hold is %(percent)s %% shorter than your right.")
        )
        return left % amount
    right = (
        _("Your right hold is at least %(percent)s %% shorter than your left.")
        if difference.at_least
        else _("Your right hold is %(percent)s %% shorter than your left.")
    )
    return right % amount
