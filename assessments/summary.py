"""PURE: a first draft of what the client reads about a visit; the trainer makes it theirs."""

from django.utils.translation import gettext as _

from assessments.findings import GRADE_MEANING, GRADE_WORDS, Reading, Side
from assessments.words import SIDE_WORDS


def draft(reading: Reading) -> str:
    """A paragraph a side, or one for both when they read the same; in the active language."""
    if reading.left.grade == reading.right.grade:
        return _paragraph(_("Both sides"), reading, Side.LEFT)
    return "\n\n".join(_paragraph(str(SIDE_WORDS[side]).capitalize(), reading, side) for side in Side)


def _paragraph(name: str, reading: Reading, side: Side) -> str:
    grade = reading.of(side).grade
    return f"{name}: {GRADE_WORDS[grade]}. {GRADE_MEANING[grade]}"
