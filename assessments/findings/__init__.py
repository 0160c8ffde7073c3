"""PURE: what the hip flexor strength test shows, by ordered rules where the first match wins.

Source: DOMAIN, "The hip flexor strength test" and "Findings". Holds and times are seconds, heights are
centimetres, pain is 0-10. The seconds that grade a hold are a trainer's convention; no validated
norm exists.
"""

from assessments.findings.differences import (
    compare,
    watch,
)
from assessments.findings.rules import (
    SIDE_RULES,
    TRIAL_RULES,
    SideRule,
    TrialRule,
    advises_a_look,
    grade_trial,
    read,
    suggests,
)
from assessments.findings.stored import (
    inputs,
    reread,
)
from assessments.findings.values import (
    PROTOCOL_VERSION,
    RULE_VERSION,
    STRENGTH,
    WORST_FIRST,
    Change,
    Compensated,
    Compensation,
    Difference,
    EndedBy,
    Grade,
    KneeLevel,
    NoDifference,
    NotComparable,
    Passive,
    Reading,
    Setup,
    Side,
    SideReading,
    SideTest,
    Support,
    Thresholds,
    Trial,
    TrialKind,
    Visit,
)
from assessments.findings.words import (
    GRADE_MEANING,
    GRADE_WORDS,
)

__all__ = [
    "GRADE_MEANING",
    "GRADE_WORDS",
    "PROTOCOL_VERSION",
    "RULE_VERSION",
    "SIDE_RULES",
    "STRENGTH",
    "TRIAL_RULES",
    "WORST_FIRST",
    "Change",
    "Compensated",
    "Compensation",
    "Difference",
    "EndedBy",
    "Grade",
    "KneeLevel",
    "NoDifference",
    "NotComparable",
    "Passive",
    "Reading",
    "Setup",
    "Side",
    "SideReading",
    "SideRule",
    "SideTest",
    "Support",
    "Thresholds",
    "Trial",
    "TrialKind",
    "TrialRule",
    "Visit",
    "advises_a_look",
    "compare",
    "grade_trial",
    "inputs",
    "read",
    "reread",
    "suggests",
    "watch",
]
