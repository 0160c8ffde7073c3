"""What goes over the wire is, to whoever reads it, what Django itself would have written."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.mime.text import MIMEText
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from hipcoach.mail.kinds import Letter
from hipcoach.mail.layout import as_message
from hipcoach.mail.mime import as_bytes
from hipcoach.mail.models import OutgoingEmail
from tests.mail.test_letter_headers import texts

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
files = st.sampled_from([(), (MIMEText("BEGIN:VCALENDAR", "calendar", "utf-8"),)])


def read(content: bytes) -> tuple[list[tuple[str, str]], list[object]]:
    """The headers but for the boundary between the parts, and the parts."""
    mail = message_from_bytes(content, EmailMessage, policy=policy.default)
    headers = [(name, str(value)) for name, value in mail.items() if name != "Content-Type"]
    parts = [(part.get_content_type(), part.get_content()) for part in mail.walk() if not part.is_multipart()]
    return sorted([("Content-Type", mail.get_content_type()), *headers]), parts


addresses = st.sampled_from(["mara@example.com", "mara@bücher.example", f"{'m' * 60}@{'x' * 60}.example"])
urls = st.sampled_from(["", "https://hipcoach.example/off/", f"https://hipcoach.example/off/{'x' * 90}/"])


@given(
    subject=texts,
    sender_name=texts,
    words=texts | st.just("x" * 3000),
    attachments=files,
    to=addresses,
    reply_to=st.just("") | addresses,
    unsubscribe_url=urls,
)
def test_headers_and_parts_are_djangos(to: str, words: str, **given: Any) -> None:
    letter = Letter(paragraphs=(words,), **given)
    message = as_message(letter, row=OutgoingEmail(key="test:1", to=to, due_at=NOW))
    message.extra_headers["Date"] = "Mon, 30 Nov 2026 09:00:00 -0000"
    written = as_bytes(message)
    assert read(written) == read(message.message().as_bytes(linesep="\r\n"))
    assert all(len(line) <= 998 for line in written.split(b"\r\n"))
    assert b"\n" not in written.replace(b"\r\n", b"")
