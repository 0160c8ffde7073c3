"""The one list of caution tags: an exercise carries them, a clearance limits by them.

Source: the domain's "Intake and the screen", its closing list.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Caution(StrEnum):
    """What an exercise asks of the body that a clearance may rule out."""

    FLEXION_OVER_90 = "flexion_over_90"
    END_RANGE_EXTENSION = "end_range_extension"
    SUPINE = "supine"
    KNEELING = "kneeling"
    HANGING = "hanging"
    SPINE_LOAD = "spine_load"
    BREATH_HOLDING = "breath_holding"
    BALANCE = "balance"


CAUTION_TAGS: tuple[Caution, ...] = tuple(Caution)

CAUTION_LABELS: Mapping[Caution, str | Promise] = MappingProxyType(
    {
        Caution.FLEXION_OVER_90: _("Hip bent past 90 degrees"),
        Caution.END_RANGE_EXTENSION: _("Hip stretched far behind the body"),
        Caution.SUPINE: _("Lying on the back"),
        Caution.KNEELING: _("Kneeling"),
        Caution.HANGING: _("Hanging from a bar"),
        Caution.SPINE_LOAD: _("Weight on the spine"),
        Caution.BREATH_HOLDING: _("Holding the breath"),
        Caution.BALANCE: _("High balance"),
    }
)
