"""What a trainer writes down to reach a client."""

from typing import Any

from crispy_forms.layout import Div
from django import forms
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from assessments.contacts import Person
from assessments.forms.fields import AddressField, LineField, plain_helper, zone_field
from assessments.models import Client
from hipcoach.common.text import one_line

IS_ANOTHER, ASKED = "is_another", "asked"


class ContactForm(forms.Form):
    """`is_another` is asked only where it matters: the address, or the name alone, is another client's.

    `asked` is that address or name, so that a tick never counts for another one.
    """

    use_required_attribute = False

    name = LineField(label=_("Name"), max_length=120)
    email = AddressField(
        label=_("E-mail"),
        required=False,
        help_text=_("Leave it empty if they have none; then nothing is mailed, and you tell them yourself."),
    )
    phone = forms.RegexField(
        label=_("Phone"),
        regex=r"^[0-9+()./ -]{5,40}$",
        required=False,
        max_length=40,
        error_messages={"invalid": _("Use digits, spaces and + only.")},
        widget=forms.TextInput(attrs={"type": "tel"}),
    )
    is_another = forms.BooleanField(
        required=False,
        help_text=_(
            "Whoever reads a shared mailbox can open the pages of both; signed in, they say who they are."
        ),
    )

    asked = forms.CharField(required=False, max_length=254, widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        client: Client | None = None,
        zone: str = "UTC",
        known: Client | None = None,
    ) -> None:
        """Of this client, or of somebody new in the trainer's `zone`.

        known: the other client whose address, or name, it is; then the same words come back, not saved.
        """
        super().__init__(_asking(data) if data and known else data, initial=_initial(client, zone))
        self.known = known
        self.fields["zone"] = zone_field(
            client.time_zone if client else zone,
            help_text=_("Their mails and their own pages show times in it."),
            required=_("Choose a time zone."),
        )
        rows = ["name", Div("email", "phone", css_class="form-pair"), "zone", ASKED]
        if label := self._question(client):
            self.fields[IS_ANOTHER].label = label
            rows.insert(2, IS_ANOTHER)
        self.helper = plain_helper(Div(*rows, css_class="panel stack"))

    def clean(self) -> dict[str, Any]:
        if self.known and not self.errors:
            link = format_html('<a href="{}">{}</a>', self.known.get_absolute_url(), self.known.name)
            if self.cleaned_data["email"]:
                words = _now("{} has this address. Do they share it? Tick that below.")
                self.add_error("email", format_html(words, link))
            else:
                words = _now("{} is your client. Is it somebody else? Tick that below.")
                self.add_error("name", format_html(words, link))
        return self.cleaned_data

    @property
    def person(self) -> Person:
        """Of a valid form. What is ticked counts for the address, or the name, that was asked about."""
        given = {**self.cleaned_data}
        asked = one_line(given.pop(ASKED)).casefold()
        given[IS_ANOTHER] = given[IS_ANOTHER] and asked == (given["email"] or given["name"]).casefold()
        return Person(**given)

    def _question(self, client: Client | None) -> Any:
        """What the tick says, where it is asked."""
        if self.known and self.data.get("email"):
            return _("They share this address with %(name)s") % {"name": self.known.name}
        if self.known:
            return _("It is somebody else of the same name")
        if client and client.shares_email:
            return _("%(name)s shares this address with somebody") % {"name": client.name}
        return _("They are two people") if self.data.get(ASKED) else ""


def _asking(data: QueryDict) -> QueryDict:
    """What was sent, with the tick open again: one about another address, or name, says nothing here."""
    again = data.copy()
    again.pop(IS_ANOTHER, None)
    again[ASKED] = data.get("email") or data.get("name") or ""
    return again


def _initial(client: Client | None, zone: str) -> dict[str, Any]:
    if client is None:
        return {"zone": zone}
    return {
        "name": client.name,
        "email": client.email,
        "phone": client.phone,
        "zone": client.time_zone,
        IS_ANOTHER: client.shares_email,
        ASKED: client.email,
    }
