"""What clients are asked, as versioned data. PURE.

There are two questionnaires: the whole intake, and the short check before each visit. Every version of both
stays here for good, so that old answers are always read with the words they were given to.

Source: the domain's "Intake and the screen". Answers are a plain JSON-able mapping of question key to
value: "yes" / "no" / "unsure" or another choice (str), a list of choices (multi), a whole number (int),
free text (str) or a ticked box (bool).
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from assessments.questions.asking import Choices, Kind, Question, Questionnaire, Step, Text
from assessments.questions.check_1 import CHECK as CHECK_1
from assessments.questions.whole_1 import ABOUT, EQUIPMENT, EXPERIENCE, FEEL, GOALS_AND_DAY, HEALTH
from assessments.questions.whole_1 import WHOLE as WHOLE_1
from assessments.questions.whole_2 import CONSENT, NOW
from assessments.questions.whole_2 import WHOLE as WHOLE_2
from assessments.questions.wordings import WORDINGS


class Asked(StrEnum):
    """Which of the two questionnaires."""

    WHOLE = "whole"
    CHECK = "check"


EVERY_VERSION: Mapping[Asked, Mapping[int, Questionnaire]] = MappingProxyType(
    {
        Asked.WHOLE: MappingProxyType({1: WHOLE_1, 2: WHOLE_2}),
        Asked.CHECK: MappingProxyType({1: CHECK_1}),
    }
)
# What is asked today.
WHOLE, CHECK = WHOLE_2, CHECK_1
TODAY: Mapping[Asked, Questionnaire] = MappingProxyType({Asked.WHOLE: WHOLE, Asked.CHECK: CHECK})
VERSION = WHOLE.version
CONSENT_VERSION = WHOLE.consent_version
STEPS = WHOLE.steps
QUESTIONS = WHOLE.questions
visible = WHOLE.visible
missing = WHOLE.missing


def of(asked: str, version: int) -> Questionnaire:
    """The questionnaire as it was in this version; today's for a version that is not known here."""
    which = Asked(asked)
    return EVERY_VERSION[which].get(version, TODAY[which])


__all__ = [
    "ABOUT",
    "CHECK",
    "CONSENT",
    "CONSENT_VERSION",
    "EQUIPMENT",
    "EVERY_VERSION",
    "EXPERIENCE",
    "FEEL",
    "GOALS_AND_DAY",
    "HEALTH",
    "NOW",
    "QUESTIONS",
    "STEPS",
    "TODAY",
    "VERSION",
    "WHOLE",
    "WORDINGS",
    "Asked",
    "Choices",
    "Kind",
    "Question",
    "Questionnaire",
    "Step",
    "Text",
    "missing",
    "of",
    "visible",
]
