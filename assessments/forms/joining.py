"""Forms of a new trainer: who they are, and the first steps to a page that can be booked."""

from typing import Any

from crispy_forms.layout import Div
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from assessments.forms.fields import AddressField, LineField, TapField, plain_helper, wide_taps
from assessments.forms.offering import CountField, WebAddressField
from assessments.models import Service, Trainer
from hipcoach.accounts.models import User
from hipcoach.common.zones import find_zone, spoken

ON_SITE, ONLINE = "place", "video"


class PersonForm(forms.Form):
    """A name, and a password to sign in with; `address` is the e-mail address of whose."""

    use_required_attribute = False

    name = LineField(
        label=_("Your name"),
        max_length=120,
        help_text=_("As clients read it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=_("A password"),
        max_length=128,
        strip=False,
        help_text=_("Eight characters or more; a few words are easy to keep in mind."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, data: Any = None, *, address: str = "") -> None:
        super().__init__(data)
        self.address = address
        self.helper = plain_helper(*self.fields)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if "password" in data:
            who = User(email=data.get("email", self.address), name=data.get("name", ""))
            try:
                validate_password(data["password"], who)
            except ValidationError as error:
                self.add_error("password", error)
        return data


class ClaimForm(PersonForm):
    """The first owner and their practice."""

    email = AddressField(
        label=_("E-mail"),
        help_text=_("You sign in with it, and it gets the mails about your visits."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    practice = LineField(
        label=_("Name of your practice"),
        max_length=120,
        help_text=_("Your own name will do, too."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )

    field_order = ("practice", "name", "email", "password")

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if User.objects.with_email(email):
            raise ValidationError(_("Somebody signs in with this address already."), code="taken")
        return email


class ZoneForm(forms.Form):
    """The city whose clock the hours are read on, typed or picked."""

    use_required_attribute = False

    zone = forms.CharField(
        label=_("City or time zone"),
        max_length=64,
        error_messages={"required": _("Where do you work? A large city near you is enough.")},
        widget=forms.TextInput(attrs={"list": "zones", "autocomplete": "off"}),
    )

    def __init__(self, data: Any = None, *, zone: str) -> None:
        super().__init__(data, initial={"zone": spoken(zone)})
        self.helper = plain_helper("zone")

    def clean_zone(self) -> str:
        zone = find_zone(self.cleaned_data["zone"])
        if zone is None:
            raise ValidationError(_("We don't know this one. Try a larger city near you."), code="zone")
        return zone.key


class FirstServiceForm(forms.ModelForm[Service]):
    """What can be booked, in four lines; the settings know the rest."""

    use_required_attribute = False

    duration = CountField(label=_("Takes (minutes)"), min_value=5, max_value=600)

    class Meta:
        model = Service
        fields = ("name", "duration", "price", "description")
        labels = {"name": _("Name"), "price": _("Price, in your words"), "description": _("What it is")}
        help_texts = {"price": _("For example: 80 €, or: first visit free. Empty is fine.")}
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, data: Any = None, *, instance: Service) -> None:
        super().__init__(data, instance=instance)
        self.helper = plain_helper("name", Div("duration", "price", css_class="form-pair"), "description")


class PlaceForm(forms.Form):
    """At a place, or online by a video link."""

    use_required_attribute = False

    where = TapField(
        label=_("On site or online?"),
        choices=[(ON_SITE, _("At a place")), (ONLINE, _("Online, by video"))],
        initial=ON_SITE,
    )
    place = LineField(
        label=_("Name of the place"),
        max_length=120,
        required=False,
        help_text=_("For example: Studio Hinterhof."),
    )
    address = LineField(
        label=_("Address"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "address-line1"}),
    )
    directions = forms.CharField(
        label=_("How to find it"),
        max_length=600,
        required=False,
        help_text=_("Parking, entrance, which bell to ring. Empty is fine."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    video_url = WebAddressField(label=_("Video link"), help_text=_("Only those who have booked see it."))

    def __init__(self, data: Any = None, *, trainer: Trainer, video_url: str) -> None:
        super().__init__(
            data,
            initial={
                "where": ONLINE if video_url else ON_SITE,
                "place": trainer.venue_name,
                "address": trainer.venue_address,
                "directions": trainer.venue_directions,
                "video_url": video_url,
            },
        )
        self.helper = plain_helper(
            wide_taps("where"),
            Div("place", "address", "directions", css_class="start-on-site"),
            Div("video_url", css_class="start-online"),
        )

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        match data.get("where"):
            case "place":
                data["video_url"] = ""
                if not (data.get("place") or data.get("address") or {"place", "address"} & set(self.errors)):
                    self.add_error("address", _("Where do clients come to?"))
            case "video" if not data.get("video_url") and "video_url" not in self.errors:
                self.add_error("video_url", _("Which link do clients open?"))
        return data


class InviteForm(forms.Form):
    """Whom to invite."""

    use_required_attribute = False

    email = AddressField(label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.helper = plain_helper("email")

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if not email.isascii():
            raise ValidationError(_("Please write the address in plain letters."), code="plain")
        return email


class PracticeForm(forms.Form):
    """The practice's name."""

    use_required_attribute = False

    name = LineField(label=_("Name of the practice"), max_length=120)

    def __init__(self, data: Any = None, *, name: str) -> None:
        super().__init__(data, initial={"name": name})
        self.helper = plain_helper("name")
