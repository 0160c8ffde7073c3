"""The mails that your own computer "sent": files in var/mail/, shown as text. DEBUG only."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

MOST = 200


@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    files = sorted(Path(settings.MAIL_FOLDER).glob("[!.]*.eml"), reverse=True)[:MOST]
    return render(request, "pages/mailbox.html", {"mails": [(file.name, _read(file)) for file in files]})


@require_safe
def message(request: HttpRequest, name: str) -> HttpResponse:
    file = Path(settings.MAIL_FOLDER) / name
    if not re.fullmatch(r"[0-9a-f-]+\.eml", name) or not file.is_file():
        raise Http404
    mail = _read(file)
    body = mail.get_body(("plain",))
    context = {
        "mail": mail,
        "text": body.get_content() if body else "",
        "attachments": [part.get_filename() for part in mail.iter_attachments() if part.get_filename()],
    }
    return render(request, "pages/mailbox_message.html", context)


def _read(file: Path) -> EmailMessage:
    return message_from_bytes(file.read_bytes(), EmailMessage, policy=policy.default)
