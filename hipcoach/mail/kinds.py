"""Mail kinds: how a promise becomes a letter. Each app registers its own in its `emails.py`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.mime.base import MIMEBase

from django.utils.functional import Promise

from hipcoach.mail import labels
from hipcoach.mail.models import OutgoingEmail


@dataclass(frozen=True, slots=True)
class Skip:
    """The promise is no longer true; `reason` is shown in the ledger."""

    reason: str


@dataclass(frozen=True, slots=True)
class Button:
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail says, before it is laid out as text and HTML.

    heading: what the letter begins with, where the subject says more. own_line: a word of the trainer's.
    links: what else can be opened; the button stays the one thing to do.
    unsubscribe_url: for nudges only; it opens for the reader, and their mail program posts to it (RFC 8058).
    """

    subject: str
    paragraphs: tuple[str, ...]
    heading: str = ""
    details: tuple[tuple[str, str], ...] = ()
    own_line: str = ""
    button: Button | None = None
    links: tuple[Button, ...] = ()
    code: str = ""
    small_print: str = ""
    reply_to: str = ""
    sender_name: str = ""
    attachments: tuple[MIMEBase, ...] = ()
    unsubscribe_url: str = ""


# Re-reads the world; may be called more than once for one row.
Compose = Callable[[OutgoingEmail, datetime], Letter | Skip]

_kinds: dict[str, Compose] = {}


def mail_kind(name: str, *, label: str | Promise) -> Callable[[Compose], Compose]:
    """Register the function that composes mails of this kind, and the kind's label in the ledger."""

    def register(compose: Compose) -> Compose:
        _kinds[name] = compose
        labels.register(name, label)
        return compose

    return register


def compose(row: OutgoingEmail, now: datetime) -> Letter | Skip:
    """The letter of this row, or why there is none. Raises KeyError for a kind nobody registered."""
    return _kinds[row.kind](row, now)
