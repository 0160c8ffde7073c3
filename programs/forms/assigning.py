"""What a trainer decides about a new plan. Whether it may be assigned is the verb's to say."""

from datetime import date, timedelta
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.models import Trainer
from programs.models import Template

AHEAD = timedelta(days=180)


class AssignForm(forms.Form):
    starts_on = forms.DateField(
        label=_("First day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    note = forms.CharField(
        label=_("A word from you"),
        required=False,
        max_length=1000,
        help_text=_("Your client reads it above the plan."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    why = forms.CharField(
        label=_("Why another one"),
        required=False,
        max_length=500,
        help_text=_("Only if you choose none of those that suit. It is kept with the plan."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, trainer: Trainer, today: date, **kwargs: Any) -> None:
        """`today` is the client's."""
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["template"] = forms.ModelChoiceField(
            label=_("Template"),
            queryset=Template.objects.open_to(trainer),
            error_messages={
                "required": _("Choose one of the templates."),
                "invalid_choice": _("This template is no longer in your library."),
            },
        )
        self.fields["starts_on"].initial = next_monday(today)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout("starts_on", "note", "why")

    def clean_starts_on(self) -> date:
        """A trainer further west may still be in the day before the client's."""
        day: date = self.cleaned_data["starts_on"]
        if not self.today - timedelta(days=1) <= day <= self.today + AHEAD:
            raise forms.ValidationError(_("Choose a day from today on, within the next half year."))
        return day


def next_monday(today: date) -> date:
    """Today when it is a Monday."""
    return today + timedelta(days=-today.weekday() % 7)
