"""Forms of when a trainer works: the week, special days, time off; wall clock in the trainer's zone."""

from datetime import date, datetime, time, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from crispy_forms.layout import Div, Field
from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from assessments.availability import Hours, Opening
from assessments.forms.fields import TapField, plain_helper, wide_taps
from assessments.forms.times import HoursBoundField, HoursField
from hipcoach.common.zones import day_bounds, midnight

WORKDAYS = range(1, 5)  # Those that Monday is copied to.
MOST_DAYS = 60
LONGEST_AWAY = timedelta(days=366)
AHEAD = timedelta(days=3 * 365)
HOURS_TEMPLATE = "desk/_hours.html"
CLOSED, SPECIAL = "closed", "special"


class WeekForm(forms.Form):
    """The hours of each weekday."""

    use_required_attribute = False

    def __init__(self, data: Any = None, *, weekly: Opening | None = None) -> None:
        super().__init__(data)
        for weekday, name in WEEKDAYS.items():
            initial = weekly.weekly.get(weekday, ()) if weekly else ()
            self.fields[day_name(weekday)] = HoursField(label=name, initial=sorted_hours(initial))

    @property
    def days(self) -> list[HoursBoundField]:
        return [cast(HoursBoundField, self[name]) for name in self.fields]

    @property
    def hours(self) -> dict[int, tuple[Hours, ...]]:
        """Of a valid form."""
        return {weekday: self.cleaned_data[day_name(weekday)] for weekday in WEEKDAYS}


def day_name(weekday: int) -> str:
    return f"day_{weekday}"


def sorted_hours(hours: Any) -> list[Hours]:
    return sorted(hours, key=lambda each: each.opens)


def with_monday_copied(data: Any) -> Any:
    """What was sent, with Monday's lines on the other workdays."""
    copied = data.copy()
    for weekday in WORKDAYS:
        for half in ("opens", "closes"):
            copied.setlist(f"{day_name(weekday)}_{half}", data.getlist(f"{day_name(0)}_{half}"))
    return copied


class DaysForm(forms.Form):
    """One date, or several in a row, that are closed or have hours of their own."""

    use_required_attribute = False

    first = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Leave it empty for one day."),
    )
    kind = TapField(
        label=_("On these days"),
        choices=[(CLOSED, _("I don't work")), (SPECIAL, _("I have special hours"))],
        initial=CLOSED,
    )
    hours = HoursField(label=_("Special hours"))

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data)
        self.today = today
        self.helper = plain_helper(
            Div("first", "last", css_class="form-pair"),
            wide_taps("kind"),
            Field("hours", template=HOURS_TEMPLATE),
        )

    def clean_first(self) -> date:
        return _coming(self.cleaned_data["first"], today=self.today)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        first = data.get("first")
        if first and "last" in data:
            data["last"] = self._last(first, data["last"] or first)
        if "hours" in data:
            self._check_hours(data.get("kind"), data["hours"])
        return data

    def _last(self, first: date, last: date) -> date:
        if last < first:
            self.add_error("last", _("The last day comes before the first one."))
        elif (last - first).days >= MOST_DAYS:
            self.add_error("last", _("That is more than %(most)d days at once.") % {"most": MOST_DAYS})
        return last

    def _check_hours(self, kind: str | None, hours: tuple[Hours, ...]) -> None:
        if kind == SPECIAL and not hours:
            self.add_error("hours", _("From when until when do you work on these days?"))
        if kind == CLOSED and hours:
            self.add_error("hours", _("Choose “I have special hours” above, or clear these times."))


class TimeOffForm(forms.Form):
    """Away from one instant until another; whole days where a time is left empty."""

    use_required_attribute = False

    first = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))
    first_time = forms.TimeField(
        label=_("at"),
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        help_text=_("Empty: the whole day."),
    )
    last = forms.DateField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Empty: the same day."),
    )
    last_time = forms.TimeField(
        label=_("at"),
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        help_text=_("Empty: the whole day."),
    )
    label = forms.CharField(
        label=_("What for"),
        required=False,
        max_length=80,
        help_text=_("Only you see this."),
    )

    def __init__(self, data: Any = None, *, zone: ZoneInfo, now: datetime) -> None:
        super().__init__(data)
        self.zone, self.now = zone, now
        self.helper = plain_helper(
            Div("first", "first_time", css_class="form-pair is-moment"),
            Div("last", "last_time", css_class="form-pair is-moment"),
            "label",
        )

    def clean_first(self) -> date:
        return _not_far(self.cleaned_data["first"], today=self._today, back=LONGEST_AWAY)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if self.errors:
            return data
        last = data["last"] or data["first"]
        if last < data["first"]:
            self.add_error("last", _("This ends before it begins."))
        elif last - data["first"] > LONGEST_AWAY:
            self.add_error("last", _("That is more than a year at once."))
        elif self._ends(last) <= self.starts:
            self.add_error("last_time" if data["last_time"] else "last", _("This ends before it begins."))
        elif self._ends(last) <= self.now:
            self.add_error("last", _("This is over already."))
        return data

    @property
    def starts(self) -> datetime:
        """Of a valid form."""
        first, at = self.cleaned_data["first"], self.cleaned_data["first_time"]
        return min(_readings(first, at, self.zone)) if at else midnight(first, self.zone)

    @property
    def ends(self) -> datetime:
        """Of a valid form."""
        return self._ends(self.cleaned_data["last"] or self.cleaned_data["first"])

    def _ends(self, last: date) -> datetime:
        """Midnight ends the day it is given with."""
        at = self.cleaned_data["last_time"] or time(0)
        return day_bounds(last, self.zone)[1] if at == time(0) else max(_readings(last, at, self.zone))

    @property
    def _today(self) -> date:
        return self.now.astimezone(self.zone).date()


def _readings(day: date, at: time, zone: ZoneInfo) -> list[datetime]:
    """The instants a wall time can mean: two where a clock change repeats or skips it."""
    wall = datetime.combine(day, at, zone)
    return [wall.replace(fold=fold).astimezone(ZoneInfo("UTC")) for fold in (0, 1)]


def _coming(day: date, *, today: date) -> date:
    if day < today:
        raise ValidationError(_("This day is over."))
    return _not_far(day, today=today, back=timedelta(0))


def _not_far(day: date, *, today: date, back: timedelta) -> date:
    if not today - back <= day <= today + AHEAD:
        raise ValidationError(_("Choose a day that is not that far away."))
    return day
