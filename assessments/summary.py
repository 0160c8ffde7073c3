"""PURE: a first draft of what the client reads about a visit; the trainer makes it theirs."""

from django.utils.translation import gettext as _

from assessments.findings import GRADE_MEANING, GRADE_PLAIN, Reading, Side
from assessments.words import SIDE_WORDS


def draft(reading: Reading) -> str:
    """A paragraph a side, or one for both when they read the same; in the active language."""
    left, right = _held(reading, Side.LEFT), _held(reading, Side.RIGHT)
    if reading.left.grade == reading.right.grade:
        both = _("You held %(left)s on the left and %(right)s on the right.") % {"left": left, "right": right}
        return _paragraph(_("Both sides"), reading, Side.LEFT, held=both if left and right else "")
    return "\n\n".join(
        _paragraph(
            str(SIDE_WORDS[side]).capitalize(),
            reading,
            side,
            held=_("You held %(time)s.") % {"time": held} if held else "",
        )
        for side, held in ((Side.LEFT, left), (Side.RIGHT, right))
    )


def _held(reading: Reading, side: Side) -> str:
    """The best hold, or nothing where there is none worth a number."""
    best = reading.of(side).best
    if best is None or best.seconds < 1:
        return ""
    seconds = {"seconds": f"{best.seconds:.1f}"}
    return _("%(seconds)s s or more") % seconds if best.capped else _("%(seconds)s s") % seconds


def _paragraph(name: str, reading: Reading, side: Side, *, held: str) -> str:
    grade = reading.of(side).grade
    return " ".join(filter(None, (f"{name}: {GRADE_PLAIN[grade]}.", held, str(GRADE_MEANING[grade]))))
