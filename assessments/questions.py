"""The intake: its questions as versioned data, in short steps.

Source: the domain's "Intake and the screen". Answers are a plain JSON-able mapping of question key to
value: "yes" / "no" / "unsure" or another choice (str), a list of choices (multi), a whole number (int),
free text (str) or a ticked box (bool).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERSION = 1
CONSENT_VERSION = 1

Text: TypeAlias = str | Promise
Choices: TypeAlias = tuple[tuple[str, Text], ...]


class Kind(StrEnum):
    CHOICE = "choice"
    YES_NO = "yes_no"
    YES_NO_UNSURE = "yes_no_unsure"
    NUMBER = "number"
    TEXT = "text"
    MULTI = "multi"
    CONSENT = "consent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question. `shown_if`: the earlier question, always shown itself, and its answers that lead here."""

    key: str
    text: Text
    kind: Kind
    choices: Choices = ()
    required: bool = True
    help: Text = ""
    min: int | None = None
    max: int | None = None
    max_length: int | None = None
    shown_if: tuple[str, tuple[str, ...]] | None = None

    def applies(self, answers: Mapping[str, Any]) -> bool:
        if self.shown_if is None:
            return True
        earlier, values = self.shown_if
        return answers.get(earlier) in values

    def accepts(self, value: object) -> bool:
        """Whether `value` is an answer: of the kind's type, among the choices, within the bounds, not empty.

        An unticked required box is no answer. A number given as text isn't one either.
        """
        values = tuple(choice for choice, _label in self.choices)
        match self.kind:
            case Kind.NUMBER:
                return type(value) is int and _within(value, low=self.min, high=self.max)
            case Kind.TEXT:
                return isinstance(value, str) and _within(len(value.strip()), low=1, high=self.max_length)
            case Kind.MULTI:
                return isinstance(value, list) and bool(value) and all(item in values for item in value)
            case Kind.CONSENT:
                return value is True or (value is False and not self.required)
            case _:
                return isinstance(value, str) and value in values


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One page of the intake: one idea, a few questions."""

    key: str
    title: Text
    intro: Text
    questions: tuple[Question, ...]


def _within(number: int, *, low: int | None, high: int | None) -> bool:
    return (low is None or number >= low) and (high is None or number <= high)


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


def _consent(key: str, text: Text, *, required: bool = True) -> Question:
    return Question(key=key, text=text, kind=Kind.CONSENT, required=required)


CONSENT = Step(
    key="consent",
    title=_("Your say"),
    intro=_("Three separate choices. You can take each one back as easily as you give it."),
    questions=(
        _consent(
            "health_data",
            _("I agree that my health answers and my results are kept and used to coach me."),
        ),
        _consent("testing", _("I agree to be tested, and I know that I can stop at any time.")),
        _consent("nudges", _("Send me a friendly nudge now and then. (Optional)"), required=False),
    ),
)

# Consent comes before the first question about health.
STEPS: tuple[Step, ...] = (ABOUT, GOALS_AND_DAY, CONSENT, FEEL, NOW, HEALTH)
QUESTIONS: tuple[Question, ...] = tuple(question for step in STEPS for question in step.questions)


def visible(answers: Mapping[str, Any]) -> tuple[Question, ...]:
    """The questions that apply given these answers, in order."""
    return tuple(question for question in QUESTIONS if question.applies(answers))


def missing(answers: Mapping[str, Any]) -> tuple[str, ...]:
    """Keys of the visible required questions without an acceptable answer, in order."""
    return tuple(
        question.key
        for question in visible(answers)
        if question.required and not question.accepts(answers.get(question.key))
    )
