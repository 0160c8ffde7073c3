"""PURE: what clients read about a suggestion: why it suits, and what speaks against it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text: TypeAlias = str | Promise

# A grade without words here, such as a pain stop, is never matched to a template.
GRADE_REASONS: Mapping[str, Text] = MappingProxyType(
    {
        "range_limited": _("Your hips get gentle work in the range they have today."),
        "unable": _("Lifting the foot is your first step, so this plan starts right there."),
        "limited": _("You lift the foot already; next comes holding the knee above the hip."),
        "developing": _("Your hold is on its way; this plan helps you make it longer and steadier."),
        "full": _("Your hold is strong; this plan keeps hips, glutes, thighs and core in balance."),
    }
)
SIDE_REASONS: Mapping[str, Text] = MappingProxyType(
    {
        "left": _("One-sided movements start with your left side, to give it the fresh effort."),
        "right": _("One-sided movements start with your right side, to give it the fresh effort."),
    }
)
SEATED_REASON = _("You sit for much of the day, and this plan was made with that in mind.")
EXPERIENCE_REASON = _("It fits the training experience you told us about.")
KIT_REASON = _("You have the equipment that this plan is built around.")
REVIEW_AGAINST = _("Your trainer reads your intake answers before anything starts.")
LIMIT_AGAINST = _("{name} is left out: it goes past a limit that was agreed for you.")
KIT_AGAINST = _("{name} is left out: it needs equipment that you don't have at hand.")

RETIRED_AGAINST = _("{name} is left out: it was taken out of the library.")
LATELY_AGAINST = _(
    "You followed this plan lately. Your trainer looks at whether the same again is still right for you."
)
EMPTY_AGAINST = _("There are no exercises in it yet.")

SYMPTOM_AGAINST = MappingProxyType(
    {
        "low_back": _("{name} is left out: it puts weight on the spine, and you told us about your back."),
        "hip": _("{name} is left out: it takes the hip far behind the body, and you told us that it hurts."),
    }
)
SYMPTOM_REASONS: Mapping[str, Text] = MappingProxyType(
    {
        "hip": _("You told us that a hip bothers you; hip flexors are strengthened and stretched here."),
        "hamstring": _("You told us about tight hamstrings; a stretch for them is in it."),
        "core_glutes": _(
            "You told us that core or glutes are hard to engage; both have their exercises here."
        ),
    }
)
