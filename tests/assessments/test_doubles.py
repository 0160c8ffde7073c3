"""What becomes of two records of one person: no consent comes back, no warning goes, nobody slips in."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.doubles import Draft, Given, LivePlan, NotMergeable, Obstacle, Outcome, Side, alike, merged

T = datetime(2026, 11, 1, tzinfo=UTC)
NOW = T + timedelta(days=2)
KINDS = ("health_data", "testing", "nudges")
moments = st.integers(0, 20).map(lambda hours: T + timedelta(hours=hours))


def consent(key: int, *, given: int, withdrawn: int | None = None, kind: str = "testing") -> Given:
    """Given and withdrawn so many hours on."""
    end = None if withdrawn is None else T + timedelta(hours=withdrawn)
    return Given(key=key, kind=kind, given_at=T + timedelta(hours=given), withdrawn_at=end)


def outcome(kept: Side, gone: Side, address_of: int | None = None) -> Outcome:
    return merged(kept, gone, address_of=address_of, now=NOW)


@pytest.mark.parametrize(
    ("kept", "gone", "ended"),
    [
        ([consent(1, given=1)], [], set()),
        ([consent(1, given=1)], [consent(2, given=2)], {1}),
        ([consent(1, given=2)], [consent(2, given=1)], {2}),
        ([consent(1, given=1)], [consent(2, given=0, withdrawn=2)], {1}),
        ([consent(1, given=3)], [consent(2, given=0, withdrawn=2)], set()),
        # A later wording, on one record, is no withdrawal.
        ([consent(1, given=1)], [consent(2, given=0, withdrawn=2), consent(3, given=2)], {1}),
        ([consent(1, given=1)], [consent(2, given=2, kind="nudges")], set()),
        # At the same instant, no counts.
        ([consent(1, given=2)], [consent(2, given=0, withdrawn=2)], {1}),
    ],
)
def test_the_last_word_on_consent_counts(kept: list[Given], gone: list[Given], ended: set[int]) -> None:
    found = outcome(Side(key=1, consents=tuple(kept)), Side(key=2, consents=tuple(gone)))
    assert set(found.consents_ended) == ended


def test_an_intake_that_left_the_box_open_is_a_no() -> None:
    kept = Side(key=1, consents=(consent(1, given=1),))
    gone = Side(key=2, refused={"testing": [T + timedelta(hours=2)]})
    assert outcome(kept, gone).consents_ended == {1: NOW}


@pytest.mark.parametrize(
    ("kept", "gone", "aside"),
    [
        ((0, False), (1, False), 1),
        ((1, False), (0, False), 2),
        ((0, True), (1, False), 2),
        ((1, False), (0, True), 1),
    ],
)
def test_of_two_begun_intakes_the_one_that_warns_goes_on_else_the_newer(
    kept: tuple[int, bool], gone: tuple[int, bool], aside: int
) -> None:
    first, second = (
        Draft(key=key, begun_at=T + timedelta(hours=hours), warns=warns)
        for key, (hours, warns) in ((1, kept), (2, gone))
    )
    assert outcome(Side(key=1, drafts=(first,)), Side(key=2, drafts=(second,))).drafts_aside == {aside}


def test_two_warnings_stand_in_the_way() -> None:
    drafts = [Draft(key=key, begun_at=T, warns=True) for key in (1, 2)]
    with pytest.raises(NotMergeable) as refused:
        outcome(Side(key=1, drafts=(drafts[0],)), Side(key=2, drafts=(drafts[1],)))
    assert refused.value.obstacle is Obstacle.WARNINGS


def test_a_short_check_and_a_whole_intake_go_on_side_by_side() -> None:
    check, whole = (Draft(key=key, kind=kind, begun_at=T, warns=True) for key, kind in ((1, "a"), (2, "b")))
    assert not outcome(Side(key=1, drafts=(check,)), Side(key=2, drafts=(whole,))).drafts_aside


def test_the_plan_assigned_last_goes_on() -> None:
    plans = [LivePlan(key=key, assigned_at=T + timedelta(hours=key)) for key in (1, 2)]
    assert outcome(Side(key=1, plan=plans[1]), Side(key=2, plan=plans[0])).plan_ended == 1


def test_different_addresses_ask_which_stays_and_the_sign_in_goes_with_it() -> None:
    kept, gone = Side(key=1, email="a@x.org", user=7), Side(key=2, email="b@x.org", user=8)
    for nobody in (None, 0, 3):
        with pytest.raises(NotMergeable):
            outcome(kept, gone, nobody)
    assert (outcome(kept, gone, 1).email, outcome(kept, gone, 1).user) == ("a@x.org", 7)
    assert (outcome(kept, gone, 2).email, outcome(kept, gone, 2).user) == ("b@x.org", 8)


def test_a_user_never_comes_along_without_their_address() -> None:
    kept, gone = Side(key=1, email="a@x.org"), Side(key=2, email="b@x.org", user=8)
    assert outcome(kept, gone, 1).user is None


def test_an_address_beats_none_and_its_letters_do_not_matter() -> None:
    assert outcome(Side(key=1), Side(key=2, email="b@x.org", user=8)).user == 8
    assert outcome(Side(key=1, email="A@x.org"), Side(key=2, email="a@x.org", user=8)).user == 8


consents = st.builds(
    lambda key, kind, at, lasts: Given(
        key=key, kind=kind, given_at=at, withdrawn_at=at + timedelta(hours=lasts) if lasts else None
    ),
    st.integers(1, 10_000),
    st.sampled_from(KINDS),
    moments,
    st.integers(0, 5),
)
sides = st.builds(
    Side,
    key=st.integers(1, 10_000),
    email=st.sampled_from(["", "a@x.org", "b@x.org"]),
    user=st.none() | st.integers(1, 3),
    reminders_off=st.lists(st.integers(1, 9), max_size=3).map(tuple),
    # One standing of a kind at most, as the database has it.
    consents=st.lists(consents, max_size=5, unique_by=lambda each: (each.kind, each.withdrawn_at)).map(tuple),
    refused=st.dictionaries(st.sampled_from(KINDS), st.lists(moments, max_size=2)),
)


@given(kept=sides, gone=sides)
def test_whatever_the_two_are_nothing_is_loosened(kept: Side, gone: Side) -> None:
    found = merged(kept, gone, address_of=kept.key, now=NOW)
    rows = [*kept.consents, *gone.consents]
    for kind in KINDS:
        standing = [
            each
            for each in rows
            if each.kind == kind and each.withdrawn_at is None and each.key not in found.consents_ended
        ]
        assert len({each.key for each in standing}) <= 1
        for side in (kept, gone):
            for no in side.refused.get(kind, ()):
                assert all(each.given_at > no for each in standing)
    assert {*kept.reminders_off, *gone.reminders_off} == set(found.reminders_off)
    assert found.user in {None, *(side.user for side in (kept, gone) if side.email == found.email)}


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (("Anna Schmitt", "", ""), True),
        (("Anna Schmidt", "other@x.org", ""), True),
        (("A. S.", "anna@x.org", ""), True),
        (("A. S.", "ana@x.org", ""), True),
        (("A. S.", "", "030 1234567"), True),
        (("A. S.", "", "+49 30 1234567"), True),
        (("A. S.", "", "030 7654321"), False),
        (("Bo Larsen", "bo@y.org", ""), False),
        (("", "", ""), False),
    ],
)
def test_much_alike(other: tuple[str, str, str], same: bool) -> None:
    assert alike("Anna Schmidt", "anna@x.org", "+49 (30) 1234567", to=other) is same


def test_the_same_provider_makes_nobody_alike() -> None:
    one, other = ("Leander Brandt", "leonie@hipcoach.example", ""), ("Emre S.", "emre@hipcoach.example", "")
    assert not alike(*one, to=other)
    assert alike(*one, to=("L. B.", "leonie@hipcoahc.example", ""))


def test_what_a_merge_replaced_is_no_withdrawal_at_the_next() -> None:
    ended = outcome(
        Side(key=1, consents=(consent(1, given=3),)), Side(key=2, consents=(consent(2, given=1),))
    ).consents_ended
    assert ended == {2: T + timedelta(hours=3)}
    once = Side(key=1, consents=(consent(1, given=3), consent(2, given=1, withdrawn=3)))
    assert outcome(Side(key=3, consents=(consent(3, given=2),)), once).consents_ended.keys() == {3}
