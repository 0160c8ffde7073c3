"""Lay a letter out as an e-mail message, text and HTML from one shared base."""

from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from hipcoach.mail.kinds import Letter
from hipcoach.mail.models import OutgoingEmail
from hipcoach.mail.outbox import message_id_for


def as_message(letter: Letter, *, row: OutgoingEmail) -> EmailMultiAlternatives:
    """The message of this row. Line breaks in a subject or a name are folded into spaces."""
    context = {"letter": letter, "site_url": settings.SITE_URL}
    message = EmailMultiAlternatives(
        subject=_one_line(letter.subject),
        body=render_to_string("mail/letter.txt", context).strip() + "\n",
        from_email=_sender(letter.sender_name),
        to=[row.to],
        reply_to=[letter.reply_to] if letter.reply_to else None,
        headers={"Message-ID": message_id_for(row.key), "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(render_to_string("mail/letter.html", context), "text/html")
    for attachment in letter.attachments:
        message.attach(attachment)
    return message


def _sender(name: str) -> str:
    own_name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((_one_line(name) or own_name, address))


def _one_line(text: str) -> str:
    return " ".join(text.split())
