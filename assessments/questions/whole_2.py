"""The whole intake, version 2: the same questions, and the signs that can't wait are the first of them.

Never edited, as version 1. Consent still comes before the first question about health, so it opens the
intake. The pages keep their keys: what waits in a browser since version 1 still finds its page.
"""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from assessments.questions import whole_1
from assessments.questions.asking import Questionnaire
from assessments.questions.whole_1 import ABOUT, CONSENT_VERSION, FEEL, GOALS_AND_DAY, HEALTH

CONSENT = replace(
    whole_1.CONSENT,
    intro=_(
        "HipCoach is for adults. Before the first question, three separate choices: you can take each one "
        "back as easily as you give it."
    ),
)
NOW = replace(
    whole_1.NOW,
    intro=_("We ask these first because some of them can't wait. “Not sure” is a good answer."),
)
WHOLE = Questionnaire(
    version=2,
    steps=(CONSENT, NOW, ABOUT, GOALS_AND_DAY, FEEL, HEALTH),
    consent_version=CONSENT_VERSION,
)
