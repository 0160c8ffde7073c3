"""The booking form. The hour itself is checked by the verb, behind the lock."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.booking import Contact
from assessments.forms.fields import AddressField, LineField
from hipcoach.common.zones import validate_zone

CAUGHT = _("A hidden field was filled in, as robots do. It is empty again: please send the form once more.")


class Trap(forms.TextInput):
    """A field that people neither see nor reach; whatever a robot wrote is not shown again."""

    def __init__(self) -> None:
        super().__init__(attrs={"autocomplete": "off", "tabindex": "-1"})

    def format_value(self, value: Any) -> None:
        return None


class BookingForm(forms.Form):
    submission = forms.UUIDField(
        widget=forms.HiddenInput,
        required=False,
        error_messages={"invalid": _("This form is out of date. Please pick the hour again.")},
    )
    start = forms.CharField(widget=forms.HiddenInput, required=False)
    timezone = forms.CharField(
        widget=forms.HiddenInput,
        required=False,
        validators=[validate_zone],
        error_messages={"zone": _("We don't know this time zone. Please pick the hour again.")},
    )
    name = LineField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = AddressField(
        label=_("E-mail"),
        help_text=_("Your confirmation and a reminder go here."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.RegexField(
        label=_("Phone"),
        regex=r"^[0-9+()./ -]{5,40}$",
        required=False,
        max_length=40,
        error_messages={"invalid": _("Use digits, spaces and + only.")},
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
    )
    note = forms.CharField(
        label=_("Anything about the visit?"),
        required=False,
        max_length=1000,
        help_text=_(
            "Parking, access, a second person. Please keep health for the intake; it is safer there."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    subject_line = forms.Field(label=_("Leave this empty"), required=False, widget=Trap)

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        """`zone` holds where none is sent."""
        super().__init__(*args, **kwargs)
        self.zone = zone

    def clean(self) -> dict[str, Any]:
        """A full trap is said aloud, because some browsers fill in what nobody sees."""
        if self.data.get("subject_line"):
            raise forms.ValidationError(CAUGHT, code="trap")
        return self.cleaned_data

    @property
    def contact(self) -> Contact:
        data = self.cleaned_data
        return Contact(
            name=data["name"],
            email=data["email"],
            phone=data["phone"],
            zone=data["timezone"] or self.zone,
            note=data["note"],
        )
