"""A trainer's conventions can be changed, within limits that keep the words true."""

import pytest
from django.test import Client as Browser
from django.urls import reverse

from assessments.models import Service, Trainer
from tests.assessments.desks import desk_of
from tests.makers import make_trainer

SENT = {
    "pain_limit": "3",
    "limited_below": "12",
    "full_from": "20.5",
    "hold_cap": "45",
    "retest_weeks": "8",
}
PAGE = "/desk/settings/test/"


def test_it_is_kept_and_shown(desk: Browser, trainer: Trainer, service: Service) -> None:
    assert desk.post(PAGE, SENT).headers["Location"] == reverse("settings")
    trainer.refresh_from_db()
    assert (trainer.thresholds.pain_limit, trainer.thresholds.full_from) == (3, 20.5)
    assert "full from 20.5 s" in desk.get(reverse("settings")).content.decode()
    assert 'value="20.5"' in desk.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"pain_limit": "0"}, "pain_limit"),
        ({"pain_limit": "7"}, "pain_limit"),
        ({"limited_below": "2.9"}, "limited_below"),
        ({"limited_below": "20.5"}, "full_from"),
        ({"full_from": "11"}, "full_from"),
        ({"hold_cap": "20.4"}, "hold_cap"),
        ({"hold_cap": "181"}, "hold_cap"),
        ({"retest_weeks": "0"}, "retest_weeks"),
        ({"retest_weeks": "53"}, "retest_weeks"),
        ({"full_from": "NaN"}, "full_from"),
        ({"full_from": "1e400"}, "full_from"),
        ({"hold_cap": "30.55"}, "hold_cap"),
        ({"hold_cap": ""}, "hold_cap"),
        ({"pain_limit": "4\0"}, "pain_limit"),
    ],
)
def test_what_would_make_no_sense_is_refused(
    desk: Browser, trainer: Trainer, wrong: dict[str, str], field: str
) -> None:
    answer = desk.post(PAGE, SENT | wrong)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    trainer.refresh_from_db()
    assert trainer.hold_cap == 30


@pytest.mark.parametrize("full", ["20.5", "45"])
def test_a_full_hold_may_be_as_long_as_the_cap(desk: Browser, trainer: Trainer, full: str) -> None:
    assert desk.post(PAGE, SENT | {"full_from": full}).status_code == 302


def test_another_trainers_are_left_alone(desk: Browser) -> None:
    other = make_trainer()
    desk.post(PAGE, SENT)
    other.refresh_from_db()
    assert (other.hold_cap, desk_of(other).get(PAGE).status_code) == (30, 200)
