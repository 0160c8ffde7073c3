"""A table, pasted from a spreadsheet: text, so that no file is ever uploaded."""

from django import forms
from django.utils.translation import gettext_lazy as _

# What a page may send at once (DATA_UPLOAD_MAX_MEMORY_SIZE) holds it, also when each sign takes four bytes.
MOST_SIGNS = 60_000


class BringInForm(forms.Form):
    use_required_attribute = False

    what = forms.ChoiceField(
        label=_("What is it?"),
        choices=[("clients", _("Clients")), ("visits", _("Visits that have been"))],
        widget=forms.RadioSelect,
        initial="clients",
    )
    table = forms.CharField(
        label=_("The table"),
        max_length=MOST_SIGNS,
        strip=False,
        help_text=_("Copy it from your spreadsheet with its first line, which names the columns."),
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "autocomplete": "off"}),
        error_messages={
            "required": _("Paste the table here."),
            "max_length": _("This is too long for one go. Paste some hundred rows at a time."),
        },
    )
