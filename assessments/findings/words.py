"""Grades in words: for the trainer, and, plain and without alarm, for the client."""

from django.utils.translation import gettext_lazy as _

from assessments.findings.values import Grade

GRADE_WORDS = {
    Grade.PAIN_STOP: _("Pain stop"),
    Grade.UNGRADED_PASSIVE: _("Not graded: passive range missing"),
    Grade.RANGE_LIMITED: _("Range limited"),
    Grade.UNGRADED_NONE: _("Not graded: no counted trial"),
    Grade.FULL: _("Full"),
    Grade.DEVELOPING: _("Developing"),
    Grade.LIMITED: _("Limited"),
    Grade.UNABLE: _("Unable"),
    Grade.UNGRADED_PAIN: _("Not graded: ended by pain"),
    Grade.UNGRADED_BALANCE: _("Not graded: repeat with support"),
}

GRADE_PLAIN = {
    Grade.PAIN_STOP: _("Stopped for the day"),
    Grade.UNGRADED_PASSIVE: _("Still to look at"),
    Grade.RANGE_LIMITED: _("Mobility first"),
    Grade.UNGRADED_NONE: _("Still to try"),
    Grade.FULL: _("A steady hold"),
    Grade.DEVELOPING: _("On its way"),
    Grade.LIMITED: _("Room to grow"),
    Grade.UNABLE: _("First steps"),
    Grade.UNGRADED_PAIN: _("No grade today"),
    Grade.UNGRADED_BALANCE: _("Once more, with support"),
}

GRADE_MEANING = {
    Grade.PAIN_STOP: _(
        "We stopped on this side because of how it felt, which was the right call; "
        "please speak with a health professional before trying it again."
    ),
    Grade.UNGRADED_PASSIVE: _(
        "We have not yet seen how far your thigh lifts with help, so we start there next time."
    ),
    Grade.RANGE_LIMITED: _(
        "For now your thigh stops at or below hip level even with help, "
        "so gentle mobility comes before strength."
    ),
    Grade.UNGRADED_NONE: _(
        "There is no counted hold on this side yet, so there is nothing to conclude from it."
    ),
    Grade.FULL: _(
        "You held your knee above your hip for as long as your trainer looks for (a coaching convention, "
        "not a medical norm), so keep your hips in training with the rest of you."
    ),
    Grade.DEVELOPING: _(
        "You can hold your knee above your hip, and a longer or steadier hold comes next; "
        "the times are a coaching convention, not a medical norm."
    ),
    Grade.LIMITED: _(
        "Holding your knee above your hip is hard for now, so that is where we train; "
        "the times are a coaching convention, not a medical norm."
    ),
    Grade.UNABLE: _("The lift itself is our first goal, and we begin with a helping hand."),
    Grade.UNGRADED_PAIN: _("The hold ended because something hurt, so we do not grade it."),
    Grade.UNGRADED_BALANCE: _(
        "Balance ran out before strength did, so we repeat the hold with more support."
    ),
}
