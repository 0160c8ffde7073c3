"""The form that asks for erasing: which of one's records."""

from collections.abc import Sequence
from typing import Any

from crispy_forms.layout import Field
from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.forms.fields import plain_helper
from assessments.models import Client

WIDE = "intake/_choices.html"


class EraseForm(forms.Form):
    """One record is chosen already; of several, none is."""

    use_required_attribute = False

    records = forms.TypedMultipleChoiceField(
        label=_("Which of your records?"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Please choose at least one record.")},
    )

    def __init__(self, data: Any = None, *, clients: Sequence[Client]) -> None:
        super().__init__(data)
        self.clients = clients
        field = self.fields["records"]
        if isinstance(field, forms.TypedMultipleChoiceField):
            field.choices = [(client.pk, client.trainer.name) for client in clients]
        self.helper = plain_helper(Field("records", template=WIDE, wrapper_class="is-wide"))
        if len(clients) == 1:
            field.widget = forms.MultipleHiddenInput()
            field.initial = [clients[0].pk]
            self.helper = plain_helper("records")

    @property
    def chosen(self) -> list[Client]:
        """Of a valid form."""
        return [client for client in self.clients if client.pk in self.cleaned_data["records"]]
