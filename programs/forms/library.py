"""The filter over the exercise list."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.models import Muscle


class ExerciseFilter(forms.Form):
    q = forms.CharField(label=_("Search"), required=False, max_length=80)

    def __init__(self, *args: Any, muscles: list[Muscle], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Not a model choice: text from the address never reaches a query.
        choices = [("", _("All muscles")), *((muscle.slug, muscle.name) for muscle in muscles)]
        self.fields["muscle"] = forms.ChoiceField(
            label=_("Muscle"),
            required=False,
            choices=choices,
            widget=forms.Select(attrs={"class": "form-select"}),
        )
        self.fields["q"].widget.attrs.update({"class": "form-control", "type": "search"})
