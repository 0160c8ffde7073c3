"""PURE. Why a mail did not go out: whether and when to try again, and the reason in plain words.

The words never quote what a server or a library said: that may hold addresses.
"""

import smtplib
from datetime import timedelta
from enum import StrEnum
from zlib import crc32

from django.utils.translation import gettext_lazy as _

LAST_ATTEMPT = 6
SERVER_BUSY = 421


class Again(StrEnum):
    SOON = "soon"  # A passing trouble of the line or the server.
    LATER = "later"  # What takes its time: greylisting, a full mailbox, a mistake of ours to be mended.
    NEVER = "never"


# The first pause, and how much longer each next one is: up to 2 hours, up to 7 hours.
_PAUSES = {Again.SOON: (timedelta(seconds=30), 4), Again.LATER: (timedelta(minutes=5), 3)}


def judge(error: Exception) -> tuple[Again, str]:
    """Whether to try again, and the reason for the ledger."""
    match error:
        case smtplib.SMTPRecipientsRefused() if codes := _answers_of(error):
            return _of_recipient(max(codes))
        case smtplib.SMTPResponseException() if is_answer(error.smtp_code):
            return _of_answer(error, error.smtp_code)
        case smtplib.SMTPNotSupportedError():
            return Again.NEVER, str(_("The mail server can't deliver to an address with such letters."))
        case OSError():
            return Again.SOON, str(_("The connection to the mail server broke."))
        case _other:
            return Again.LATER, _code(_("The mail could not be put together"), type(error).__name__)


def pause_before(attempt: int, *, again: Again, key: str) -> timedelta:
    """How long to rest after this failed attempt (1 is the first), up to a quarter more by the mail's key.

    Mails that fail together so come back one by one, and the same mail always rests as long.
    """
    first, factor = _PAUSES[again]
    spread = crc32(f"{key}:{attempt}".encode()) / 2**32
    return timedelta(seconds=first.total_seconds() * factor ** (attempt - 1) * (1 + spread / 4))


def is_answer(code: int) -> bool:
    """Whether this is a server's no at all; smtplib gives -1 for what it can't read."""
    return 400 <= code <= 599


def _answers_of(error: smtplib.SMTPRecipientsRefused) -> list[int]:
    return [code for code, _answer in error.recipients.values() if is_answer(code)]


def _of_recipient(code: int) -> tuple[Again, str]:
    if code >= 500:
        return Again.NEVER, _code(_("The mail server says that this address takes no mail"), code)
    again = Again.SOON if code == SERVER_BUSY else Again.LATER
    return again, _code(_("The mail server can't reach this address for now"), code)


def _of_answer(error: Exception, code: int) -> tuple[Again, str]:
    if isinstance(error, smtplib.SMTPSenderRefused) and code != SERVER_BUSY:
        # It would refuse every mail of ours: its settings or ours are wrong, not this one mail.
        return Again.LATER, _code(_("The mail server takes no mail from us for now"), code)
    if code >= 500:
        return Again.NEVER, _code(_("The mail server refused this mail"), code)
    return Again.SOON, _code(_("The mail server asked us to try again"), code)


def _code(words: object, code: object) -> str:
    return f"{words} ({code})."
