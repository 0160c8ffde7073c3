"""What a server gets in line is what was sent, whatever its lines begin with; a line break is no way in."""

import smtplib
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipcoach.mail import talk
from tests.mail.sink import Sink, mail_server

SENDER, RECIPIENT = "mara@example.com", "ada@example.com"
lines = st.sampled_from([b"", b".", b"..", b".a", b"a.", b"a"])


@pytest.fixture(scope="module")
def sink() -> Iterator[Sink]:
    with mail_server() as sink:
        yield sink


@pytest.fixture(scope="module")
def server(sink: Sink) -> Iterator[smtplib.SMTP]:
    with smtplib.SMTP("127.0.0.1", sink.port, timeout=5) as server:
        server.ehlo()
        assert server.has_extn(talk.IN_LINE)
        yield server


@given(content=st.lists(lines, min_size=1).map(lambda each: b"".join(line + b"\r\n" for line in each)))
def test_the_content_arrives_as_it_was(sink: Sink, server: smtplib.SMTP, content: bytes) -> None:
    talk.say(server, SENDER, RECIPIENT, content)
    assert sink.taken.pop() == content


@pytest.mark.parametrize("address", ["ada@example.com>\r\nRSET", "ada@example.com\n", "ada\0@example.com"])
def test_an_address_is_no_second_command(sink: Sink, server: smtplib.SMTP, address: str) -> None:
    for sender, recipient in ((address, RECIPIENT), (SENDER, address)):
        with pytest.raises(ValueError, match="one line"):
            talk.say(server, sender, recipient, b"Hello\r\n")
    talk.say(server, SENDER, RECIPIENT, b"Hello\r\n")
    assert sink.taken.pop() == b"Hello\r\n"
