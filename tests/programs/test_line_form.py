"""The form of one line, for templates and plans: what it makes of what is typed, and what it refuses."""

from decimal import Decimal

import pytest

from programs.forms.line import DOSE_FIELDS, LineForm, dose_of
from programs.models import TemplateItem

TYPED = {"block": "strength", "sets": "3", "reps_low": "10", "reps_high": "12"}


def line(**differing: str) -> LineForm:
    return LineForm(TYPED | differing, weeks=6)


def test_what_is_left_empty_gets_its_usual_value() -> None:
    form = line()
    assert form.is_valid(), form.errors
    assert form.dose == {
        "block": "strength",
        "sets": 3,
        "reps_low": 10,
        "reps_high": 12,
        "hold_low": None,
        "hold_high": None,
        "rest": 60,
        "load_kg": None,
        "tempo": "",
        "from_week": 1,
        "to_week": 6,
        "grows_in": "",
        "grows_by": 0,
        "grows_every": 1,
        "note": "",
    }


@pytest.mark.parametrize("end", ["reps_low", "reps_high", "hold_low", "hold_high"])
def test_one_end_of_a_range_is_the_other_too(end: str) -> None:
    form = line(**{"reps_low": "", "reps_high": "", end: "8"})
    assert form.is_valid(), form.errors
    amount = end.partition("_")[0]
    assert (form.dose[f"{amount}_low"], form.dose[f"{amount}_high"]) == (8, 8)


@pytest.mark.parametrize("written", ["3-1-2", " 3 1 2 ", "3/1/2", "03–1–2", "3, 1, 2"])
def test_a_tempo_may_be_written_in_several_ways(written: str) -> None:
    form = line(tempo=written)
    assert form.is_valid(), form.errors
    assert form.dose["tempo"] == "3-1-2"


@pytest.mark.parametrize(
    ("odd", "field"),
    [
        ({"block": "party"}, "block"),
        ({"sets": ""}, "sets"),
        ({"sets": "0"}, "sets"),
        ({"sets": "11"}, "sets"),
        ({"sets": "9" * 5000}, "sets"),
        ({"sets": "3\x00"}, "sets"),
        ({"reps_low": "12", "reps_high": "10"}, "reps_high"),
        ({"hold_low": "30", "hold_high": "10"}, "hold_high"),
        ({"reps_low": "", "reps_high": ""}, "reps_low"),
        ({"reps_high": "101"}, "reps_high"),
        ({"hold_low": "601"}, "hold_low"),
        ({"rest": "-1"}, "rest"),
        ({"load_kg": "-2"}, "load_kg"),
        ({"load_kg": "500.5"}, "load_kg"),
        ({"load_kg": "1.234"}, "load_kg"),
        ({"load_kg": "NaN"}, "load_kg"),
        ({"load_kg": "1e9"}, "load_kg"),
        ({"tempo": "fast"}, "tempo"),
        ({"tempo": "0-0-0"}, "tempo"),
        ({"tempo": "3-1"}, "tempo"),
        ({"from_week": "7"}, "from_week"),
        ({"to_week": "7"}, "to_week"),
        ({"from_week": "4", "to_week": "3"}, "to_week"),
        ({"grows_in": "load", "grows_by": "1"}, "grows_in"),
        ({"grows_in": "reps"}, "grows_by"),
        ({"grows_in": "hold", "grows_by": "5"}, "grows_in"),
        ({"grows_in": "reps", "grows_by": "50"}, "grows_by"),
        ({"grows_in": "sets", "grows_by": "2"}, "grows_by"),
        ({"note": "x" * 301}, "note"),
        ({"note": "nul \x00"}, "note"),
    ],
    ids=lambda case: f"{case}"[:40],
)
def test_what_cannot_be_is_refused_at_its_field(odd: dict[str, str], field: str) -> None:
    form = line(**odd)
    assert not form.is_valid()
    assert field in form.errors


@pytest.mark.django_db
def test_what_it_accepts_the_database_accepts_and_it_shows_again() -> None:
    form = line(load_kg="12.50", tempo="3-1-2", grows_in="reps", grows_by="1", grows_every="2", note="Slow.")
    assert form.is_valid(), form.errors
    item = TemplateItem(order=1, **form.dose)
    item.validate_constraints(exclude={"template"})
    assert item.load_kg == Decimal("12.5")
    shown = dose_of(item)
    assert set(shown) == set(DOSE_FIELDS)
    again = LineForm({name: "" if value is None else f"{value}" for name, value in shown.items()}, weeks=6)
    assert again.is_valid(), again.errors
    assert again.dose == form.dose
