"""Forms of what a trainer offers: a service with its rules, and the public page."""

from typing import Any

from crispy_forms.layout import HTML, Div, Field
from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from assessments.forms.fields import plain_helper, zone_field
from assessments.forms.times import LengthField
from assessments.models import Service, Trainer
from assessments.opening import PAGE_FIELDS, AlreadyTaken

LENGTH_TEMPLATE = "desk/_length.html"
NO_VISITS = _("Leave it empty for no limit. To take nobody on a day, close the day instead.")
TAKEN = {
    "slug": _("Another of your services has this address."),
    "name": _("You have a service of this name already."),
}


class WebAddressField(forms.URLField):
    """A page's address; one without https:// in front gets it."""

    default_validators = [URLValidator(schemes=["http", "https"])]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(assume_scheme="https", max_length=500, required=False, **kwargs)


class CountField(forms.IntegerField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.NumberInput(attrs={"inputmode": "numeric"}), **kwargs)


class ServiceForm(forms.ModelForm[Service]):
    """A service and the rules by which it is booked. Bounds: see also Service's constraints."""

    use_required_attribute = False

    duration = CountField(label=_("Takes (minutes)"), min_value=5, max_value=600)
    slot_step = CountField(
        label=_("A start every (minutes)"),
        min_value=5,
        max_value=600,
        help_text=_("30: visits can begin at 9:00, 9:30, 10:00 …"),
    )
    buffer_before = CountField(label=_("Kept free before (minutes)"), min_value=0, max_value=240)
    buffer_after = CountField(label=_("Kept free after (minutes)"), min_value=0, max_value=240)
    daily_cap = CountField(
        label=_("Visits a day at most"),
        required=False,
        min_value=1,
        max_value=100,
        help_text=_("Empty: no limit."),
        error_messages={"min_value": NO_VISITS},
    )
    notice = LengthField(
        label=_("Minimum notice"), help_text=_("The latest a client can book before the visit begins.")
    )
    horizon_days = CountField(
        label=_("Bookable ahead (days)"),
        min_value=1,
        max_value=730,
        help_text=_("How far ahead clients can book."),
    )
    cancel_cutoff = LengthField(
        label=_("Free to cancel until … before"),
        help_text=_("Later than that, a client can still cancel, and you see that it was late."),
    )
    move_cutoff = LengthField(
        label=_("Free to move until … before"),
        help_text=_("Later than that, a client has to get in touch with you."),
    )
    video_url = WebAddressField(
        label=_("Video link"),
        help_text=_("For visits held online. Only those who have booked see it."),
    )

    class Meta:
        model = Service
        fields = (
            "name",
            "slug",
            "description",
            "price",
            "what_to_wear",
            "video_url",
            "duration",
            "slot_step",
            "buffer_before",
            "buffer_after",
            "notice",
            "horizon_days",
            "daily_cap",
            "cancel_cutoff",
            "move_cutoff",
            "is_active",
        )
        labels = {
            "name": _("Name"),
            "slug": _("Address of its page"),
            "description": _("What it is"),
            "price": _("Price, in your words"),
            "what_to_wear": _("What to wear and bring"),
            "is_active": _("Offered: clients can book it"),
        }
        help_texts = {
            "slug": _(
                "Small letters and hyphens; it stays as it is. Leave it empty to make it from the name. "
                "A colleague's service at the same address can be booked with whoever of you is free."
            ),
            "price": _("For example: 80 €, or: first visit free."),
            "is_active": _("Visits booked before stay as they are, whatever you change here."),
        }
        widgets = {
            "description": forms.Textarea(attrs={"rows": 3}),
            "what_to_wear": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, data: Any = None, *, instance: Service) -> None:
        super().__init__(data, instance=instance)
        if instance.pk:
            del self.fields["slug"]
        else:
            self.fields["slug"].required = False
        address = () if instance.pk else ("slug",)
        self.helper = plain_helper(
            _panel(
                _("What you offer"), "name", *address, "description", "price", "what_to_wear", "video_url"
            ),
            _panel(
                _("How long"),
                Div("duration", "slot_step", css_class="form-pair"),
                Div("buffer_before", "buffer_after", css_class="form-pair"),
            ),
            _panel(
                _("When it can be booked"),
                Div(Field("notice", template=LENGTH_TEMPLATE), "horizon_days", css_class="form-pair"),
                "daily_cap",
            ),
            _panel(
                _("When plans change"),
                Div(
                    Field("cancel_cutoff", template=LENGTH_TEMPLATE),
                    Field("move_cutoff", template=LENGTH_TEMPLATE),
                    css_class="form-pair",
                ),
            ),
            Div("is_active", css_class="panel"),
        )

    def refuse(self, taken: AlreadyTaken) -> None:
        self.add_error(taken.field, TAKEN[taken.field])


class PageForm(forms.ModelForm[Trainer]):
    """What visitors see of a trainer, and the zone of their clock."""

    use_required_attribute = False

    map_url = WebAddressField(
        label=_("Map link"), help_text=_("From any map: share the place, and paste the link.")
    )

    class Meta:
        model = Trainer
        fields = PAGE_FIELDS
        labels = {
            "name": _("Your name"),
            "bio": _("About you"),
            "venue_name": _("Place"),
            "venue_address": _("Address"),
            "venue_directions": _("How to find it"),
            "is_listed": _("Open for booking"),
            "confirm_first": _("Confirm by e-mail first"),
        }
        help_texts = {
            "venue_directions": _("Parking, entrance, which bell to ring."),
            "is_listed": _("Without it, your page is closed and nobody can book. Booked visits stay."),
            "confirm_first": _(
                "A booking counts once the client presses a button behind the link in their mail. "
                "It keeps robots and typing errors out, and costs honest clients one more step."
            ),
        }
        widgets = {
            "bio": forms.Textarea(attrs={"rows": 5}),
            "venue_directions": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, data: Any = None, *, instance: Trainer) -> None:
        super().__init__(data, instance=instance)
        self.fields["zone"] = zone_field(
            instance.zone,
            help_text=_("The clock that your hours are read on."),
            required=_("Choose the time zone you work in."),
        )
        self.helper = plain_helper(
            _panel(_("You"), "name", "bio"),
            _panel(_("Where visits happen"), "venue_name", "venue_address", "venue_directions", "map_url"),
            _panel(_("Booking"), "is_listed", "confirm_first"),
            _panel(_("Your clock"), "zone"),
        )


def _panel(title: Any, *fields: Any) -> Div:
    return Div(HTML(f"<h2>{title}</h2>"), *fields, css_class="panel stack")
