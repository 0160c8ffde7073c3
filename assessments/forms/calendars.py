"""The form that adds a calendar by its secret address. Whether a calendar is there, a worker finds out."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.busy_words import TROUBLE_WORDS
from assessments.forms.fields import plain_helper
from assessments.models import Trainer
from hipcoach.common.reachable import LONGEST_ADDRESS, NotFetched, checked
from hipcoach.common.text import one_line


class CalendarForm(forms.Form):
    use_required_attribute = False

    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        help_text=_("As you want to see it in your schedule, e.g. Private."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    address = forms.CharField(
        label=_("Secret address"),
        max_length=LONGEST_ADDRESS,
        help_text=_("It begins with https:// or webcal:// and often ends with .ics."),
        widget=forms.URLInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, data: Any = None, *, trainer: Trainer) -> None:
        super().__init__(data)
        self.trainer = trainer
        self.helper = plain_helper("name", "address")

    def clean_name(self) -> str:
        name = one_line(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError(_("Please give it a name."), code="required")
        return name

    def clean_address(self) -> str:
        try:
            address = checked(self.cleaned_data["address"])
        except NotFetched as error:
            raise forms.ValidationError(TROUBLE_WORDS[error.trouble], code=error.trouble) from None
        if address in {source.url for source in self.trainer.calendar_sources.all()}:
            raise forms.ValidationError(_("This calendar is on your list already."), code="known")
        return address
