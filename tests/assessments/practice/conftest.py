import pytest

from tests.assessments.practice.people import Two, two_trainers


@pytest.fixture
def two(db: None) -> Two:
    return two_trainers()
