"""What a trainer types to book or move a visit: a time on their own clock, and who comes."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, cast

from crispy_forms.layout import Div
from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from assessments.contacts import Person
from assessments.forms.fields import AddressField, LineField, TapField, plain_helper, wide_taps
from assessments.models import Client
from hipcoach.common.zones import instants_of

NEW = "new"


class TimeForm(forms.Form):
    """A date and a time in the trainer's zone; where clocks show it twice, it asks which is meant."""

    date = forms.DateField(
        label=_("Date"),
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    time = forms.TimeField(
        label=_("Time"),
        input_formats=["%H:%M", "%H:%M:%S"],
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "step": "300"}),
    )
    which = TapField(
        label=_("The clocks go back that night, so this time comes twice. Which one?"),
        choices=[("0", _("The first, before the change")), ("1", _("The second, after it"))],
        required=False,
    )

    use_required_attribute = False

    def __init__(self, data: Any = None, *, zone: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.zone = zone
        self.start: dt.datetime | None = None
        self.helper = plain_helper(Div("date", "time", css_class="form-pair"))

    def clean_date(self) -> dt.date:
        day: dt.date = self.cleaned_data["date"]
        if not 1971 <= day.year <= 9997:
            raise forms.ValidationError(_("Please look at the year again."))
        return day

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("date") and data.get("time"):
            self._read(dt.datetime.combine(data["date"], data["time"]), which=data.get("which"))
        return data

    def _read(self, wall: dt.datetime, *, which: str | None) -> None:
        found = instants_of(wall, self.zone)
        if not found:
            self.add_error("time", _("The clocks go forward that night, so this time doesn't exist."))
        elif len(found) == 1:
            self.start = found[0]
        elif which:
            self.start = found[int(which)]
        else:
            self.helper.layout.append(wide_taps("which"))
            self.add_error("which", _("Please choose an answer."))


class WhoForm(forms.Form):
    """A client of the trainer's, or somebody new; `insist` where the trainer's own rules object."""

    submission = forms.UUIDField(
        widget=forms.HiddenInput,
        required=False,
        error_messages={"invalid": _("This page is out of date. Please pick the hour again.")},
    )
    client = TapField(label=_("Who comes?"))
    name = LineField(label=_("Name"), max_length=120, required=False)
    email = AddressField(
        label=_("E-mail"),
        required=False,
        help_text=_("Leave it empty if they have none; then nothing is mailed."),
    )
    phone = forms.RegexField(
        label=_("Phone"),
        regex=r"^[0-9+()./ -]{5,40}$",
        required=False,
        max_length=40,
        error_messages={"invalid": _("Use digits, spaces and + only.")},
        widget=forms.TextInput(attrs={"type": "tel"}),
    )
    is_another = forms.BooleanField(label=_("No, it is somebody else"), required=False)
    insist = forms.BooleanField(label=_("Book it all the same"), required=False)

    use_required_attribute = False

    def __init__(self, data: Any = None, *, clients: Iterable[Client], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        cast(forms.ChoiceField, self.fields["client"]).choices = [
            *((str(client.pk), _labelled(client)) for client in clients),
            (NEW, _("Somebody new")),
        ]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("client") == NEW and not data.get("name") and "name" not in self.errors:
            self.add_error("name", _("Please give a name."))
        return data

    @property
    def person(self) -> Person:
        """Of a valid form that names somebody new."""
        data = self.cleaned_data
        return Person(
            name=data["name"],
            email=data["email"],
            phone=data["phone"],
            is_another=data["is_another"],
        )


def _labelled(client: Client) -> str:
    """The name with what tells two of one name apart."""
    return format_html("{} <small>{}</small>", client.name, client.email or client.phone)
