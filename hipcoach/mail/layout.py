"""Lay a letter out as an e-mail message, text and HTML from one shared base."""

import re
from email.utils import formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from hipcoach.mail.kinds import Letter
from hipcoach.mail.models import OutgoingEmail
from hipcoach.mail.outbox import message_id_for


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
    text = render_to_string("mail/letter.txt", _context(letter)).strip()
    return re.sub(r"\n{3,}", "\n\n", text) + "\n"


def as_html(letter: Letter) -> str:
    return render_to_string("mail/letter.html", _context(letter))


def _context(letter: Letter) -> dict[str, Any]:
    return {"letter": letter, "site_url": settings.SITE_URL}


def _unsubscribe_headers(letter: Letter) -> dict[str, str]:
    """RFC 8058: the mail program posts to the address itself, so one click is enough."""
    if not letter.unsubscribe_url:
        return {}
    return {
        "List-Unsubscribe": f"<{letter.unsubscribe_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _sender(name: str) -> str:
    own_name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((_one_line(name) or own_name, address))


def _one_line(text: str) -> str:
    return " ".join(text.split())
