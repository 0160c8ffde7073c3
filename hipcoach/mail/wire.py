"""One connection to the mail server: opened when needed, opened again when it broke."""

import smtplib
from collections.abc import Callable
from contextlib import suppress

from django.core.mail import EmailMessage, get_connection

from hipcoach.mail.backends import SmtpBackend
from hipcoach.mail.failures import SERVER_BUSY, Unanswered, is_answer, is_no_to_all, why_away

# Servers limit how many mails one connection may bring.
MAILS_EACH = 64
_REFUSALS = (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError)


class Unreachable(Exception):
    """The mail server is away, or won't have us: no mail can be sent, whichever it is. Says why."""


class NothingSent(Exception):
    """The mail backend took no message."""


class Wire:
    """Not for two threads at once."""

    def __init__(self) -> None:
        self._backend = get_connection()
        self._carried = 0

    @property
    def is_warm(self) -> bool:
        """Whether this connection has carried a mail, and carries the next."""
        return 0 < self._carried < MAILS_EACH

    def open(self) -> None:
        """Connect unless connected, and anew after MAILS_EACH; raises Unreachable."""
        if self._carried >= MAILS_EACH:
            self.close()
        try:
            self._backend.open()
        # SMTP's errors are among the first; a password may have letters that it can't say.
        except (OSError, UnicodeError) as error:
            self.close()
            raise Unreachable(why_away(error)) from error

    def send(self, message: EmailMessage, *, meanwhile: Callable[[], object]) -> None:
        """Raises what the backend raises, or Unreachable; the next mail finds a connection that works.

        `meanwhile` is called now and then while the server thinks about the mail.
        """
        if isinstance(self._backend, SmtpBackend):
            self._backend.meanwhile = meanwhile
        try:
            self._send(message)
        except Exception as error:
            if is_no_to_all(error):
                self.close()
                raise Unreachable(why_away(error)) from error
            raise

    def _send(self, message: EmailMessage) -> None:
        self.open()
        is_fresh = not self._carried
        try:
            self._try(message)
        except Exception as error:
            if is_fresh or not _ended_before_it(error):
                raise
            # That comes of the mails before, which is not this one's fault.
            self.open()
            self._try(message)

    def close(self) -> None:
        self._carried = 0
        with suppress(OSError):
            self._backend.close()

    def _try(self, message: EmailMessage) -> None:
        try:
            if not self._backend.send_messages([message]):
                raise NothingSent
        except Exception as error:
            if not (isinstance(error, _REFUSALS) and _still_talks(error)):
                self.close()
            raise
        self._carried += 1


def _still_talks(error: Exception) -> bool:
    """After a plain refusal the server waits for the next mail; after 421 it hangs up."""
    codes = _codes_of(error)
    return SERVER_BUSY not in codes and all(map(is_answer, codes))


def _ended_before_it(error: Exception) -> bool:
    """Whether the server hung up, or said that it would, and nothing of the mail can have arrived."""
    is_gone = isinstance(error, smtplib.SMTPServerDisconnected | ConnectionError)
    return (is_gone or SERVER_BUSY in _codes_of(error)) and not isinstance(error, Unanswered)


def _codes_of(error: Exception) -> set[int]:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return {code for code, _answer in error.recipients.values()}
    return {getattr(error, "smtp_code", -1)}
