"""A web server on this machine that answers with the bytes it is given, and a reach that gets there."""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from threading import Thread
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from hipcoach.common.reachable import Reach

HERE = ip_address("127.0.0.1")
Answer = Callable[[socket.socket, str], None]


@dataclass(slots=True)
class Server:
    """`address` leads to it by name; `requests` holds what was asked, head by head."""

    port: int
    scheme: str = "http"
    requests: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"{self.scheme}://calendar.test:{self.port}/secret/basic.ics"


def reach(**changed: Any) -> Reach:
    """What production allows, and this machine under any name and port."""
    here: dict[str, Any] = {
        "allows": lambda address: address == HERE,
        "ports": lambda _scheme, _port: True,
        "resolve": lambda _host, _port: [str(HERE)],
        "seconds": 5.0,
    }
    return Reach(**(here | changed))


def reply(body: bytes = b"", *, status: str = "200 OK", length: int | None = None, **headers: str) -> bytes:
    """An answer's bytes; underscores in a header's name stand for dashes; `length` -1 leaves it unsaid."""
    lines = [f"HTTP/1.1 {status}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if length != -1:
        lines.append(f"Content-Length: {len(body) if length is None else length}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def says(*answers: bytes) -> Answer:
    """Give these answers one after the other, the last one for ever."""
    waiting = list(answers)

    def answer(line: socket.socket, _head: str) -> None:
        line.sendall(waiting.pop(0) if len(waiting) > 1 else waiting[0])

    return answer


@contextmanager
def serving(answer: Answer, *, certificate: Path | None = None) -> Iterator[Server]:
    """Serve on a free port until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = Server(port=listener.getsockname()[1], scheme="https" if certificate else "http")
        Thread(target=_accept, args=(listener, answer, server, certificate), daemon=True).start()
        try:
            yield server
        finally:
            listener.shutdown(socket.SHUT_RDWR)


def _accept(listener: socket.socket, answer: Answer, server: Server, certificate: Path | None) -> None:
    with suppress(OSError):
        while True:
            line, _ = listener.accept()
            Thread(target=_serve, args=(line, answer, server, certificate), daemon=True).start()


def _serve(line: socket.socket, answer: Answer, server: Server, certificate: Path | None) -> None:
    # A client that hangs up in the middle is what some tests are about.
    with suppress(OSError), line:
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            # wrap_socket leaves a line open whose other end has hung up already; this raises first.
            line.getpeername()
            line = context.wrap_socket(line, server_side=True)
        with line:
            head = b""
            while b"\r\n\r\n" not in head and (more := line.recv(4096)):
                head += more
            server.requests.append(head.decode("latin-1"))
            answer(line, server.requests[-1])


@cache
def _pair(name: str) -> bytes:
    """A key and a certificate for this name that vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    today = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    plain = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return plain + signed.public_bytes(serialization.Encoding.PEM)


def certificate_for(name: str, folder: Path) -> Path:
    path = folder / f"{name}.pem"
    path.write_bytes(_pair(name))
    return path


def trusting(certificate: Path) -> Callable[[], ssl.SSLContext]:
    return lambda: ssl.create_default_context(cafile=str(certificate))
