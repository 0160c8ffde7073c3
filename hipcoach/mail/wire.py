"""One connection to the mail server: opened when needed, opened again when it broke."""

import smtplib
from contextlib import suppress

from django.core.mail import EmailMessage, get_connection

from hipcoach.mail.failures import SERVER_BUSY, is_answer

# Servers limit how many mails one connection may bring.
MAILS_EACH = 64
_REFUSALS = (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError)


class Unreachable(Exception):
    """The mail server is away, or won't have us: no mail can be sent, whichever it is."""


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
        except OSError as error:  # SMTP's errors are among them.
            self.close()
            raise Unreachable(type(error).__name__) from error

    def send(self, message: EmailMessage) -> None:
        """Raises what the backend raises; the next mail finds a connection that works."""
        self.open()
        is_fresh = not self._carried
        try:
            self._try(message)
        except (smtplib.SMTPServerDisconnected, ConnectionError):
            if is_fresh:
                raise
            # It hung up after the mail before, which is not this one's fault.
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
    codes = {getattr(error, "smtp_code", -1)}
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = {code for code, _answer in error.recipients.values()}
    return SERVER_BUSY not in codes and all(map(is_answer, codes))
