"""One template for several clients: who, from when, and a word to all of them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.models import Client
from programs.forms.assigning import AHEAD, next_monday
from programs.giving import MOST_AT_ONCE

MOST_WORDS = 500


class GiveForm(forms.Form):
    use_required_attribute = False

    starts_on = forms.DateField(
        label=_("First day"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "form-control"}),
    )
    note = forms.CharField(
        label=_("A word from you"),
        required=False,
        max_length=1000,
        help_text=_("Each of them reads it above the plan."),
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"}),
    )

    def __init__(self, *args: Any, clients: Iterable[Client], today: date, **kwargs: Any) -> None:
        """`today` is the trainer's."""
        super().__init__(*args, **kwargs)
        self.today = today
        self.people = {client.pk: client for client in clients}
        self.fields["clients"] = forms.TypedMultipleChoiceField(
            label=_("Clients"),
            choices=[(pk, client.name) for pk, client in self.people.items()],
            coerce=int,
            error_messages={
                "required": _("Choose at least one client."),
                "invalid_choice": _("One of these isn't your client."),
            },
        )
        self.fields["starts_on"].initial = next_monday(today)
        for pk, client in self.people.items():
            if self.why_name(pk) in self.data:
                self.fields[self.why_name(pk)] = forms.CharField(
                    label=_("Why this one for %(name)s") % {"name": client.name},
                    required=False,
                    max_length=MOST_WORDS,
                    widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
                )

    @staticmethod
    def why_name(pk: int) -> str:
        """The field of a reason: asked only of clients whom another template suits better."""
        return f"why_{pk}"

    def why_field(self, pk: int) -> forms.BoundField | None:
        return self[self.why_name(pk)] if self.why_name(pk) in self.fields else None

    @property
    def reasons(self) -> dict[int, str]:
        """By client id, of a valid form."""
        return {pk: self.cleaned_data.get(self.why_name(pk), "") for pk in self.people}

    @property
    def ticked(self) -> set[str]:
        return set(map(str, self["clients"].value() or ()))

    def clean_starts_on(self) -> date:
        day: date = self.cleaned_data["starts_on"]
        if not self.today <= day <= self.today + AHEAD:
            raise forms.ValidationError(_("Choose a day from today on, within the next half year."))
        return day

    def clean_clients(self) -> list[Client]:
        chosen = self.cleaned_data["clients"]
        if len(chosen) > MOST_AT_ONCE:
            raise forms.ValidationError(
                _("That is more than %(most)s at once. Please do it in two goes.") % {"most": MOST_AT_ONCE}
            )
        return [self.people[pk] for pk in chosen]
