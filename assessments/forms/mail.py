"""Forms of who gets which mail: the trainer's, and the client's own choice."""

from collections.abc import Sequence
from typing import Any

from crispy_forms.layout import Div, Field
from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from assessments import reminding
from assessments.forms.fields import plain_helper
from assessments.models import Client, Service, Trainer
from hipcoach.common.text import one_line

WIDE = "intake/_choices.html"


class OffsetsField(forms.TypedMultipleChoiceField):
    """Some of the offered reminders; one that was set otherwise stays among them."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, also: Sequence[int] = (), **kwargs: Any) -> None:
        offered = sorted({*reminding.OFFERED, *also}, reverse=True)
        choices = [(before, capfirst(reminding.in_words(before))) for before in offered]
        super().__init__(choices=choices, coerce=int, empty_value=[], required=False, **kwargs)

    def clean(self, value: Any) -> list[int]:
        offsets: list[int] = super().clean(value)
        if wrong := reminding.problem_with(offsets):
            raise forms.ValidationError(wrong)
        return offsets


class TrainerMailForm(forms.Form):
    """The own line, the agenda, and the reminders of each service that is offered."""

    use_required_attribute = False

    line = forms.CharField(
        label=_("A line of your own"),
        help_text=_("Stands in each mail about a visit to come: how to ring, where to park, a kind word."),
        max_length=200,
        required=False,
    )
    agenda = forms.BooleanField(
        label=_("Mail me my day at 06:30, on days with visits"),
        required=False,
    )

    def __init__(self, data: Any = None, *, trainer: Trainer, services: Sequence[Service]) -> None:
        initial = {"line": trainer.mail_line, "agenda": trainer.mails_agenda}
        super().__init__(data, initial=initial | {_name(each): each.reminders for each in services})
        self.services = services
        for service in services:
            self.fields[_name(service)] = OffsetsField(
                label=_now("Reminders: %(service)s") % {"service": service.name}, also=service.reminders
            )
        self.helper = plain_helper(
            Div("line", "agenda", css_class="panel stack"),
            Div(
                *(Field(_name(each), template=WIDE, wrapper_class="is-wide") for each in services),
                css_class="panel stack",
            ),
        )

    def clean_line(self) -> str:
        return one_line(self.cleaned_data["line"])

    @property
    def reminders(self) -> dict[int, list[int]]:
        """Of a valid form, by the service's number."""
        return {service.pk: self.cleaned_data[_name(service)] for service in self.services}


class ClientMailForm(forms.Form):
    """The reminders a client wants, out of those their trainer sends, and whether nudges are welcome."""

    use_required_attribute = False

    nudges = forms.BooleanField(
        label=_("Send me a friendly nudge now and then"),
        help_text=_("When a week of your plan begins, and when it is time to see how far you have come."),
        required=False,
    )

    def __init__(self, data: Any = None, *, client: Client, sent: Sequence[int], nudges: bool) -> None:
        self.sent = sent
        wanted = [before for before in sent if before not in client.reminders_off]
        super().__init__(data, initial={"reminders": wanted, "nudges": nudges})
        self.fields["reminders"] = forms.TypedMultipleChoiceField(
            label=_now("Reminders of a visit"),
            help_text=_now("You get the marked ones."),
            choices=[(before, capfirst(reminding.in_words(before))) for before in sent],
            coerce=int,
            empty_value=[],
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        self.helper = plain_helper(
            Div(Field("reminders", template=WIDE, wrapper_class="is-wide"), css_class="panel stack"),
            Div("nudges", css_class="panel stack"),
        )
        if not sent:
            del self.fields["reminders"]
            self.helper.layout.pop(0)

    def reminders_off(self, before: Sequence[int]) -> list[int]:
        """Of a valid form: what is declined now, and what was declined that is not on the page."""
        kept = [each for each in before if each not in self.sent]
        return kept + [each for each in self.sent if each not in self.cleaned_data.get("reminders", [])]


def _name(service: Service) -> str:
    return f"reminders_{service.pk}"
