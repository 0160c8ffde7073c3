"""The week as a trainer types it: several stretches a day, clear words beside a day that is wrong."""

import re

import pytest
from django.test import Client as Browser

from assessments.models import Appointment, Trainer
from tests.assessments.desk_settings.typed import HOURS, OUTSIDE, week


def saved(trainer: Trainer, weekday: int = 0) -> list[tuple[int, int]]:
    return list(trainer.weekly_hours.filter(weekday=weekday).values_list("opens", "closes"))


def times(text: str, day: str = "day_0") -> list[str]:
    """The values in a day's fields, as they stand on the page."""
    return [value for value in re.findall(rf'name="{day}_\w+" id="[^"]+" value="([^"]*)"', text) if value]


def test_several_stretches_a_day_are_saved_sorted(desk: Browser, trainer: Trainer) -> None:
    answer = desk.post(HOURS, week("13:30-18:00", "9:00-12:30", day_6=()))
    assert (answer.status_code, answer["Location"]) == (302, "/desk/settings/")
    assert saved(trainer) == [(540, 750), (810, 1080)]
    assert saved(trainer, 6) == []


@pytest.mark.parametrize("midnight", ["00:00", "24:00"])
def test_midnight_ends_a_day(desk: Browser, trainer: Trainer, midnight: str) -> None:
    desk.post(HOURS, week(f"18:00-{midnight}"))
    assert saved(trainer) == [(1080, 1440)]
    assert times(desk.get(HOURS).content.decode()) == ["18:00", "00:00"]


def test_a_whole_day_can_be_open(desk: Browser, trainer: Trainer) -> None:
    desk.post(HOURS, week("00:00-00:00"))
    assert saved(trainer) == [(0, 1440)]


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (("17:00-09:00",), "17:00–09:00 ends before it begins."),
        (("09:00-09:00",), "09:00–09:00 ends before it begins."),
        (("24:00-00:00",), "24:00–24:00 ends before it begins."),
        (("09:00-12:00", "11:00-14:00"), "09:00–12:00 and 11:00–14:00 overlap."),
        (("09:00-18:00", "11:00-14:00"), "09:00–18:00 and 11:00–14:00 overlap."),
        (("09:00-12:00", "12:00-14:00"), "09:00–12:00 and 12:00–14:00 touch: write 09:00–14:00."),
        (("09:00-",), "Give both times"),
        (("-17:00",), "Give both times"),
        (("25:00-26:00",), "“25:00” is not a time."),
        (("24:30-25:00",), "“24:30” is not a time."),
        (("9am-5pm",), "“9am” is not a time."),
        (("09:00\x00-12:00",), "is not a time."),
        (("\u0660\u0669:\u0660\u0660-12:00",), "is not a time."),
        (("9" * 5000 + "-12:00",), "“999999999999” is not a time."),
        (tuple(f"{hour:02d}:00-{hour:02d}:30" for hour in range(13)), "more than 12 lines"),
    ],
)
def test_what_is_wrong_stands_beside_its_day_and_nothing_typed_is_lost(
    desk: Browser, trainer: Trainer, lines: tuple[str, ...], words: str
) -> None:
    answer = desk.post(HOURS, week(*lines, day_4=("10:00-11:00",)))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert words in text
    assert text.count("is-wrong") == 1
    assert times(text, "day_4") == ["10:00", "11:00"]
    assert len(times(text)) == sum(bool(each) for line in lines for each in line.split("-"))
    assert saved(trainer) == [(540, 1020)]


def test_monday_is_copied_to_the_workdays_and_not_saved_yet(desk: Browser, trainer: Trainer) -> None:
    text = desk.post(
        HOURS, week("10:00-12:00", day_5=("08:00-09:00",)) | {"copy": "workdays"}
    ).content.decode()
    assert [times(text, f"day_{weekday}") for weekday in range(5)] == [["10:00", "12:00"]] * 5
    assert times(text, "day_5") == ["08:00", "09:00"]
    assert saved(trainer) == [(540, 1020)]


def test_a_stranded_visit_is_shown_before_anything_is_saved(
    desk: Browser, trainer: Trainer, visit: Appointment
) -> None:
    typed = week("09:00-12:00", day_1=("09:00-11:30",))
    asked = desk.post(HOURS, typed)
    text = asked.content.decode()
    assert asked.status_code == 409
    assert visit.get_absolute_url() in text
    assert "Tue 1 Dec 2026, 11:00–12:00" in text
    assert saved(trainer) == [(540, 1020)]
    assert '<input type="hidden" name="day_1_closes" value="11:30">' in text

    back = desk.post(HOURS, typed | {"edit": "1", "agreed": str(visit.pk)}).content.decode()
    assert times(back, "day_1") == ["09:00", "11:30"]
    assert saved(trainer) == [(540, 1020)]

    done = desk.post(HOURS, typed | {"agreed": str(visit.pk)})
    assert (done.status_code, done["Location"]) == (302, OUTSIDE)
    assert saved(trainer, 1) == [(540, 690)]
    assert visit.get_absolute_url() in desk.get(OUTSIDE).content.decode()


def test_hours_that_the_admin_left_overlapping_can_still_be_mended(desk: Browser, trainer: Trainer) -> None:
    trainer.weekly_hours.create(weekday=0, opens=600, closes=1100)
    assert times(desk.get(HOURS).content.decode()) == ["09:00", "17:00", "10:00", "18:20"]


def test_an_empty_form_closes_the_week(desk: Browser, trainer: Trainer) -> None:
    assert desk.post(HOURS, {}).status_code == 302
    assert trainer.weekly_hours.count() == 0
