"""One mail over a connection to a mail server; its commands in line where the server lets them (RFC 2920)."""

import select
import smtplib
from collections.abc import Callable, Sequence
from contextlib import suppress
from time import monotonic
from typing import TypeAlias

from hipcoach.mail.failures import SERVER_BUSY, Unanswered

IN_LINE = "pipelining"
FINE, FORWARDS, GO_ON = 250, 251, 354
UNREADABLE = -1
CRLF = "\r\n"
# Seconds that a server may think about a mail that it has: who gives up sooner sends it twice. RFC 5321,
# 4.5.3.2.6, asks for ten minutes; a worker that shows no life for so long is taken for dead.
THINKS = 300
ASKS_EVERY = 15

_Answer: TypeAlias = tuple[int, bytes]


def say(
    server: smtplib.SMTP,
    sender: str,
    recipient: str,
    content: bytes,
    *,
    options: Sequence[str] = (),
    meanwhile: Callable[[], object] = lambda: None,
) -> None:
    """Send the mail, or raise what smtplib's sendmail raises, or Unanswered.

    The addresses have no name beside them, and the lines of `content` end in CR LF; none of these leaves
    before the server has taken both addresses.
    `meanwhile` is called every ASKS_EVERY seconds while the server thinks about them.
    """
    size = [f"SIZE={len(content)}"] if server.has_extn("size") else []
    commands = (" ".join([f"MAIL FROM:<{sender}>", *options, *size]), f"RCPT TO:<{recipient}>", "DATA")
    if not all(map(str.isprintable, commands)):
        raise ValueError("A command is one line.")
    began = monotonic()
    answers = _ask(server, commands)
    error = _refused(answers, sender, recipient)
    if error is None:
        if monotonic() - began > ASKS_EVERY:
            meanwhile()
        server.send(_quoted(content))
        answers = [_verdict(server, meanwhile)]
        code, words = answers[-1]
        if code // 100 == FINE // 100:
            return
        error = smtplib.SMTPDataError(code, words)
    _end(server, answers)
    raise error


def _ask(server: smtplib.SMTP, commands: tuple[str, ...]) -> list[_Answer]:
    """One answer for each command; fewer where one was refused, and no more came or was asked for."""
    lines = [f"{command}{CRLF}".encode() for command in commands]
    is_in_line = server.has_extn(IN_LINE)
    if is_in_line:
        lines = [b"".join(lines), *[b""] * (len(lines) - 1)]
    answers: list[_Answer] = []
    for line in lines:
        try:
            server.send(line)
            answers.append(server.getreply())
        except smtplib.SMTPException:
            if not _has_refused(answers):
                raise
            break
        if SERVER_BUSY in dict(answers) or (not is_in_line and _has_refused(answers)):
            break
    return answers


def _has_refused(answers: list[_Answer]) -> bool:
    return any(code not in (FINE, FORWARDS, GO_ON) for code, _words in answers)


def _verdict(server: smtplib.SMTP, meanwhile: Callable[[], object]) -> _Answer:
    """What the server says to the mail that it has; raises Unanswered where nobody will ever know."""
    sock, ends = server.sock, monotonic() + THINKS
    if sock is None:
        raise Unanswered
    incoming = select.poll()
    incoming.register(sock, select.POLLIN)
    while not incoming.poll(ASKS_EVERY * 1000):
        if monotonic() > ends:
            server.close()
            raise Unanswered
        meanwhile()
    # What comes first may be a word of TLS, and no answer yet.
    sock.settimeout(max(ends - monotonic(), server.timeout))
    try:
        code, words = server.getreply()
    except (smtplib.SMTPServerDisconnected, smtplib.SMTPResponseException) as error:
        raise Unanswered from error
    if code == UNREADABLE:
        server.close()
        raise Unanswered
    sock.settimeout(server.timeout)
    return code, words


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
