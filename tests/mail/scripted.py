"""A mail server that says one wrong thing at one stage, once, and behaves from then on."""

import socketserver
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from time import sleep

HANG_UP = "hang up"
FINE = {
    "connect": "220 scripted.example",
    "EHLO": "250-scripted.example\r\n250-STARTTLS\r\n250-AUTH PLAIN\r\n250 8BITMIME",
    "HELO": "250 scripted.example",
    "AUTH": "235 Welcome",
    "DATA": "354 Go on",
    "QUIT": "221 Bye",
}


@dataclass(slots=True)
class Script:
    """`answers` maps a stage to the wrong answer there; the stage "content" follows DATA.

    `later` maps a command to the mail (1 is the first) whose turn brings a wrong answer, `thinks` a mail to
    the seconds before its last one. With PIPELINING among its extensions it answers MAIL only once RCPT and
    DATA have come.
    """

    answers: dict[str, str] = field(default_factory=dict)
    later: dict[str, tuple[int, str]] = field(default_factory=dict)
    thinks: dict[int, float] = field(default_factory=dict)
    extensions: tuple[str, ...] = ()
    port: int = 0
    taken: list[bytes] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    connections: int = 0
    commands: list[str] = field(default_factory=list)
    unwanted: list[bytes] = field(default_factory=list)

    def answer(self, stage: str) -> str:
        if stage in self.answers:
            return self.answers.pop(stage)
        if self.later.get(stage, (0,))[0] == 1 + len(self.taken):
            return self.later.pop(stage)[1]
        if stage == "EHLO" and self.extensions:
            return "\r\n".join(
                ["250-scripted.example", *(f"250-{name}" for name in self.extensions), "250 OK"]
            )
        return FINE.get(stage, "250 OK")


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    script: Script


class _Talk(socketserver.StreamRequestHandler):
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.ahead: deque[bytes] = deque()

    def handle(self) -> None:
        script = self.server.script
        script.connections += 1
        if not self.say(script.answer("connect")):
            return
        refused = False
        while line := self.next_line(script):
            stage = line[:4].strip().decode("ascii").upper()
            script.commands.append(stage)
            answer = script.answer(stage)
            if stage == "MAIL":
                script.senders.append(line.decode())
                refused = False
            if stage in ("MAIL", "RCPT"):
                refused |= answer[:3] not in ("250", "251")
            if not self.say(answer) or stage == "QUIT":
                return
            if stage == "DATA" and answer.startswith("3") and not self.take(script, refused=refused):
                return

    def next_line(self, script: Script) -> bytes:
        line = self.ahead.popleft() if self.ahead else self.rfile.readline()
        if line.startswith(b"MAIL") and "PIPELINING" in script.extensions:
            self.ahead.extend(self.rfile.readline() for _ in range(2))
        return line

    def take(self, script: Script, *, refused: bool) -> bool:
        content = b""
        while content != b".\r\n" and not content.endswith(b"\r\n.\r\n"):
            line = self.rfile.readline()
            if not line:
                return False
            content += line
        if refused:
            # It sends on whatever it gets.
            script.unwanted.append(content)
            return self.say("250 OK")
        sleep(script.thinks.pop(1 + len(script.taken), 0))
        answer = script.answer("content")
        if answer.startswith("2"):
            script.taken.append(content)
        # A server that takes the mail and then hangs up says so with a 2 and the words.
        return self.say(answer) and HANG_UP not in answer

    def say(self, answer: str) -> bool:
        """False where the talk ends."""
        if answer == HANG_UP:
            return False
        self.wfile.write(f"{answer}\r\n".encode())
        return not answer.startswith("421")


@contextmanager
def scripted(script: Script) -> Iterator[Script]:
    with _Server(("127.0.0.1", 0), _Talk) as server:
        server.script = script
        script.port = server.server_address[1]
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield script
        finally:
            server.shutdown()
            thread.join()
