"""From when until when a trainer is away: whole days, or times on their clock."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from crispy_forms.layout import Div
from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.forms.fields import plain_helper
from hipcoach.common.zones import midnight

LONGEST = timedelta(days=366)


def _day(label: Any, **kwargs: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, input_formats=["%Y-%m-%d"], widget=widget, **kwargs)


def _clock(label: Any, **kwargs: Any) -> forms.TimeField:
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time", "step": "300"})
    return forms.TimeField(
        label=label, input_formats=["%H:%M", "%H:%M:%S"], widget=widget, required=False, **kwargs
    )


class AwayForm(forms.Form):
    first = _day(_("First day"))
    first_time = _clock(_("From"), help_text=_("Empty: from its beginning."))
    last = _day(_("Last day"), required=False, help_text=_("Empty: the same day."))
    last_time = _clock(_("Until"), help_text=_("Empty: until its end."))

    use_required_attribute = False

    def __init__(self, data: Any = None, *, zone: ZoneInfo, today: date, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.zone, self.today = zone, today
        self.helper = plain_helper(
            Div("first", "first_time", css_class="form-pair"), Div("last", "last_time", css_class="form-pair")
        )

    def clean_first(self) -> date:
        first: date = self.cleaned_data["first"]
        if first < self.today:
            raise forms.ValidationError(_("This day is over."))
        if first.year > 9990:
            raise forms.ValidationError(_("Please look at the year again."))
        return first

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if "first" not in data or self.errors:
            return data
        last = data.get("last") or data["first"]
        if not timedelta(0) <= last - data["first"] <= LONGEST:
            self.add_error("last", _("Please choose the first day or one of the year after it."))
        elif self.until <= self.since:
            self.add_error("last_time", _("This is not after the beginning."))
        return data

    @property
    def since(self) -> datetime:
        """Of a valid form, as `until`."""
        return _instant(self.cleaned_data["first"], self.cleaned_data.get("first_time"), self.zone)

    @property
    def until(self) -> datetime:
        data = self.cleaned_data
        last = data.get("last") or data["first"]
        if data.get("last_time"):
            return _instant(last, data["last_time"], self.zone, fold=1)
        return midnight(last + timedelta(days=1), self.zone).astimezone(UTC)


def _instant(day: date, clock: time | None, zone: ZoneInfo, *, fold: int = 0) -> datetime:
    """A repeated time is the first where the span begins and the second where it ends, so it only grows."""
    return datetime.combine(day, clock or time(0), tzinfo=zone).replace(fold=fold).astimezone(UTC)
