"""Pain, cramp and leaning back lead to less; and no step ever goes past what a person may do."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs import matching
from programs.dosing import Work
from programs.progression import Cause, Kind, Where
from tests.programs.library import rows
from tests.programs.logged import HOLD, REPS, WEIGHT, entry, line, step
from tests.programs.people import profiles


def test_pain_at_the_trainers_limit_takes_load_off() -> None:
    found = step(line(entry(4, WEIGHT, pain=4), work=WEIGHT))
    assert found
    assert (found.kind, found.cause, found.work.load) == (Kind.LOAD, Cause.PAIN, Decimal("17.5"))


def test_pain_without_load_leads_to_the_easier_variant_else_to_fewer_sets() -> None:
    easier = step(line(entry(4, pain=4), slug="split-squat"))
    assert easier
    assert (easier.kind, easier.variant) == (Kind.EASIER, "sit-to-stand")
    unplaced = step(line(entry(4, pain=4, where=Where.SOMEWHERE), slug="split-squat"))
    assert unplaced
    assert (unplaced.kind, unplaced.variant) == (Kind.SETS, "")
    assert str(unplaced.reason) == "There was pain in the last session: one set less, 2 instead of 3."
    fewer = step(line(entry(4, pain=4)))
    assert fewer
    assert (fewer.kind, fewer.work.sets) == (Kind.SETS, 2)


@pytest.mark.parametrize(
    ("told", "goes_back"),
    [
        ([{"pain": 3}], False),
        ([{"pain": 1}, {"pain": 1}], True),
        ([{"pain": 1}, {"pain": 0}], False),
        ([{"pain": 9}, {"pain": 0}], False),
        ([{"pain": 9, "where": Where.ELSEWHERE}], False),
        ([{"skipped": "pain", "sets_done": 0, "pain": None}], True),
        ([{"skipped": "hard", "sets_done": 0, "pain": None}], False),
    ],
    ids=str,
)
def test_a_little_pain_once_only_holds(told: list[dict[str, Any]], goes_back: bool) -> None:
    entries = [entry(4 - len(told) + number, **each) for number, each in enumerate(told, start=1)]
    found = step(line(*entries))
    assert bool(found and found.is_back) == goes_back


def test_cramp_shortens_the_holds_down_to_two_seconds() -> None:
    hold, seconds = HOLD, []
    for _time in range(3):
        found = step(line(entry(4, hold, cramp=True), slug="bench-foot-lift", work=hold, easier=None))
        if not found:
            break
        assert (found.kind, found.cause) == (Kind.HOLD, Cause.CRAMP)
        hold = found.work
        seconds.append(hold.hold)
    assert seconds == [(3, 3), (2, 2)]


def test_cramp_in_repetitions_asks_for_two_fewer() -> None:
    found = step(line(entry(4, cramp=True)))
    assert found
    assert (found.kind, found.work.reps) == (Kind.REPS, (8, 10))


def test_leaning_back_leads_to_the_supported_variant_else_to_a_hand_on_the_wall() -> None:
    leaned = entry(4, leaned=True)
    easier = step(line(leaned, slug="hip-flexor-raise"))
    assert easier
    assert (easier.kind, easier.variant, easier.work.hold) == (Kind.EASIER, "bench-foot-lift", (5, 5))
    support = step(line(leaned, slug="hip-flexor-raise", easier=None))
    assert support
    assert (support.kind, support.work) == (Kind.SUPPORT, REPS)
    assert step(line(leaned, slug="hip-flexor-raise", easier=None, is_supported=True)) is None


numbers = st.one_of(st.none(), st.integers(0, 10))
entries = st.lists(
    st.fixed_dictionaries(
        {
            "sets_done": st.integers(0, 4),
            "reached": st.one_of(st.none(), st.integers(0, 40)),
            "effort": st.sampled_from(["", "easy", "right", "hard"]),
            "pain": numbers,
            "where": st.sampled_from(Where),
            "cramp": st.booleans(),
            "leaned": st.booleans(),
            "skipped": st.sampled_from(["", "", "", "pain", "hard", "time"]),
        }
    ),
    max_size=4,
)
loads = st.one_of(st.none(), st.decimals(min_value="0.25", max_value=500, places=2))


@st.composite
def worked(draw: st.DrawFn) -> Work:
    low, more = draw(st.integers(1, 30)), draw(st.integers(0, 10))
    is_hold = draw(st.booleans())
    return Work(
        sets=draw(st.integers(1, 10)),
        reps=(None, None) if is_hold else (low, low + more),
        hold=(low, low + more) if is_hold else (None, None),
        load=draw(loads),
    )


@given(
    row=st.sampled_from(rows("exercises")),
    work=worked(),
    told=entries,
    profile=profiles,
    block=st.sampled_from(["strength", "core", "stretch"]),
)
def test_no_step_asks_what_a_person_may_not_do(
    row: Any, work: Work, told: list[dict[str, Any]], profile: matching.Profile, block: str
) -> None:
    logged = [entry(number, work, **each) for number, each in enumerate(told, start=1)]
    of = line(*logged, slug=row["slug"], work=work, block=block)
    found = step(of, profile=profile)
    assert found == step(of, profile=profile)
    if found is None:
        return
    assert not profile.trainer_chooses
    new = found.work
    low, high = new.reps if new.counts == "reps" else new.hold
    assert low
    assert high
    assert 1 <= low <= high
    assert 1 <= new.sets <= work.sets
    if found.variant:
        others = [each for each in (of.easier, of.harder) if each]
        taken = next(each.movement for each in others if each.movement.slug == found.variant)
        assert matching.is_possible(taken, profile)
    elif work.load and new.load and not found.is_back and found.kind == Kind.LOAD:
        assert work.load * Decimal("1.02") <= new.load <= min(work.load * Decimal("1.10"), Decimal(500))
    if found.is_back and not found.variant:
        assert (new.reps[1] or 0, new.hold[1] or 0) <= (work.reps[1] or 0, work.hold[1] or 0)
        assert (new.load or 0) <= (work.load or 0)


@given(work=worked(), pain=st.integers(1, 10), where=st.sampled_from(Where))
def test_pain_never_leads_on(work: Work, pain: int, where: Where) -> None:
    logged = (entry(3, work), entry(4, work, pain=pain, where=where))
    found = step(line(*logged, work=work))
    assert found is None or found.is_back
