"""Two windows: nothing typed is lost, and an old page takes nothing back."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.merging import merge

VALUES = st.sampled_from([None, "yes", "no", True, False, 0, 1, ["a"], ["a", "b"]])
ANSWERS = st.dictionaries(st.sampled_from("abc"), VALUES)


@pytest.mark.parametrize(
    ("seen", "saved", "typed", "kept", "clashes"),
    [
        (None, None, "yes", "yes", ()),  # The first answer.
        ("no", "no", "yes", "yes", ()),  # Changed here only.
        ("no", "yes", "no", "yes", ()),  # Changed elsewhere only.
        ("no", "yes", "yes", "yes", ()),  # Changed to the same.
        ("no", "yes", None, "yes", ("a",)),  # Taken back here, changed elsewhere.
        (None, "yes", "no", "yes", ("a",)),  # Answered in both, otherwise.
        (True, 1, True, 1, ()),
    ],
)
def test_one_question(seen: Any, saved: Any, typed: Any, kept: Any, clashes: tuple[str, ...]) -> None:
    merged = merge(typed={"a": typed}, seen={"a": seen}, saved={"a": saved})
    assert (merged.answers, merged.clashes) == ({"a": kept}, clashes)


@given(typed=ANSWERS, seen=ANSWERS, saved=ANSWERS)
def test_nothing_saved_elsewhere_is_overwritten_unseen(
    typed: dict[str, Any], seen: dict[str, Any], saved: dict[str, Any]
) -> None:
    merged = merge(typed=typed, seen=seen, saved=saved)
    for key, value in merged.answers.items():
        if repr(value) != repr(saved.get(key)):
            assert repr(saved.get(key)) == repr(seen.get(key))


@given(typed=ANSWERS, seen=ANSWERS, saved=ANSWERS)
def test_what_was_typed_is_kept_or_named(
    typed: dict[str, Any], seen: dict[str, Any], saved: dict[str, Any]
) -> None:
    merged = merge(typed=typed, seen=seen, saved=saved)
    for key, value in typed.items():
        untouched = repr(value) == repr(seen.get(key))
        assert untouched or key in merged.clashes or repr(merged.answers[key]) == repr(value)


@given(typed=ANSWERS, saved=ANSWERS)
def test_saving_again_with_what_is_now_seen_settles_it(typed: dict[str, Any], saved: dict[str, Any]) -> None:
    merged = merge(typed=typed, seen=saved, saved=saved)
    assert (dict(merged.answers), merged.clashes) == (typed, ())
