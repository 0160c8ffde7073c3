"""The whole intake, version 1.

Never edited: intakes were filled in under these words. A changed question makes a `whole_2.py`.
"""

from django.utils.translation import gettext_lazy as _

from assessments.questions.asking import Choices, Kind, Question, Questionnaire, Step, Text
from assessments.questions.wordings import WORDINGS

CONSENT_VERSION = 1

YES_NO: Choices = (("yes", _("Yes")), ("no", _("No")))
YES_NO_UNSURE: Choices = (*YES_NO, ("unsure", _("Not sure")))
SIDES: Choices = (("left", _("Left")), ("right", _("Right")), ("both", _("Both, or the middle")))
EXPERIENCE: Choices = (
    ("new", _("New to it")),
    ("some", _("I have done some")),
    ("experienced", _("I train regularly and know the main lifts")),
)
GOALS: Choices = (
    ("stronger_hips", _("Stronger hips")),
    ("move_freely", _("Move more freely")),
    ("balance", _("Better balance")),
    ("sport", _("Do better in a sport")),
    ("daily_life", _("More ease in daily life")),
    ("habit", _("A training habit that lasts")),
)
EQUIPMENT: Choices = (
    ("chair", _("Steady chair")),
    ("bench", _("Bench")),
    ("step", _("Step")),
    ("band", _("Resistance band")),
    ("kettlebell", _("Kettlebell")),
    ("barbell", _("Barbell")),
    ("weight", _("Foot or ankle weight")),
    ("dumbbell", _("Dumbbell")),
    ("bar", _("Bar to hang from")),
    ("handles", _("Floor handles or parallel bars")),
    ("strap", _("Strap or towel")),
    ("wall", _("Free wall")),
    ("table", _("Sturdy table")),
    ("pad", _("Knee pad or cushion")),
)
BLOOD_PRESSURE: Choices = (
    ("no", _("No")),
    ("controlled", _("Yes, and it is under control")),
    ("uncontrolled", _("Yes, and it is not under control")),
    ("unsure", _("Not sure")),
)
PREGNANCY: Choices = (
    ("no", _("No, or this doesn't apply to me")),
    ("pregnant", _("I am pregnant")),
    ("birth", _("I gave birth in the last 12 weeks")),
    ("unsure", _("Not sure")),
)
SURGERY: Choices = (
    ("no", _("No")),
    ("recent", _("Yes, on a hip, the spine or the belly in the last 3 months")),
    ("other", _("Yes, longer ago or elsewhere, or I have a replaced joint")),
    ("unsure", _("Not sure")),
)


def _sign(key: str, text: Text, *, hint: Text = "") -> Question:
    """A health question where not being sure matters."""
    return Question(key=key, text=text, kind=Kind.YES_NO_UNSURE, choices=YES_NO_UNSURE, help=hint)


def _yes_no(key: str, text: Text, *, after: str | None = None, hint: Text = "") -> Question:
    shown_if = (after, ("yes",)) if after else None
    return Question(key=key, text=text, kind=Kind.YES_NO, choices=YES_NO, help=hint, shown_if=shown_if)


def _symptom(key: str, text: Text) -> tuple[Question, Question, Question]:
    """A symptom with its two follow-ups: which side, and how strong from 0 to 10."""
    shown_if = (key, ("yes",))
    side = Question(
        key=f"{key}_side", text=_("Which side?"), kind=Kind.CHOICE, choices=SIDES, shown_if=shown_if
    )
    score = Question(
        key=f"{key}_score",
        text=_("How strong is it at its worst?"),
        help=_("0 is nothing, 10 is the most you can imagine."),
        kind=Kind.NUMBER,
        min=0,
        max=10,
        shown_if=shown_if,
    )
    return _yes_no(key, text), side, score


ABOUT = Step(
    key="about",
    title=_("About you"),
    intro=_("HipCoach is for adults. Your contact is called only if you need help during a visit."),
    questions=(
        Question(key="birth_year", text=_("Which year were you born?"), kind=Kind.NUMBER, min=1900, max=2100),
        Question(
            key="emergency_name",
            text=_("Who should we call in an emergency?"),
            kind=Kind.TEXT,
            max_length=100,
        ),
        Question(key="emergency_phone", text=_("Their phone number"), kind=Kind.TEXT, max_length=40),
    ),
    is_screened=False,
)

GOALS_AND_DAY = Step(
    key="goals",
    title=_("Your goals and your day"),
    intro=_("So that your plan fits your life and what you have at hand."),
    questions=(
        Question(key="goals", text=_("What would you like to work on?"), kind=Kind.MULTI, choices=GOALS),
        Question(
            key="hours_seated",
            text=_("How many hours do you sit on a usual day?"),
            kind=Kind.NUMBER,
            min=0,
            max=24,
        ),
        Question(
            key="experience",
            text=_("How much strength training have you done?"),
            kind=Kind.CHOICE,
            choices=EXPERIENCE,
        ),
        Question(
            key="equipment",
            text=_("What can you use at home or at the gym?"),
            kind=Kind.MULTI,
            choices=EQUIPMENT,
            required=False,
        ),
    ),
    is_screened=False,
)

FEEL = Step(
    key="feel",
    title=_("How you feel"),
    intro=_("Think of the last two weeks."),
    questions=(
        *_symptom("low_back", _("Pain or discomfort in your back, low down or elsewhere?")),
        _yes_no(
            "first_back_pain",
            _("Is this the first back pain of your life, and did it start after you turned 55?"),
            after="low_back",
        ),
        *_symptom("hip", _("Pain, cramping or tightness in a hip?")),
        _yes_no(
            "hip_hurts",
            _("Does the hip hurt, more than only feeling tight or cramped?"),
            after="hip",
            hint=_("If in doubt, answer yes."),
        ),
        *_symptom("hamstring", _("Tight hamstrings, at the back of the thigh?")),
        *_symptom("core_glutes", _("Trouble getting your core or glutes to work?")),
    ),
)

NOW = Step(
    key="now",
    title=_("Signs to act on"),
    intro=_("These come first because some of them can't wait. “Not sure” is a good answer."),
    questions=(
        _sign(
            "chest_now", _("Now or today: chest pain or pressure, fainting, or breathlessness while at rest?")
        ),
        _sign(
            "bladder_saddle",
            _(
                "A new change in your bladder, bowel or sexual function, or numbness around your genitals, "
                "buttocks or inner thighs?"
            ),
        ),
        _sign("both_legs", _("Weakness, numbness or pain in both legs, or unsteady walking?")),
        _sign("tear_calf", _("A sudden tearing pain in the back or belly, or a hot, swollen calf?")),
        Question(
            key="pregnancy",
            text=_("Are you pregnant, or did you give birth recently?"),
            kind=Kind.CHOICE,
            choices=PREGNANCY,
        ),
        Question(
            key="pregnancy_signs",
            text=_("Any bleeding, loss of fluid, contractions or severe headache?"),
            kind=Kind.YES_NO_UNSURE,
            choices=YES_NO_UNSURE,
            shown_if=("pregnancy", ("pregnant", "unsure")),
        ),
        _sign(
            "chest_effort",
            _(
                "Chest pain when you exert yourself, a blackout in the last 12 months, or breathlessness "
                "nobody has explained?"
            ),
        ),
        _sign("one_leg_weak", _("One leg getting weaker, or a foot that drops or drags?")),
        _yes_no("below_knee", _("Pain or tingling in one leg, below the knee?")),
        _sign("ill_today", _("Are you ill or feverish today?")),
    ),
)

HEALTH = Step(
    key="health",
    title=_("Your health"),
    intro=_("Your trainer reads this before you move. Nothing here is a diagnosis."),
    questions=(
        _sign(
            "unwell_lately",
            _("In recent weeks: fever, night sweats, an infection, or weight loss you can't explain?"),
        ),
        _sign(
            "cancer_immune",
            _("Have you ever had cancer, do you take steroids, or is your immune system weakened?"),
            hint=_("An illness, a treatment or a medicine can weaken it."),
        ),
        _sign("trauma", _("A hard blow in recent months, such as a crash or a fall from a height?")),
        _sign("falls", _("Any fall in the last 12 months, even a small one?")),
        _sign("osteoporosis", _("Osteoporosis (thin, brittle bones)?")),
        _sign("night_weight", _("Pain at night that nothing eases, or a leg that can't carry your weight?")),
        _sign("heart_stroke", _("Heart disease, or a stroke at any time?")),
        Question(
            key="blood_pressure",
            text=_("High blood pressure?"),
            kind=Kind.CHOICE,
            choices=BLOOD_PRESSURE,
        ),
        _sign("supervised_only", _("Were you told to exercise only under supervision?")),
        Question(
            key="surgery",
            text=_("Have you had surgery?"),
            kind=Kind.CHOICE,
            choices=SURGERY,
            help=_("If several answers fit, choose the most recent. A caesarean counts as belly."),
        ),
        _sign("no_deep_bend", _("Were you told not to bend a hip past 90 degrees?")),
        _sign("illness_medicine", _("Another long-term illness, or a medicine prescribed for regular use?")),
        _sign("dizziness", _("Do you get dizzy?")),
        _sign("joint_problem", _("A joint problem, or an injury that still bothers you?")),
        Question(
            key="notes",
            text=_("Anything else your trainer should know?"),
            kind=Kind.TEXT,
            required=False,
            max_length=1000,
        ),
    ),
)


def _consent(key: str, *, required: bool = True) -> Question:
    return Question(key=key, text=WORDINGS[CONSENT_VERSION][key], kind=Kind.CONSENT, required=required)


CONSENT = Step(
    key="consent",
    title=_("Your say"),
    intro=_("Three separate choices. You can take each one back as easily as you give it."),
    questions=(_consent("health_data"), _consent("testing"), _consent("nudges", required=False)),
    is_screened=False,
)

# Consent comes before the first question about health.
WHOLE = Questionnaire(
    version=1,
    steps=(ABOUT, GOALS_AND_DAY, CONSENT, FEEL, NOW, HEALTH),
    consent_version=CONSENT_VERSION,
)
