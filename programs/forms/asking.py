"""A message about an exercise."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.models import PlanItem, Question

LONGEST = 2000


class QuestionForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Your question"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4})
    )


class AnswerForm(QuestionForm):
    """`item`: one of the lines that this client has asked about."""

    def __init__(self, *args: Any, client_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = Question.objects.filter(client=client_id).values("item")
        lines = PlanItem.objects.filter(pk__in=asked)
        self.fields["item"] = forms.ModelChoiceField(lines, widget=forms.HiddenInput)
        self.fields["text"].label = _("Your answer")
