"""The short check before a visit, version 1: how the client is today, and what has changed.

Source: the domain's "Re-ask within 24 h before each visit". Never edited, as the whole intake. A key that the
whole intake knows too asks for the same thing, so that the same rules read it.
"""

from django.utils.translation import gettext_lazy as _

from assessments.questions.asking import Choices, Kind, Question, Questionnaire, Step
from assessments.questions.whole_1 import NOW, YES_NO, YES_NO_UNSURE

NEW_PAIN: Choices = (
    ("no", _("No")),
    ("back", _("Yes, in my back")),
    ("hip", _("Yes, in a hip")),
    ("both", _("Yes, in both")),
    ("elsewhere", _("Yes, somewhere else")),
)
NEW_SURGERY: Choices = (
    ("no", _("No")),
    ("recent", _("Yes, on a hip, the spine or the belly")),
    ("other", _("Yes, elsewhere")),
    ("unsure", _("Not sure")),
)
HURTS = ("new_pain", ("back", "hip", "both", "elsewhere"))
IS_ILL = ("new_illness", ("yes", "unsure"))

_FIRST = {question.key: question for question in NOW.questions}

TODAY = Step(
    key="today",
    title=_("How you are today"),
    intro=_("The same few questions before each visit, for your safety. “Not sure” is a good answer."),
    questions=(
        *(
            _FIRST[key]
            for key in (
                "chest_now",
                "bladder_saddle",
                "both_legs",
                "tear_calf",
                "pregnancy",
                "pregnancy_signs",
                "chest_effort",
                "one_leg_weak",
                "ill_today",
            )
        ),
    ),
)

CHANGES = Step(
    key="changes",
    title=_("What has changed"),
    intro=_("Since you last answered our questions."),
    questions=(
        Question(
            key="new_pain", text=_("New pain, or pain that got stronger?"), kind=Kind.CHOICE, choices=NEW_PAIN
        ),
        Question(
            key="new_pain_score",
            text=_("How strong is it at its worst?"),
            help=_("0 is nothing, 10 is the most you can imagine."),
            kind=Kind.NUMBER,
            min=0,
            max=10,
            shown_if=HURTS,
        ),
        Question(
            key="night_weight",
            text=_("Pain at night that nothing eases, or a leg that can't carry your weight?"),
            kind=Kind.YES_NO_UNSURE,
            choices=YES_NO_UNSURE,
            shown_if=HURTS,
        ),
        Question(
            key="unwell_lately",
            text=_("Fever, night sweats, an infection, or weight loss you can't explain?"),
            kind=Kind.YES_NO_UNSURE,
            choices=YES_NO_UNSURE,
        ),
        Question(
            key="trauma",
            text=_("A hard blow, such as a crash or a fall from a height?"),
            kind=Kind.YES_NO_UNSURE,
            choices=YES_NO_UNSURE,
        ),
        Question(
            key="new_injury",
            text=_("Another injury, or any fall, even a small one?"),
            kind=Kind.YES_NO_UNSURE,
            choices=YES_NO_UNSURE,
        ),
        Question(
            key="surgery",
            text=_("An operation?"),
            kind=Kind.CHOICE,
            choices=NEW_SURGERY,
            help=_("A caesarean counts as belly."),
        ),
        Question(
            key="new_medicine",
            text=_("A new or changed medicine or treatment?"),
            kind=Kind.YES_NO_UNSURE,
            choices=YES_NO_UNSURE,
        ),
        Question(
            key="new_illness",
            text=_("A new illness, or news about one you have?"),
            kind=Kind.YES_NO_UNSURE,
            choices=YES_NO_UNSURE,
        ),
        Question(
            key="heart_stroke",
            text=_("Is it about your heart, a stroke, or blood pressure that isn't under control?"),
            kind=Kind.YES_NO_UNSURE,
            choices=YES_NO_UNSURE,
            shown_if=IS_ILL,
        ),
        Question(
            key="supervised_only",
            text=_("Were you told to exercise only under supervision?"),
            kind=Kind.YES_NO_UNSURE,
            choices=YES_NO_UNSURE,
            shown_if=IS_ILL,
        ),
        Question(
            key="other_change",
            text=_("Anything else about your health that has changed?"),
            kind=Kind.YES_NO,
            choices=YES_NO,
        ),
        Question(
            key="notes",
            text=_("What should your trainer know about it?"),
            kind=Kind.TEXT,
            required=False,
            max_length=1000,
            shown_if=("other_change", ("yes",)),
        ),
    ),
)

CHECK = Questionnaire(version=1, steps=(TODAY, CHANGES))
