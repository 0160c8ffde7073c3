"""Makers that the findings tests share: a standard side is full, so that each table changes one thing."""

from typing import Any

from hypothesis import strategies as st

from assessments.findings import (
    Compensated,
    Compensation,
    EndedBy,
    Grade,
    KneeLevel,
    Passive,
    Reading,
    Setup,
    Side,
    SideTest,
    Support,
    Thresholds,
    Trial,
    TrialKind,
    read,
)

SETUP = Setup(surface_height_cm=45.0)
THRESHOLDS = Thresholds()
ABOVE = Passive(level=KneeLevel.ABOVE)

tenths = st.integers(0, 400).map(lambda number: number / 10)
pains = st.integers(0, 10)
compensated = st.builds(Compensated, kind=st.sampled_from(Compensation), at=st.none() | tenths)
setups = st.builds(
    Setup,
    protocol_version=st.integers(1, 2),
    support=st.sampled_from(Support),
    surface_height_cm=st.none() | st.integers(300, 600).map(lambda number: number / 10),
)
thresholds = st.builds(
    lambda pain, low, more, rest: Thresholds(
        pain_limit=pain, limited_below=low, full_from=low + more, cap=low + more + rest
    ),
    st.integers(1, 10),
    st.integers(1, 12),
    st.integers(1, 10),
    st.integers(0, 20),
)


def make_trial(**values: Any) -> Trial:
    """A counted 20 s hold on the left, knee above the hip, ended by a drop."""
    standard: dict[str, Any] = {
        "side": Side.LEFT,
        "kind": TrialKind.COUNTED,
        "number": 1,
        "cleared": True,
        "hold": 20.0,
        "capped": False,
        "knee": KneeLevel.ABOVE,
        "ended_by": EndedBy.DROP,
    }
    return Trial(**{**standard, **values})


def make_side(*trials: Trial, passive: Passive = ABOVE) -> SideTest:
    return SideTest(passive=passive, trials=trials)


def make_reading(
    left: SideTest, right: SideTest, *, setup: Setup = SETUP, thresholds: Thresholds = THRESHOLDS
) -> Reading:
    return read(left, right, setup=setup, thresholds=thresholds)


def make_holds(left: dict[str, Any], right: dict[str, Any], *, setup: Setup = SETUP) -> Reading:
    """A reading of one trial on each side, each standard but for the values given."""
    return make_reading(
        make_side(make_trial(**left)), make_side(make_trial(**{**right, "side": Side.RIGHT})), setup=setup
    )


def trials_of(side: Side) -> st.SearchStrategy[Trial]:
    return st.builds(
        Trial,
        side=st.just(side),
        kind=st.sampled_from(TrialKind),
        number=st.integers(1, 3),
        cleared=st.booleans(),
        hold=tenths,
        capped=st.booleans(),
        knee=st.sampled_from(KneeLevel),
        ended_by=st.sampled_from(EndedBy),
        compensations=st.lists(compensated, max_size=2).map(tuple),
        hands_lifted=st.booleans(),
        pain=st.sampled_from([0, 0, 0, 3, 4, 10]),
        radiating=st.sampled_from([False, False, False, True]),
    )


def sides_of(side: Side) -> st.SearchStrategy[SideTest]:
    """Sides with every grade among them; generous with pain-free ones, so that strength is reached."""
    passive = st.builds(
        Passive, level=st.sampled_from([*KneeLevel, KneeLevel.ABOVE, None]), pain=st.sampled_from([0, 0, 5])
    )
    return st.builds(SideTest, passive=passive, trials=st.lists(trials_of(side), max_size=4).map(tuple))


def test_the_standard_sides_are_full() -> None:
    reading = make_holds({}, {})
    assert (reading.left.grade, reading.right.grade, reading.overall) == (Grade.FULL,) * 3
