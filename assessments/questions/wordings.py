"""What each consent says, by version of the wording.

A wording is never edited: consents were given under it. A changed one is a new version, and is asked anew.
"""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

from assessments.questions.asking import Text

WORDINGS: Mapping[int, Mapping[str, Text]] = MappingProxyType(
    {
        1: MappingProxyType(
            {
                "health_data": _(
                    "I agree that my health answers and my results are kept and used to coach me."
                ),
                "testing": _("I agree to be tested, and I know that I can stop at any time."),
                "nudges": _("Send me a friendly nudge now and then. (Optional)"),
            }
        ),
    }
)
