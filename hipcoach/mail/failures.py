"""PURE. Why a mail did not go out: whether and when to try again, and the reason in plain words.

The words never quote what a server or a library said: that may hold addresses.
"""

import re
import smtplib
from datetime import timedelta
from enum import StrEnum
from zlib import crc32

from django.utils.translation import gettext_lazy as _

LAST_ATTEMPT = 6
# As many copies at most come of a server that takes mails and doesn't say so.
LAST_COPY = 3
SERVER_BUSY = 421


# A mail larger than the server takes, or than it has room for just now.
_TOO_BIG = (452, 552)
# How a provider says, to the mail itself, that we have sent enough for now.
_ENOUGH = 454
# Enhanced codes (RFC 3463) of a no that is about us: a bad or unproven sender, a forbidden relay, a wrong
# command. Where the server waits for the recipient before it says so, it looks like a no to the recipient.
_ABOUT_US = re.compile(rb"5\.(?:7\.\d+|1\.[78]|5\.\d+)\b")


class Unanswered(smtplib.SMTPServerDisconnected):
    """The server has the mail, and never said what became of it."""


class Again(StrEnum):
    SOON = "soon"  # A passing trouble of the line or the server.
    LATER = "later"  # What takes its time: greylisting, a full mailbox, a mistake of ours to be mended.
    PERHAPS = "perhaps"  # It may have arrived, so soon and seldom.
    NEVER = "never"


# The first pause, and how much longer each next one is: up to 2 hours, up to 7 hours, up to 10 minutes.
_PAUSES = {
    Again.SOON: (timedelta(seconds=30), 4),
    Again.LATER: (timedelta(minutes=5), 3),
    Again.PERHAPS: (timedelta(seconds=30), 20),
}


def judge(error: Exception) -> tuple[Again, str]:
    """Whether to try again, and the reason for the ledger."""
    match error:
        case smtplib.SMTPRecipientsRefused() if answers := _answers_of(error):
            return _of_recipient(*max(answers))
        case smtplib.SMTPResponseException() if is_answer(error.smtp_code):
            return _of_answer(error.smtp_code, error.smtp_error)
        case Unanswered():
            return Again.PERHAPS, str(
                _("The mail server took this mail and never answered: it may have arrived.")
            )
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


def is_last(attempt: int, *, again: Again) -> bool:
    """Whether nothing more is tried after this failed attempt (1 is the first)."""
    return again == Again.NEVER or attempt >= (LAST_COPY if again == Again.PERHAPS else LAST_ATTEMPT)


def is_no_to_all(error: Exception) -> bool:
    """Whether the server takes no mail of ours just now, whichever it is: a limit, or wrong settings."""
    match error:
        case smtplib.SMTPSenderRefused():
            return is_answer(error.smtp_code) and error.smtp_code not in _TOO_BIG
        case smtplib.SMTPDataError():
            return error.smtp_code == _ENOUGH
    return False


def why_away(error: Exception) -> str:
    """The reason on each mail that waits for the server."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return str(_("The mail server doesn't take our name and password."))
    if is_no_to_all(error):
        return str(_("The mail server takes no mail from us for now."))
    return str(_("The mail server can't be reached."))


def is_answer(code: int) -> bool:
    """Whether this is a server's no at all; smtplib gives -1 for what it can't read."""
    return 400 <= code <= 599


def _answers_of(error: smtplib.SMTPRecipientsRefused) -> list[tuple[int, bytes]]:
    return [(code, words) for code, words in error.recipients.values() if is_answer(code)]


def _of_recipient(code: int, words: bytes) -> tuple[Again, str]:
    if code >= 500 and _ABOUT_US.match(words):
        return _not_from_us(code)
    if code >= 500:
        return Again.NEVER, _code(_("The mail server says that this address takes no mail"), code)
    again = Again.SOON if code == SERVER_BUSY else Again.LATER
    return again, _code(_("The mail server can't reach this address for now"), code)


def _of_answer(code: int, words: bytes | str) -> tuple[Again, str]:
    if code >= 500 and _ABOUT_US.match(words.encode() if isinstance(words, str) else words):
        return _not_from_us(code)
    if code >= 500:
        return Again.NEVER, _code(_("The mail server refused this mail"), code)
    return Again.SOON, _code(_("The mail server asked us to try again"), code)


def _not_from_us(code: int) -> tuple[Again, str]:
    return Again.LATER, _code(_("The mail server takes no such mail from us for now"), code)


def _code(words: object, code: object) -> str:
    return f"{words} ({code})."
