"""A mail server that notes when each mail came, and can hold one at a stage until it is let go."""

import asyncio
import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from threading import Event
from time import time
from types import SimpleNamespace
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.mail.sink import takes_in_line
from tests.processes import free_port


@dataclass(frozen=True, slots=True)
class Taken:
    message_id: str
    to: str
    subject: str
    # When the server heard of it (MAIL), and when it answered OK; seconds since the epoch.
    begun: float
    ended: float
    # Its words, without any file that came with it.
    text: str


@dataclass(slots=True)
class NotingSink:
    """`hold` names the stage at which mails stop: "rcpt" before their content came, "data" after it.

    A held mail whose sender hangs up is dropped. `in_line`: a command needn't wait for the answer to another.
    """

    port: int = field(default_factory=free_port)
    seconds_each: float = 0
    hold: str = ""
    in_line: bool = True
    held: Event = field(default_factory=Event)
    taken: list[Taken] = field(default_factory=list)

    async def on_greeting(
        self, server: SMTP, session: Session, envelope: Envelope, name: str, responses: list[str]
    ) -> list[str]:
        answer = await takes_in_line(server, session, envelope, name, responses)
        return answer if self.in_line else responses

    async def on_sender(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[Any]
    ) -> str:
        envelope.mail_from = address
        envelope.begun = time()
        return "250 OK"

    async def on_recipient(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[Any]
    ) -> str:
        await self._wait_at("rcpt")
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def on_content(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        await self._wait_at("data")
        if self.seconds_each:
            await asyncio.sleep(self.seconds_each)
        mail = message_from_bytes(bytes(envelope.content or b""), policy=policy.SMTP)
        words = mail.get_body(("plain",))
        self.taken.append(
            Taken(
                message_id=mail["Message-ID"],
                to=envelope.rcpt_tos[0],
                subject=mail["Subject"],
                begun=envelope.begun,
                ended=time(),
                text=words.get_content() if words else "",
            )
        )
        return "250 OK"

    async def _wait_at(self, stage: str) -> None:
        while self.hold == stage:
            self.held.set()
            await asyncio.sleep(0.02)

    def ids(self) -> Counter[str]:
        """How often each Message-ID came."""
        return Counter(mail.message_id for mail in self.taken)


@contextmanager
def noting_sink(**given: Any) -> Iterator[NotingSink]:
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    sink = NotingSink(**given)
    hooks = SimpleNamespace(
        handle_EHLO=sink.on_greeting,
        handle_MAIL=sink.on_sender,
        handle_RCPT=sink.on_recipient,
        handle_DATA=sink.on_content,
    )
    server = Controller(hooks, hostname="127.0.0.1", port=sink.port)
    server.start()
    try:
        yield sink
    finally:
        sink.hold = ""
        server.stop()
