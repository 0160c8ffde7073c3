"""What comes back is bounded in size and time, and taken whole or not at all."""

import gzip
import logging
import socket
import ssl
import traceback
import zlib
from pathlib import Path
from threading import Event
from time import monotonic, sleep

import pytest

from hipcoach.common.fetching import Fetched, fetch
from hipcoach.common.reachable import NotFetched, Trouble
from tests.common.loopback import Answer, certificate_for, reach, reply, says, serving, trusting

SOON = 5  # Seconds, for a machine under load; whoever is not cut off goes on for half a minute.
BODY = b"BEGIN:VCALENDAR\r\n" * 500


def chunked(*chunks: bytes, ends: bool = True) -> bytes:
    head = reply(length=-1, Transfer_Encoding="chunked")
    return head + b"".join(b"%x\r\n%b\r\n" % (len(each), each) for each in (*chunks, *[b""] * ends))


@pytest.mark.parametrize(
    "answer",
    [
        reply(BODY),
        reply(BODY, length=-1),
        chunked(BODY[:100], BODY[100:]),
        reply(gzip.compress(BODY), Content_Encoding="gzip"),
        reply(gzip.compress(BODY), Content_Encoding=" X-GZIP"),
        reply(zlib.compress(BODY), Content_Encoding="deflate"),
    ],
    ids=["length", "until the end", "chunked", "gzip", "x-gzip", "deflate"],
)
def test_a_file_comes_whole(answer: bytes) -> None:
    with serving(says(answer)) as server:
        assert fetch(server.address, reach=reach()) == Fetched(content=BODY, etag="")
        host = f"\r\nHost: calendar.test:{server.port}\r\n"
    assert host in server.requests[0]


def test_what_is_held_already_is_not_sent_again() -> None:
    with serving(says(reply(BODY, ETag='W/"7"'), reply(status="304 Not Modified"))) as server:
        first = fetch(server.address, reach=reach())
        assert first.etag == 'W/"7"'
        assert fetch(server.address, etag=first.etag, reach=reach()) == Fetched(content=None, etag='W/"7"')
    assert 'If-None-Match: W/"7"' in server.requests[1]


@pytest.mark.parametrize("etag", ["7", '"7"\r\n Evil: 1', '"ä"', ""])
def test_a_version_that_cannot_be_sent_back_is_forgotten(etag: str) -> None:
    with serving(says(reply(BODY, ETag=etag))) as server:
        assert fetch(server.address, reach=reach()).etag == ""


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        (reply(b"", status="404 Not Found"), Trouble.GONE),
        (reply(b"", status="410 Gone"), Trouble.GONE),
        (reply(b"", status="401 Unauthorized"), Trouble.REFUSED),
        (reply(b"", status="500 Oh no"), Trouble.REFUSED),
        (reply(b"", status="304 Not Modified"), Trouble.REFUSED),
        (reply(b"", status="302 Found"), Trouble.REFUSED),
        (reply(BODY, Content_Encoding="br"), Trouble.REFUSED),
        (reply(BODY, length=len(BODY) + 1), Trouble.CUT_OFF),
        (reply(gzip.compress(BODY)[:-9], Content_Encoding="gzip"), Trouble.CUT_OFF),
        (reply(gzip.compress(BODY) + b"more", Content_Encoding="gzip"), Trouble.CUT_OFF),
        (reply(BODY, Content_Encoding="gzip"), Trouble.CUT_OFF),
        (chunked(BODY, ends=False), Trouble.CUT_OFF),
        (b"", Trouble.CUT_OFF),
        (b"\x00\xff garbage\r\n\r\n", Trouble.CUT_OFF),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500 + b"\r\n", Trouble.CUT_OFF),
        (reply(b"x" * 10_001), Trouble.TOO_LARGE),
        (reply(b"x" * 10_001, length=-1), Trouble.TOO_LARGE),
        (reply(gzip.compress(b"\0" * 50_000_000), Content_Encoding="gzip"), Trouble.TOO_LARGE),
    ],
)
def test_anything_else_is_named_trouble(answer: bytes, trouble: Trouble) -> None:
    with serving(says(answer)) as server, pytest.raises(NotFetched) as caught:
        fetch(server.address, reach=reach(most_bytes=10_000))
    assert caught.value.trouble == trouble


def drip(first: bytes) -> Answer:
    """Each byte in time, the whole never."""

    def answer(line: socket.socket, _head: str) -> None:
        line.sendall(first)
        for _ in range(600):
            line.sendall(b"x")
            sleep(0.05)

    return answer


@pytest.mark.parametrize(
    "first", [b"", b"HTTP/1.1 200 OK\r\nX: ", reply(b"", length=-1), reply(length=9_999)]
)
def test_a_server_that_drips_is_cut_off_in_time(first: bytes) -> None:
    began = monotonic()
    with serving(drip(first)) as server, pytest.raises(NotFetched) as caught:
        fetch(server.address, reach=reach(seconds=0.5))
    assert caught.value.trouble == Trouble.TOO_SLOW
    assert monotonic() - began < SOON


def test_a_server_that_drips_through_redirects_is_cut_off_too() -> None:
    def answer(line: socket.socket, _head: str) -> None:
        sleep(0.3)
        line.sendall(reply(status="302 Found", Location="/next"))

    with serving(answer) as server, pytest.raises(NotFetched) as caught:
        fetch(server.address, reach=reach(seconds=0.5))
    assert caught.value.trouble == Trouble.TOO_SLOW


def test_a_name_server_that_never_answers_is_not_waited_for() -> None:
    over = Event()

    def resolve(_host: str, _port: int) -> list[str]:
        over.wait(30)
        return []

    began = monotonic()
    with pytest.raises(NotFetched) as caught:
        fetch("https://calendar.test/", reach=reach(resolve=resolve, seconds=0.3))
    over.set()
    assert caught.value.trouble == Trouble.TOO_SLOW
    assert monotonic() - began < SOON


def test_a_name_without_an_address_and_a_closed_door() -> None:
    def nowhere(_host: str, _port: int) -> list[str]:
        raise socket.gaierror

    with serving(says(b"")) as server:
        closed = server.address
    for resolve, trouble in (
        (nowhere, Trouble.UNKNOWN_HOST),
        (lambda *_: ["127.0.0.1"], Trouble.UNREACHABLE),
    ):
        with pytest.raises(NotFetched) as caught:
            fetch(closed, reach=reach(resolve=resolve))
        assert caught.value.trouble == trouble


def test_https_needs_a_certificate_for_the_name(tmp_path: Path) -> None:
    right, wrong = (certificate_for(name, tmp_path) for name in ("calendar.test", "other.test"))
    with serving(says(reply(BODY)), certificate=right) as server:
        assert fetch(server.address, reach=reach(tls=trusting(right))).content == BODY
        for tls in (trusting(wrong), ssl.create_default_context):
            with pytest.raises(NotFetched) as caught:
                fetch(server.address, reach=reach(tls=tls))
            assert caught.value.trouble == Trouble.UNSAFE
    with serving(says(reply(BODY)), certificate=wrong) as server, pytest.raises(NotFetched) as caught:
        fetch(server.address, reach=reach(tls=trusting(wrong)))
    assert caught.value.trouble == Trouble.UNSAFE
    assert server.requests == []


def test_https_never_leads_on_to_http(tmp_path: Path) -> None:
    right = certificate_for("calendar.test", tmp_path)
    on = reply(status="302 Found", Location="http://calendar.test/secret")
    with serving(says(on), certificate=right) as server, pytest.raises(NotFetched) as caught:
        fetch(server.address, reach=reach(tls=trusting(right)))
    assert caught.value.trouble == Trouble.UNSAFE


def test_a_handshake_that_never_ends_is_cut_off() -> None:
    began = monotonic()
    with serving(drip(b"\x16\x03\x03\x40\x00")) as server, pytest.raises(NotFetched) as caught:
        fetch(server.address.replace("http:", "https:"), reach=reach(seconds=0.5))
    assert caught.value.trouble == Trouble.TOO_SLOW
    assert monotonic() - began < SOON


def test_the_secret_address_is_never_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), serving(says(reply(BODY), b"nonsense")) as server:
        fetch(server.address, reach=reach())
        with pytest.raises(NotFetched) as caught:
            fetch(server.address, reach=reach())
    said = caplog.text + "".join(traceback.format_exception(caught.value))
    assert "/secret/" not in said
