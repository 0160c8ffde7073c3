"""What else the hours of the demo showed, and one thing that went wrong in them. Plain data."""

from decimal import Decimal

from assessments.incidents import Told
from assessments.observed import Observed, SideObserved, ThomasKnee, ThomasThigh, WentWrong

# A short front of the hip and a stiff back of the thigh, and the same some months later.
SHORT = Observed(
    left=SideObserved(
        thomas_thigh=ThomasThigh.UP,
        thomas_knee=ThomasKnee.STRAIGHT,
        leg_raise=62,
        hamstring=58,
        balance=Decimal(21),
    ),
    right=SideObserved(
        thomas_thigh=ThomasThigh.LEVEL,
        thomas_knee=ThomasKnee.STRAIGHT,
        leg_raise=66,
        hamstring=61,
        balance=Decimal(26),
    ),
    squat="Heels lift below parallel; knees track well.",
)
LONGER = Observed(
    left=SideObserved(
        thomas_thigh=ThomasThigh.LEVEL,
        thomas_knee=ThomasKnee.HANGS,
        leg_raise=74,
        hamstring=70,
        balance=Decimal(44),
    ),
    right=SideObserved(
        thomas_thigh=ThomasThigh.LEVEL,
        thomas_knee=ThomasKnee.HANGS,
        leg_raise=76,
        hamstring=72,
        balance=Decimal(51),
    ),
    squat="Heels stay down now.",
)
SHARP_PAIN = (
    Told(
        kind=WentWrong.PAIN,
        what="A sharp pain at the front of the left hip, four seconds into the hold.",
        done="Stopped at once. He sat down, had water, and walked out without a limp.",
        told="Himself: to see his doctor before we go on.",
    ),
    Told(what="Called the day after: it is gone at rest. He has made an appointment."),
)
