"""Fetch a file from an address that somebody typed, without being led to where they could not go themselves.

The name is resolved here, every address it has must be public, and the connection goes to an address that was
checked: a second answer of the name server changes nothing. Each redirect is checked in the same way. Neither
the address nor a part of it is ever logged or named in an error: whoever knows it can read the file.
"""

import http.client
import re
import socket
import ssl
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread, Timer
from time import monotonic
from urllib.parse import SplitResult, urljoin

from hipcoach.common.reachable import (
    PORTS,
    PUBLIC,
    Address,
    NotFetched,
    Reach,
    Trouble,
    as_address,
    readable,
)

MOST_REDIRECTS = 3
_CHUNK = 64 * 1024
_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS
_REDIRECTS = {301, 302, 303, 307, 308}
_ETAG = re.compile(r'(W/)?"[!#-~]*"', re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What came; `content` is None when the server says that the version called `etag` still stands."""

    content: bytes | None
    etag: str


def fetch(address: str, *, etag: str = "", reach: Reach = PUBLIC) -> Fetched:
    """The file at the address, at most three redirects on; raises NotFetched.

    `etag` is what the server called the version that the caller holds.
    """
    deadline = monotonic() + reach.seconds
    target = readable(address, reach)
    for _hop in range(MOST_REDIRECTS + 1):
        answer = _ask(target, etag=etag, reach=reach, deadline=deadline)
        if isinstance(answer, Fetched):
            return answer
        target = _onward(target, answer, reach)
    raise NotFetched(Trouble.TOO_MANY_REDIRECTS)


def _onward(target: SplitResult, location: str, reach: Reach) -> SplitResult:
    try:
        onward = readable(urljoin(target.geturl(), location), reach)
    except ValueError:
        raise NotFetched(Trouble.NOT_AN_ADDRESS) from None
    if target.scheme == "https" and onward.scheme != "https":
        raise NotFetched(Trouble.UNSAFE)
    return onward


def _ask(target: SplitResult, *, etag: str, reach: Reach, deadline: float) -> Fetched | str:
    """The file, or the address that the server sends us on to."""
    host, port = target.hostname or "", target.port or PORTS[target.scheme]
    headers = {
        "Host": target.netloc,
        "Accept": "text/calendar, */*;q=0.5",
        "Accept-Encoding": "gzip",
        "User-Agent": "HipCoach (reads busy times from a calendar)",
    }
    if etag:
        headers["If-None-Match"] = etag
    with _connected(_addresses(host, port, reach, deadline), port, deadline) as line:
        try:
            with closing(http.client.HTTPConnection(host, port)) as connection:
                is_safe = target.scheme == "https"
                connection.sock = reach.tls().wrap_socket(line, server_hostname=host) if is_safe else line
                connection.request("GET", _path(target), headers=headers)
                return _read(connection.getresponse(), etag=etag, most=reach.most_bytes)
        except ssl.SSLCertVerificationError:
            raise NotFetched(Trouble.UNSAFE) from None
        except (OSError, http.client.HTTPException, ValueError, zlib.error):
            raise NotFetched(Trouble.CUT_OFF) from None


def _path(target: SplitResult) -> str:
    return target.path + (f"?{target.query}" if target.query else "")


def _addresses(host: str, port: int, reach: Reach, deadline: float) -> list[Address]:
    """Every address of the host; all must be within reach, or one answer among many could lead inside."""
    literal = as_address(host)
    names = [host] if literal else _resolved(host, port, reach, deadline)
    addresses = [address for address in map(as_address, names) if address]
    if not addresses or len(addresses) != len(names):
        raise NotFetched(Trouble.UNKNOWN_HOST)
    if not all(reach.allows(address) for address in addresses):
        raise NotFetched(Trouble.NOT_PUBLIC)
    return addresses


def _resolved(host: str, port: int, reach: Reach, deadline: float) -> Sequence[str]:
    """Ask in a thread of its own: the system's resolver knows no time limit that we could set."""
    answers: SimpleQueue[Sequence[str]] = SimpleQueue()

    def ask() -> None:
        try:
            answers.put(reach.resolve(host, port))
        except (OSError, UnicodeError):
            answers.put([])

    Thread(target=ask, daemon=True).start()
    try:
        return answers.get(timeout=_left(deadline))
    except Empty:
        raise NotFetched(Trouble.TOO_SLOW) from None


@contextmanager
def _connected(addresses: Sequence[Address], port: int, deadline: float) -> Iterator[socket.socket]:
    """A connection that is cut at the deadline, however slowly the other side drips."""
    line = _first_open(addresses, port, deadline)
    line.settimeout(_left(deadline))
    # A duplicate, because TLS takes the socket itself over.
    knife = line.dup()
    has_expired: list[bool] = []

    def cut() -> None:
        has_expired.append(True)
        _shut(knife)

    timer = Timer(_left(deadline), cut)
    timer.daemon = True
    timer.start()
    try:
        yield line
        if has_expired:  # An answer without a length ends like this, too: it may be half of one.
            raise NotFetched(Trouble.TOO_SLOW)
    except NotFetched:
        if has_expired or monotonic() >= deadline:
            raise NotFetched(Trouble.TOO_SLOW) from None
        raise
    finally:
        timer.cancel()
        _shut(knife)
        knife.close()
        line.close()


def _first_open(addresses: Sequence[Address], port: int, deadline: float) -> socket.socket:
    for address in addresses:
        try:
            return socket.create_connection((str(address), port), timeout=_left(deadline))
        except OSError:
            continue
    raise NotFetched(Trouble.TOO_SLOW if monotonic() >= deadline else Trouble.UNREACHABLE)


def _shut(line: socket.socket) -> None:
    try:
        line.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # The other side was faster.


def _left(deadline: float) -> float:
    left = deadline - monotonic()
    if left <= 0:
        raise NotFetched(Trouble.TOO_SLOW)
    return left


def _read(response: http.client.HTTPResponse, *, etag: str, most: int) -> Fetched | str:
    with response:
        onward = response.getheader("Location")
        if response.status in _REDIRECTS and onward:
            return onward
        if response.status == http.client.NOT_MODIFIED and etag:
            return Fetched(content=None, etag=etag)
        if response.status in (http.client.NOT_FOUND, http.client.GONE):
            raise NotFetched(Trouble.GONE)
        if response.status != http.client.OK:
            raise NotFetched(Trouble.REFUSED)
        named = response.getheader("ETag") or ""
        return Fetched(content=_content(response, most), etag=named if _ETAG.fullmatch(named) else "")


def _content(response: http.client.HTTPResponse, most: int) -> bytes:
    """The body as it was before compression; neither of the two may be larger than `most` bytes."""
    coding = (response.getheader("Content-Encoding") or "identity").strip().lower()
    if coding not in {"identity", "gzip", "x-gzip", "deflate"}:
        raise NotFetched(Trouble.REFUSED)
    unpacker = None if coding == "identity" else zlib.decompressobj(_GZIP_OR_ZLIB)
    content, came = bytearray(), 0
    while chunk := response.read(_CHUNK):
        came += len(chunk)
        content += unpacker.decompress(chunk, most + 1 - len(content)) if unpacker else chunk
        if max(came, len(content)) > most or (unpacker and unpacker.unconsumed_tail):
            raise NotFetched(Trouble.TOO_LARGE)
    if response.length or (unpacker and (not unpacker.eof or unpacker.unused_data)):
        raise NotFetched(Trouble.CUT_OFF)
    return bytes(content)
