"""A real mail server on this machine that answers as it is told to."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.processes import free_port

HANG_UP = "hang up"


async def takes_in_line(
    _server: SMTP, session: Session, _envelope: Envelope, name: str, responses: list[str]
) -> list[str]:
    """Say after EHLO that commands may come in line, as the world's servers do; aiosmtpd only can it."""
    session.host_name = name
    return [*responses[:-1], "250-PIPELINING", responses[-1]]


@dataclass(slots=True)
class Sink:
    """Takes mail, its commands in line; `refusals` maps a recipient to the answer to RCPT.

    `answer` is the one to what follows DATA.
    """

    port: int
    answer: str = "250 OK"
    refusals: dict[str, str] = field(default_factory=dict)
    taken: list[bytes] = field(default_factory=list)

    async def on_recipient(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[Any]
    ) -> str:
        if refusal := self.refusals.get(address):
            return _told(server, refusal)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def on_content(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.answer.startswith("2"):
            self.taken.append(bytes(envelope.content or b""))
        return _told(server, self.answer)


def _told(server: SMTP, answer: str) -> str:
    if answer == HANG_UP and server.transport:
        server.transport.abort()
    return answer


@contextmanager
def running(sink: Sink) -> Iterator[Sink]:
    hooks = SimpleNamespace(
        handle_EHLO=takes_in_line, handle_RCPT=sink.on_recipient, handle_DATA=sink.on_content
    )
    server = Controller(hooks, hostname="127.0.0.1", port=sink.port)
    server.start()
    try:
        yield sink
    finally:
        server.stop()


@contextmanager
def mail_server() -> Iterator[Sink]:
    with running(Sink(port=free_port())) as sink:
        yield sink
