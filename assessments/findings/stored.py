"""A test as JSON keeps it, and the reading of it again."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from assessments.findings.rules import read
from assessments.findings.values import (
    Compensated,
    Compensation,
    EndedBy,
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
)


def inputs(left: SideTest, right: SideTest, setup: Setup, thresholds: Thresholds) -> dict[str, Any]:
    """What `reread` needs to find the same again, as values that JSON can hold."""
    return {
        "left": asdict(left),
        "right": asdict(right),
        "setup": asdict(setup),
        "thresholds": asdict(thresholds),
    }


def reread(stored: Mapping[str, Any]) -> Reading:
    """The reading of stored `inputs`, by today's rules.

    Raises KeyError, TypeError or ValueError when they are broken.
    """
    setup = stored["setup"]
    return read(
        _side_test(stored["left"]),
        _side_test(stored["right"]),
        setup=Setup(**{**setup, "support": Support(setup["support"])}),
        thresholds=Thresholds(**stored["thresholds"]),
    )


def _side_test(stored: Mapping[str, Any]) -> SideTest:
    passive = stored["passive"]
    level = None if passive["level"] is None else KneeLevel(passive["level"])
    return SideTest(
        passive=Passive(**{**passive, "level": level}),
        trials=tuple(_trial(trial) for trial in stored["trials"]),
    )


def _trial(stored: Mapping[str, Any]) -> Trial:
    typed = {
        "side": Side(stored["side"]),
        "kind": TrialKind(stored["kind"]),
        "knee": KneeLevel(stored["knee"]),
        "ended_by": EndedBy(stored["ended_by"]),
        "compensations": tuple(
            Compensated(kind=Compensation(lost["kind"]), at=lost["at"]) for lost in stored["compensations"]
        ),
    }
    return Trial(**{**stored, **typed})
