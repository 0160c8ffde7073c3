"""The form of what went wrong: write what you know now, add the rest later."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.forms.fields import TapField, buttons, plain_helper, wide_taps
from assessments.incidents import Told
from assessments.observed import WentWrong
from assessments.words import INCIDENT_WORDS

LONGEST = 4000


def _words(label: Any, *, help_text: Any = "", rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class KindForm(forms.Form):
    """What it was, by one tap; the key makes a doubled sending one entry."""

    kind = forms.ChoiceField(choices=buttons(INCIDENT_WORDS))
    entry = forms.UUIDField()


class IncidentForm(forms.Form):
    """One entry; the first also tells what it was and when. The key makes a doubled sending one entry."""

    use_required_attribute = False

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    kind = TapField(label=_("What was it?"), choices=buttons(INCIDENT_WORDS))
    happened_at = forms.DateTimeField(
        label=_("When did it happen?"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    what = _words(_("What happened?"), help_text=_("What you saw, and what your client said."))
    done = _words(_("What was done?"))
    told = _words(_("Who was told?"), help_text=_("And when: family, a doctor, an ambulance."), rows=2)

    def __init__(self, data: Any = None, *, begun_at: datetime, is_first: bool, now: datetime) -> None:
        super().__init__(data, initial={"happened_at": timezone.localtime(begun_at)})
        self.now = now
        rows: list[Any] = ["key", "what", "done", "told"]
        if is_first:
            rows[1:1] = [wide_taps("kind"), "happened_at"]
        else:
            del self.fields["kind"], self.fields["happened_at"]
        self.helper = plain_helper(*rows)

    def clean_happened_at(self) -> datetime | None:
        at: datetime | None = self.cleaned_data["happened_at"]
        if at and at > self.now:
            raise forms.ValidationError(_("This lies ahead. When did it happen?"))
        return at

    def clean(self) -> dict[str, Any]:
        said = (self.cleaned_data.get(name) for name in ("what", "done", "told"))
        if "kind" not in self.fields and not self.errors and not any(said):
            raise forms.ValidationError(_("There is nothing to add yet."))
        return self.cleaned_data

    @property
    def entry(self) -> Told:
        """Of a valid form."""
        data = self.cleaned_data
        return Told(
            kind=WentWrong(data["kind"]) if data.get("kind") else None,
            happened_at=data.get("happened_at"),
            what=data["what"],
            done=data["done"],
            told=data["told"],
        )
