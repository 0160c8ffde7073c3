"""A test and what was concluded from it, as JSON keeps them."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from types import MappingProxyType
from typing import Any

from assessments.findings.rules import read
from assessments.findings.values import (
    Compensated,
    Compensation,
    Difference,
    EndedBy,
    Grade,
    KneeLevel,
    NoDifference,
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
    """The reading of stored `inputs`, by the rules of version 1, which are today's.

    Raises KeyError, TypeError or ValueError when they are broken.
    """
    setup = stored["setup"]
    return read(
        _side_test(stored["left"]),
        _side_test(stored["right"]),
        setup=Setup(**{**setup, "support": Support(setup["support"])}),
        thresholds=Thresholds(**stored["thresholds"]),
    )


# By rule version, for findings from before conclusions were kept; later versions never need a reader.
READERS: Mapping[int, Callable[[Mapping[str, Any]], Reading]] = MappingProxyType({1: reread})


def conclusion(reading: Reading) -> dict[str, Any]:
    """A reading as values that JSON can hold; see also `recalled`."""
    return asdict(reading)


def recalled(stored: Mapping[str, Any]) -> Reading:
    """The reading that `conclusion` kept, by no rules at all.

    Raises KeyError, TypeError or ValueError when it is broken.
    """
    difference = stored["difference"]
    weaker, why_not = difference["weaker"], difference["why_not"]
    return Reading(
        left=_side_reading(stored["left"]),
        right=_side_reading(stored["right"]),
        overall=None if stored["overall"] is None else Grade(stored["overall"]),
        difference=Difference(
            **{
                **difference,
                "weaker": None if weaker is None else Side(weaker),
                "why_not": None if why_not is None else NoDifference(why_not),
            }
        ),
        rule_version=stored["rule_version"],
    )


def _side_reading(stored: Mapping[str, Any]) -> SideReading:
    best = stored["best"]
    return SideReading(
        **{**stored, "grade": Grade(stored["grade"]), "best": None if best is None else _trial(best)}
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
