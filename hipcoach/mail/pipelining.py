"""A mail in two round trips instead of four, where the server lets commands wait in line (RFC 2920)."""

import smtplib
from contextlib import suppress
from typing import TypeAlias

from hipcoach.mail.failures import SERVER_BUSY

EXTENSION = "pipelining"
FINE, FORWARDS, GO_ON = 250, 251, 354
UNREADABLE = -1
CRLF = "\r\n"

_Answer: TypeAlias = tuple[int, bytes]


def sendmail(server: smtplib.SMTP, sender: str, recipient: str, content: bytes) -> None:
    """Send the mail, or raise what smtplib's sendmail raises; it asks for each command by itself.

    The addresses are plain and of ASCII; the lines of `content` end in CR LF. None of it leaves before the
    server has taken both addresses.
    """
    size = f" SIZE={len(content)}" if server.has_extn("size") else ""
    commands = (f"MAIL FROM:<{sender}>{size}", f"RCPT TO:<{recipient}>", "DATA")
    if not all(map(str.isprintable, commands)):
        raise ValueError("A command is one line.")
    server.send("".join(command + CRLF for command in commands))
    answers = _answers(server, most=len(commands))
    error = _refused(answers, sender, recipient)
    if error is None:
        server.send(_quoted(content))
        answers = [server.getreply()]
        code, words = answers[-1]
        if code == FINE:
            return
        error = smtplib.SMTPDataError(code, words)
    _end(server, answers)
    raise error


def _answers(server: smtplib.SMTP, *, most: int) -> list[_Answer]:
    """One for each command; fewer where the server hung up after it had refused one."""
    answers: list[_Answer] = []
    while len(answers) < most and SERVER_BUSY not in dict(answers):
        try:
            answers.append(server.getreply())
        except smtplib.SMTPException:
            if all(code in (FINE, FORWARDS) for code, _words in answers):
                raise
            break
    return answers


def _refused(answers: list[_Answer], sender: str, recipient: str) -> Exception | None:
    """The first refusal: those after it only follow from it."""
    for number, (code, words) in enumerate(answers):
        if number == 0 and code != FINE:
            return smtplib.SMTPSenderRefused(code, words, sender)
        if number == 1 and code not in (FINE, FORWARDS):
            return smtplib.SMTPRecipientsRefused({recipient: (code, words)})
        if number == 2 and code != GO_ON:
            return smtplib.SMTPDataError(code, words)
    return None


def _end(server: smtplib.SMTP, answers: list[_Answer]) -> None:
    """Leave the refused mail behind: the server waits for the next, or the connection ends.

    A server that took DATA all the same waits for words. Whatever came next it might send to somebody.
    """
    codes = {code for code, _words in answers}
    if SERVER_BUSY in codes or GO_ON in codes or UNREADABLE in codes:
        server.close()
        return
    with suppress(smtplib.SMTPException):
        server.rset()


def _quoted(content: bytes) -> bytes:
    """With a second full stop before each that begins a line, and one alone at the end (RFC 5321, 4.5.2)."""
    quoted = content.replace(b"\r\n.", b"\r\n..")
    begins = b"." if quoted.startswith(b".") else b""
    ends = b".\r\n" if quoted.endswith(b"\r\n") else b"\r\n.\r\n"
    return begins + quoted + ends
