"""Lay a letter out as an e-mail message, text and HTML from one shared base."""

import re
from dataclasses import fields
from email.utils import formataddr, parseaddr
from functools import cache

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from hipcoach.mail.kinds import Letter
from hipcoach.mail.models import OutgoingEmail
from hipcoach.mail.outbox import message_id_for

_parsed = cache(parseaddr)
_IN_A_LETTER = [field.name for field in fields(Letter)]


def as_message(letter: Letter, *, row: OutgoingEmail) -> EmailMultiAlternatives:
    """The message of this row. Line breaks in a subject or a name are folded into spaces."""
    message = EmailMultiAlternatives(
        subject=_one_line(letter.subject),
        body=as_text(letter),
        from_email=_sender(letter.sender_name),
        to=[row.to],
        reply_to=[_one_line(letter.reply_to)] if letter.reply_to else None,
        headers={
            "Message-ID": message_id_for(row.key),
            "Auto-Submitted": "auto-generated",
            **_unsubscribe_headers(letter),
        },
    )
    message.attach_alternative(as_html(letter), "text/html")
    for attachment in letter.attachments:
        message.attach(attachment)
    return message


def as_text(letter: Letter) -> str:
    blocks = [
        letter.heading,
        *letter.paragraphs,
        letter.code and f"    {letter.code}",
        "\n".join(f"{label}: {value}" for label, value in letter.details),
        letter.own_line,
        *(f"{each.label}:\n{each.url}" for each in (letter.button, *letter.links) if each),
        letter.small_print,
        letter.unsubscribe_url and f"{_('No more nudges, please')}:\n{letter.unsubscribe_url}",
        f"-- \n{_signature(letter)}\n{settings.SITE_URL}",
    ]
    text = "\n\n".join(block for block in blocks if block).strip()
    return re.sub(r"\n{3,}", "\n\n", text) + "\n"


def _signature(letter: Letter) -> str:
    if not letter.sender_name:
        return _("HipCoach")
    words = _("for %(name)s. Just answer this mail to write to them.") % {"name": letter.sender_name}
    return f"{_('HipCoach')}, {words}"


def as_html(letter: Letter) -> str:
    # By their own names: a template asks an object for each attribute as a key first.
    context = {name: getattr(letter, name) for name in _IN_A_LETTER}
    return render_to_string("mail/letter.html", context | {"site_url": settings.SITE_URL})


def _unsubscribe_headers(letter: Letter) -> dict[str, str]:
    """RFC 8058: the mail program posts to the address itself, so one click is enough."""
    if not letter.unsubscribe_url:
        return {}
    return {
        "List-Unsubscribe": f"<{letter.unsubscribe_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _sender(name: str) -> str:
    own_name, address = _parsed(settings.DEFAULT_FROM_EMAIL)
    return formataddr((_one_line(name) or own_name, address))


def _one_line(text: str) -> str:
    return " ".join(text.split())
