"""The look, on one page: every token and every component in its states. On your own computer only (DEBUG)."""

import re

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hipcoach.environment import BASE_DIR

TOKENS = BASE_DIR / "static" / "css" / "tokens.css"
ICONS = BASE_DIR / "static" / "img" / "icons.svg"
TOKEN = re.compile(r"^\s*--(?P<name>(?!bs-)[a-z-]+): *(?P<value>[^;]+);", re.MULTILINE)
COLOUR = re.compile(r"#[0-9a-f]{3,6}")
STATUSES = (
    *("held", "confirmed", "attended", "no_show", "cancelled"),
    *("clear", "review", "stop", "released", "locked"),
    *("full", "developing", "limited", "unable", "range_limited", "pain_stop"),
    *("pending", "sent", "missed", "failed", "live", "suspended", "archived"),
)


class SampleForm(forms.Form):
    """One of each field that the site uses."""

    name = forms.CharField(label="Your name", help_text="As you would like to be called.")
    email = forms.EmailField(label="E-mail")
    kind = forms.ChoiceField(label="Kind", choices=[("a", "One"), ("b", "Another")])
    note = forms.CharField(label="Note", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    agree = forms.BooleanField(label="I agree")


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    whole = TOKENS.read_text("utf-8")
    tokens = {each["name"]: each["value"] for each in TOKEN.finditer(whole)}
    colours = [name for name, value in tokens.items() if COLOUR.fullmatch(value)]
    context = {
        "colours": colours,
        "others": [(name, value) for name, value in tokens.items() if name not in colours],
        "icons": re.findall(r'symbol id="([a-z-]+)"', ICONS.read_text("utf-8")),
        "statuses": STATUSES,
        "form": SampleForm(initial={"name": "Ada"}),
        "refused": SampleForm({"name": "", "email": "ada at example", "kind": "c"}, auto_id="refused_%s"),
        "buttons": ("primary", "outline-primary", "secondary", "danger", "quiet", "link"),
        "banners": ("emergency", "prompt", "review", "info", "success"),
        "numbers": range(11),
    }
    return render(request, "dev/styleguide.html", context)
