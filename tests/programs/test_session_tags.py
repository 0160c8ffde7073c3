"""The session's light widgets write what Django's own would, whatever the value."""

from html.parser import HTMLParser
from typing import Any

import pytest
from django import forms

from programs.forms.tags import AnyOf, Number, OneOf, Tick

CHOICES = [("", "None"), ("easy", "Easy"), ('"><b>', "Odd")]
HOSTILE = '"><script>'


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[dict[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "input":
            self.found.append(dict(attrs))
        assert tag in {"input", "div", "label"}, "Nothing breaks out."


def tags_of(*written: str) -> list[dict[str, str | None]]:
    reader = Tags()
    for each in written:
        reader.feed(each)
    return reader.found


def one_by_one(field: forms.Field, data: Any) -> list[dict[str, str | None]]:
    form = forms.Form(data, prefix="x")
    form.fields["how"] = field
    return tags_of(*(str(option.tag()) for option in form["how"]))


def whole(field: forms.Field, data: Any) -> list[dict[str, str | None]]:
    form = forms.Form(data, prefix="x")
    form.fields["how"] = field
    return tags_of(str(form["how"]))


@pytest.mark.parametrize("chosen", ["", "easy", '"><b>', HOSTILE])
def test_choices(chosen: str) -> None:
    for data in (None, {"x-how": chosen}):
        for light, own, field in (
            (OneOf, forms.RadioSelect, forms.ChoiceField),
            (AnyOf, forms.CheckboxSelectMultiple, forms.MultipleChoiceField),
        ):
            light_field, own_field = (
                field(choices=CHOICES, required=False, widget=widget) for widget in (light, own)
            )
            written = one_by_one(light_field, data)
            assert written == one_by_one(own_field, data)
            assert len(written) == len(CHOICES)


@pytest.mark.parametrize("value", ["", "12", "1e3", HOSTILE])
def test_numbers_and_ticks(value: str) -> None:
    attrs = {"class": "form-control", "inputmode": "numeric"}
    for data in (None, {"x-how": value}):
        number, own = (
            forms.IntegerField(min_value=0, max_value=1000, required=False, widget=widget(attrs=attrs))
            for widget in (Number, forms.NumberInput)
        )
        assert whole(number, data) == whole(own, data)
        tick, own_tick = (
            forms.BooleanField(required=False, widget=widget) for widget in (Tick, forms.CheckboxInput)
        )
        assert whole(tick, data) == whole(own_tick, data)
        assert len(whole(tick, data)) == 1
