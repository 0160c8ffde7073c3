"""Mara's clients, in Berlin. All of them are invented."""

from decimal import Decimal

from assessments.findings import Compensated, Compensation, EndedBy, Grade, KneeLevel, Side
from hipcoach.common.cautions import Caution
from hipcoach.pages.demo.people import (
    Asked,
    Ending,
    Forgotten,
    Measured,
    OwnReading,
    Person,
    Release,
    Visit,
    at_hip_level,
    foot_stays_down,
    held,
    hurts,
    range_ends,
    trial,
)
from hipcoach.pages.demo.seen import LONGER, SHARP_PAIN, SHORT

SMALL_KIT = ["chair", "wall", "table", "band", "strap", "pad"]
GYM_KIT = [*SMALL_KIT, "bench", "step", "kettlebell", "barbell", "weight", "dumbbell", "bar", "handles"]
DESK = {"hours_seated": 9, "equipment": [*SMALL_KIT, "bench", "weight"]}
LEANS_BACK = (Compensated(kind=Compensation.TRUNK_BACK, at=6.0),)
LEANS_BACK_AT_ONCE = (Compensated(kind=Compensation.TRUNK_BACK, at=1.5),)

CAST: tuple[Person, ...] = (
    Person(
        name="Emre Şahin",
        address="emre",
        age=37,
        answers=DESK | {"experience": "new"},
        visits=(
            Visit(
                days=-43.2,
                ending=Ending.TESTED,
                adherence=0.7,
                test=Measured(left=held(8.2), right=held(9.1)),
            ),
            Visit(
                days=-0.01,
                ending=Ending.UNFINISHED,
                service="retest",
                test=Measured(left=held(12.6), right=held(11.9)),
            ),
        ),
    ),
    Person(
        name="Fatou Diallo",
        address="fatou",
        age=29,
        answers={"hours_seated": 4, "equipment": [*SMALL_KIT, "kettlebell"], "goals": ["sport", "balance"]},
        visits=(
            Visit(
                days=-0.055,
                ending=Ending.TESTED,
                adherence=0.0,
                test=Measured(left=held(13.1), right=held(14.4, ended_by=EndedBy.CRAMP)),
                word="Start gently; the band march is the one to enjoy.",
            ),
        ),
    ),
    Person(
        name="Leonie Brandt",
        address="leonie",
        age=38,
        answers=DESK
        | {
            "goals": ["stronger_hips", "daily_life"],
            "hip": "yes",
            "hip_side": "both",
            "hip_score": 3,
            "hip_hurts": "no",
            "nudges": True,
        },
        visits=(
            Visit(
                days=-204.2,
                ending=Ending.TESTED,
                test=Measured(
                    left=held(3.4, lost=LEANS_BACK_AT_ONCE),
                    right=held(4.6),
                    surface=Decimal(48),
                    notes="The high bench: the small one was in the other room.",
                    seen=SHORT,
                ),
            ),
            Visit(
                days=-148.3,
                ending=Ending.TESTED,
                service="retest",
                test=Measured(left=held(4.1), right=held(5.9)),
            ),
            Visit(
                days=-99.2,
                ending=Ending.TESTED,
                service="retest",
                test=Measured(
                    left=held(5.2),
                    right=held(9.4),
                    reads=OwnReading(
                        side=Side.RIGHT,
                        grade=Grade.DEVELOPING,
                        reason="She laughed at 9 s; the hip was not what ended it.",
                    ),
                ),
            ),
            Visit(
                days=-51.3,
                ending=Ending.TESTED,
                service="retest",
                adherence=0.95,
                test=Measured(
                    left=held(6.4, lost=LEANS_BACK),
                    right=held(8.1),
                    notes="Leans back early on the left. Wants to sit less and cycle again.",
                ),
                word="Short holds, no leaning. Three calm sessions a week are plenty.",
            ),
            Visit(
                days=-9.2,
                ending=Ending.TESTED,
                service="retest",
                adherence=0.9,
                test=Measured(
                    left=held(14.2),
                    right=held(15.6),
                    notes="Trunk stays tall now.",
                    seen=LONGER,
                    forgotten=Forgotten(
                        side=Side.RIGHT,
                        trial=trial(17.8),
                        reason="The third hold on the right was on paper only.",
                    ),
                ),
                asks=(
                    Asked(
                        about="glute-bridge",
                        days=-6.1,
                        text="I feel this mostly in my hamstrings. Is that right?",
                        answer="Heels a little closer, and push through them: then the glutes do more.",
                    ),
                    Asked(
                        about="glute-bridge",
                        days=-0.6,
                        text="Closer heels helped! May I hold the top for a moment?",
                    ),
                    Asked(
                        about="side-plank",
                        days=-1.2,
                        text="My lower shoulder tires before my waist. Shall I stay on my knees?",
                    ),
                ),
                word="Lovely progress. We keep the frame and make it a little harder.",
            ),
            Visit(days=33.1, service="retest"),
        ),
    ),
    Person(
        name="Tomasz Wieczorek",
        address="tomasz",
        answers=None,
        visits=(Visit(days=3.0, note="Coming by bike. Is there a place to lock it?"),),
    ),
    Person(
        name="Aylin Demirci",
        address="aylin",
        age=52,
        answers=DESK | {"illness_medicine": "yes", "blood_pressure": "controlled"},
        release=Release(
            limits=(Caution.BREATH_HOLDING,), note="Talked it through by phone. Breathes out on effort."
        ),
        visits=(
            Visit(
                days=-36.4,
                ending=Ending.TESTED,
                adherence=0.45,
                test=Measured(left=held(11.2), right=held(12.4)),
            ),
            Visit(days=7.2, service="retest"),
        ),
    ),
    Person(
        name="Samuel Adeyemi",
        address="samuel",
        age=33,
        answers={"experience": "experienced", "equipment": GYM_KIT, "hours_seated": 5, "goals": ["sport"]},
        visits=(
            Visit(
                days=-64.1,
                ending=Ending.TESTED,
                adherence=0.8,
                test=Measured(left=held(18.3), right=held(21.0)),
            ),
            Visit(
                days=-13.3,
                ending=Ending.TESTED,
                service="retest",
                adherence=0.85,
                asks=(
                    Asked(
                        about="goblet-squat",
                        days=-2.3,
                        text="The bell pulls me forward at the bottom. Lighter, or less deep?",
                        answer="Keep the weight, stop where you still sit tall. Depth comes by itself.",
                    ),
                ),
                test=Measured(left=held(27.4), right=held(30.0, ended_by=EndedBy.CAP)),
            ),
        ),
    ),
    Person(
        name="Hanna Sørensen",
        address="hanna",
        zone="Europe/Copenhagen",
        age=61,
        answers={"experience": "new", "equipment": SMALL_KIT, "hours_seated": 7, "nudges": True},
        visits=(
            Visit(
                days=-27.2,
                ending=Ending.TESTED,
                adherence=0.9,
                test=Measured(
                    left=foot_stays_down(), right=foot_stays_down(), notes="Good humour throughout."
                ),
                word="Help the thigh up with your hands. The hold is what counts.",
            ),
            Visit(days=1.1, service="retest"),
        ),
    ),
    Person(
        name="Nikos Papadakis",
        address="nikos",
        age=47,
        answers={"experience": "some", "equipment": [*SMALL_KIT, "bench"], "hours_seated": 10},
        visits=(
            Visit(
                days=-20.3,
                ending=Ending.TESTED,
                adherence=0.6,
                test=Measured(left=range_ends(KneeLevel.LEVEL), right=range_ends(KneeLevel.LEVEL)),
            ),
        ),
    ),
    Person(
        name="Priya Raghunathan",
        address="priya",
        age=58,
        answers=DESK | {"heart_stroke": "yes", "illness_medicine": "yes"},
        visits=(Visit(days=5.2),),
    ),
    Person(
        name="Marek Dvořák",
        address="marek",
        age=44,
        answers={"hours_seated": 6, "equipment": [*SMALL_KIT, "bench", "weight"]},
        visits=(
            Visit(
                days=-57.1,
                ending=Ending.TESTED,
                adherence=0.75,
                test=Measured(left=held(6.2), right=held(12.6)),
            ),
            Visit(
                days=-8.3,
                ending=Ending.TESTED,
                service="retest",
                adherence=0.8,
                test=Measured(
                    left=held(8.8), right=held(14.6), notes="Left behind for the second time: watch it."
                ),
            ),
        ),
    ),
    Person(
        name="Ingrid Baumann",
        address="ingrid",
        age=66,
        answers={"equipment": SMALL_KIT, "hours_seated": 3, "goals": ["balance", "daily_life"]},
        visits=(
            Visit(
                days=-62.4,
                ending=Ending.TESTED,
                adherence=0.55,
                test=Measured(left=held(9.3), right=held(8.7)),
            ),
            Visit(
                days=-15.2,
                ending=Ending.TESTED,
                service="retest",
                adherence=0.65,
                test=Measured(
                    left=held(12.2), right=held(11.4), surface=Decimal(48), notes="The other bench today."
                ),
            ),
        ),
    ),
    Person(
        name="Yusuf Kaya",
        address="yusuf",
        age=35,
        answers=DESK,
        visits=(Visit(days=-9.4, ending=Ending.NO_SHOW), Visit(days=2.1)),
    ),
    Person(
        name="Clara Vogt",
        address="clara",
        age=40,
        visits=(Visit(days=-4.1, ending=Ending.CANCELLED_LATE), Visit(days=11.3)),
    ),
    Person(
        name="Ottilie Krüger",
        age=71,
        answers={"osteoporosis": "yes", "experience": "new", "equipment": ["chair", "table"]},
        visits=(Visit(days=0.02, note="Booked by phone. Needs the lift."),),
    ),
    Person(
        name="Dmitri Volkov",
        address="dmitri",
        age=49,
        answers={"hours_seated": 8, "joint_problem": "unsure"},
        release=Release(note="An old sprained ankle, fine for years."),
        visits=(
            Visit(
                days=-6.2,
                ending=Ending.TESTED,
                test=Measured(
                    left=hurts(6),
                    right=held(9.4),
                    pain_before=2,
                    notes="Stopped the left at once.",
                    went_wrong=SHARP_PAIN,
                ),
            ),
        ),
    ),
    Person(
        name="Lena Hoffmann",
        address="hoffmann",
        shares_address=True,
        age=45,
        answers={"equipment": SMALL_KIT},
        visits=(
            Visit(
                days=-30.3,
                ending=Ending.TESTED,
                adherence=0.5,
                test=Measured(left=at_hip_level(16.0), right=held(10.8)),
            ),
            Visit(days=0.06, service="retest"),
        ),
    ),
    Person(
        name="Paul Hoffmann",
        address="hoffmann",
        shares_address=True,
        age=46,
        visits=(Visit(days=6.3, ending=Ending.MOVED),),
    ),
    Person(
        name="Mei-Ling Chou",
        address="meiling",
        age=31,
        is_draft=True,
        visits=(Visit(days=0.12),),
    ),
    Person(
        name="Ruth Amsel",
        address="ruth",
        age=55,
        visits=(
            Visit(
                days=-396.2,
                ending=Ending.TESTED,
                adherence=0.4,
                is_archived=True,
                test=Measured(left=held(10.3), right=held(11.0)),
            ),
            Visit(days=10.2),
        ),
    ),
)
