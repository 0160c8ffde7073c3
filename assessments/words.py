"""Labels for what is recorded in a test, as trainers say it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from assessments.findings import Compensation, EndedBy, KneeLevel, Side, Support, TrialKind
from assessments.observed import ThomasKnee, ThomasThigh, WentWrong

Key = TypeVar("Key", bound=StrEnum)

SIDE_WORDS = {Side.LEFT: _("left"), Side.RIGHT: _("right")}
TRIAL_KIND_WORDS = {TrialKind.PRACTICE: _("practice"), TrialKind.COUNTED: _("counted")}
KNEE_WORDS = {
    KneeLevel.BELOW: _("below the hip"),
    KneeLevel.LEVEL: _("level with the hip"),
    KneeLevel.ABOVE: _("above the hip"),
}
PASSIVE_WORDS = KNEE_WORDS
SUPPORT_WORDS = {
    Support.FINGERTIP: _("fingertips"),
    Support.NONE: _("none"),
    Support.HAND: _("whole hand"),
    Support.RAIL: _("rail"),
}
ENDED_BY_WORDS = {
    EndedBy.CAP: _("reached the cap"),
    EndedBy.DROP: _("knee dropped"),
    EndedBy.COMPENSATION: _("posture lost"),
    EndedBy.CRAMP: _("cramp"),
    EndedBy.PAIN: _("pain"),
    EndedBy.BALANCE: _("lost balance"),
    EndedBy.VOID: _("void, does not count"),
}
COMPENSATION_WORDS = {
    Compensation.TRUNK_BACK: _("trunk leans back"),
    Compensation.TRUNK_SIDE: _("trunk leans sideways"),
    Compensation.LUMBAR_FLEXION: _("low back rounds"),
    Compensation.PELVIS_HIKE: _("pelvis hikes"),
    Compensation.HIP_TURNS_OUT: _("hip turns out or opens"),
    Compensation.STANCE_KNEE: _("standing knee bends"),
    Compensation.SUDDEN_DROP: _("sudden drop"),
    Compensation.HEEL_WITHOUT_THIGH: _("heel pulled up, thigh stays"),
}
THOMAS_THIGH_WORDS = {
    ThomasThigh.LOWER: _("drops below the bench"),
    ThomasThigh.LEVEL: _("level with the bench"),
    ThomasThigh.UP: _("stays up"),
}
THOMAS_KNEE_WORDS = {
    ThomasKnee.HANGS: _("hangs bent"),
    ThomasKnee.STRAIGHT: _("is pulled straighter"),
}
INCIDENT_WORDS = {
    WentWrong.FALL: _("a fall"),
    WentWrong.FAINT: _("a faint, or dizziness"),
    WentWrong.CHEST: _("chest pain, pressure, or short of breath"),
    WentWrong.NUMBNESS: _("numbness, tingling or a weak leg"),
    WentWrong.PAIN: _("sharp pain"),
    WentWrong.OTHER: _("something else"),
}


def choices(words: Mapping[Key, str | Promise]) -> list[tuple[str, str | Promise]]:
    """(value, label) pairs for a form or a model field."""
    return [(key.value, label) for key, label in words.items()]


def length_words(minutes: int) -> str:
    """A length as people say it: 90 minutes, 24 hours, 2 days."""
    if minutes % 1_440 == 0 and minutes > 1_440:
        return ngettext("%(n)d day", "%(n)d days", minutes // 1_440) % {"n": minutes // 1_440}
    if minutes % 60 == 0 and minutes:
        return ngettext("%(n)d hour", "%(n)d hours", minutes // 60) % {"n": minutes // 60}
    return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
