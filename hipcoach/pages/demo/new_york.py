"""Julian's clients, in New York. All of them are invented."""

from assessments.findings import EndedBy, KneeLevel, Support
from hipcoach.common.cautions import Caution
from hipcoach.pages.demo.berlin import GYM_KIT, SMALL_KIT
from hipcoach.pages.demo.people import (
    Asked,
    Ending,
    Measured,
    Person,
    Release,
    Visit,
    foot_stays_down,
    held,
    not_tested,
    range_ends,
    wobbles,
)

CAST: tuple[Person, ...] = (
    Person(
        name="Amara Nwosu",
        address="amara",
        age=34,
        answers={"hours_seated": 8, "equipment": [*SMALL_KIT, "bench"], "goals": ["stronger_hips"]},
        visits=(
            Visit(
                days=-0.055,
                ending=Ending.TESTED,
                adherence=0.0,
                test=Measured(left=held(9.2), right=held(7.6)),
            ),
        ),
    ),
    Person(
        name="Marisol Vega",
        address="marisol",
        age=43,
        answers={
            "hours_seated": 7,
            "equipment": [*SMALL_KIT, "bench", "weight"],
            "hamstring": "yes",
            "hamstring_side": "right",
            "hamstring_score": 4,
            "nudges": True,
        },
        again=(-1.4, {"chest_effort": "yes"}),
        visits=(
            Visit(
                days=-34.2,
                ending=Ending.TESTED,
                adherence=0.9,
                test=Measured(left=held(11.8), right=held(10.2)),
                word="You know the way already. Keep the last two seconds clean.",
            ),
            Visit(days=6.1, service="retest"),
        ),
    ),
    Person(
        name="DeShawn Whitfield",
        address="deshawn",
        age=27,
        answers={
            "experience": "experienced",
            "equipment": GYM_KIT,
            "hours_seated": 4,
            "goals": ["sport", "habit"],
        },
        visits=(
            Visit(
                days=-24.1,
                ending=Ending.TESTED,
                adherence=0.85,
                asks=(
                    Asked(
                        about="hip-thrust",
                        days=-0.4,
                        text="The bar rolls into my belly at the top. A pad, or lower down?",
                    ),
                ),
                test=Measured(left=held(24.4), right=held(30.0, ended_by=EndedBy.CAP)),
            ),
        ),
    ),
    Person(
        name="Grace Nakamura",
        address="grace",
        zone="America/Chicago",
        age=50,
        answers={"hours_seated": 9, "equipment": [*SMALL_KIT, "bench"], "nudges": True},
        visits=(
            Visit(
                days=-70.3,
                ending=Ending.TESTED,
                adherence=0.9,
                test=Measured(left=held(10.6), right=held(11.3)),
            ),
            Visit(
                days=-22.2,
                ending=Ending.TESTED,
                service="retest",
                adherence=0.9,
                test=Measured(left=held(18.9), right=held(17.2)),
            ),
            Visit(days=21.1, service="retest"),
        ),
    ),
    Person(
        name="Aaron Feldstein",
        address="aaron",
        age=59,
        answers={"hours_seated": 10, "equipment": ["chair", "wall", "table", "pad"], "experience": "new"},
        visits=(
            Visit(
                days=-47.3,
                ending=Ending.TESTED,
                adherence=0.3,
                is_archived=True,
                test=Measured(left=held(4.8), right=held(5.9)),
            ),
        ),
    ),
    Person(
        name="Thuy Pham",
        address="thuy",
        age=64,
        answers={"falls": "yes", "equipment": SMALL_KIT, "experience": "new", "hours_seated": 5},
        release=Release(
            limits=(Caution.BALANCE, Caution.KNEELING),
            note="One stumble on ice last winter. Always beside a rail.",
        ),
        visits=(
            Visit(
                days=-17.2,
                ending=Ending.TESTED,
                adherence=0.75,
                test=Measured(left=held(7.0), right=held(7.9), support=Support.RAIL),
            ),
        ),
    ),
    Person(
        name="Kwame Asante",
        address="kwame",
        age=68,
        answers={"experience": "new", "equipment": ["chair", "band", "pad", "wall"], "hours_seated": 8},
        visits=(
            Visit(
                days=-12.3,
                ending=Ending.TESTED,
                adherence=0.8,
                test=Measured(left=foot_stays_down(), right=held(5.2)),
            ),
        ),
    ),
    Person(
        name="Bridget O'Malley",
        address="bridget",
        age=57,
        answers={"surgery": "recent", "equipment": [*SMALL_KIT, "bench"]},
        release=Release(
            by_statement=True,
            limits=(Caution.FLEXION_OVER_90, Caution.SPINE_LOAD),
            note="Letter from her surgeon, seen on paper.",
        ),
        visits=(
            Visit(
                days=-14.1,
                ending=Ending.TESTED,
                adherence=0.6,
                test=Measured(left=held(6.6), right=held(8.8)),
            ),
        ),
    ),
    Person(
        name="Rafael Monteiro",
        address="rafael",
        age=36,
        visits=(Visit(days=-11.2, ending=Ending.CANCELLED), Visit(days=5.3, ending=Ending.MOVED)),
    ),
    Person(
        name="Sofia Lindgren",
        address="sofia",
        age=39,
        answers={"low_back": "yes", "low_back_side": "both", "low_back_score": 7, "first_back_pain": "no"},
        visits=(Visit(days=-7.1, ending=Ending.CANCELLED_BY_TRAINER), Visit(days=2.2)),
    ),
    Person(
        name="Zainab Hussain",
        address="zainab",
        age=32,
        answers={"pregnancy": "pregnant", "pregnancy_signs": "no", "equipment": SMALL_KIT},
        release=Release(
            limits=(Caution.SUPINE,), note="Her midwife knows. We choose each exercise together."
        ),
        visits=(
            Visit(
                days=-18.3,
                ending=Ending.TESTED,
                adherence=0.7,
                test=Measured(left=held(12.0), right=held(12.7), support=Support.RAIL),
            ),
        ),
    ),
    Person(
        name="Walter Jensen",
        age=73,
        answers={"experience": "new", "equipment": ["chair", "table", "strap"], "hours_seated": 6},
        visits=(
            Visit(
                days=-23.2,
                ending=Ending.TESTED,
                adherence=0.0,
                test=Measured(left=range_ends(KneeLevel.BELOW), right=held(8.3), is_shared=False),
            ),
        ),
    ),
    Person(
        name="Ethan Kowalczyk",
        address="ethan",
        age=17,
        visits=(Visit(days=9.1),),
    ),
    Person(
        name="Lucía Herrera",
        address="lucia",
        age=30,
        answers={"hours_seated": 8, "equipment": SMALL_KIT, "goals": ["move_freely"]},
        visits=(Visit(days=0.02, note="May I bring my own shoes?"),),
    ),
    Person(
        name="Henry Tran",
        address="henry",
        age=62,
        visits=(
            Visit(
                days=-5.2,
                ending=Ending.TESTED,
                test=Measured(left=wobbles(8.4), right=held(12.2), notes="Once more, with a rail."),
            ),
            Visit(days=0.06, service="retest"),
        ),
    ),
    Person(
        name="Noa Friedlander",
        address="noa",
        age=46,
        answers={"below_knee": "yes"},
        visits=(Visit(days=-3.2, ending=Ending.NO_SHOW), Visit(days=4.2)),
    ),
    Person(
        name="Carlos Benítez",
        address="carlos",
        age=54,
        answers={"surgery": "other", "equipment": [*SMALL_KIT, "bench"]},
        release=Release(note="Left knee replaced years ago, so we leave that side out for now."),
        visits=(
            Visit(
                days=-10.3,
                ending=Ending.TESTED,
                test=Measured(left=not_tested(), right=held(13.3), is_shared=False),
            ),
        ),
    ),
)
