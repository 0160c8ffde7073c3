"""An intake's answers as the trainer reads them."""

from assessments.answers import AnsweredStep, asked, readable
from tests.assessments.intakes import BACK_PAIN, TIGHT_HIP, UNREMARKABLE


def words(steps: tuple[AnsweredStep, ...]) -> dict[str, str]:
    return {row.question: row.answer for step in steps for row in step.answers}


def test_answers_are_told_in_the_words_of_their_choices() -> None:
    told = words(readable(UNREMARKABLE, flagged=frozenset()))
    assert told["What can you use at home or at the gym?"] == "Steady chair, Free wall"
    assert told["How many hours do you sit on a usual day?"] == "8"
    assert told["I agree to be tested, and I know that I can stop at any time."] == "Yes"


def test_a_follow_up_says_what_it_follows() -> None:
    told = words(readable({**UNREMARKABLE, **BACK_PAIN, **TIGHT_HIP}, flagged=frozenset()))
    assert told["Pain, cramping or tightness in a hip? Which side?"] == "Left"
    assert asked(["hip_score"]) == ["Pain, cramping or tightness in a hip? How strong is it at its worst?"]


def test_an_answer_to_a_question_that_no_longer_applies_is_left_out() -> None:
    told = words(readable({**UNREMARKABLE, "hip_score": 9}, flagged=frozenset()))
    assert not any("worst" in question for question in told)


def test_what_the_screen_rests_on_is_marked() -> None:
    steps = readable({**UNREMARKABLE, "dizziness": "yes"}, flagged=frozenset({"dizziness"}))
    assert [row.question for step in steps for row in step.answers if row.is_flagged] == ["Do you get dizzy?"]


def test_an_answer_from_an_older_wording_is_told_as_it_was_given() -> None:
    told = words(
        readable({**UNREMARKABLE, "equipment": ["trampoline"], "experience": "lots"}, flagged=frozenset())
    )
    assert told["What can you use at home or at the gym?"] == "trampoline"
    assert "lots" in told.values()
