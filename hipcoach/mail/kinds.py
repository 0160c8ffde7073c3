"""Mail kinds: how a promise becomes a letter. Each app registers its own in its `emails.py`."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.mime.base import MIMEBase
from typing import TypeVar

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
World = TypeVar("World")

_composers: dict[str, Callable[[Sequence[OutgoingEmail]], Compose]] = {}


def mail_kind(name: str, *, label: str | Promise) -> Callable[[Compose], Compose]:
    """Register the function that composes mails of this kind, and the kind's label in the ledger."""

    def register(compose: Compose) -> Compose:
        _composers[name] = lambda rows: compose
        labels.register(name, label)
        return compose

    return register


def mail_kind_from(
    read: Callable[[Sequence[OutgoingEmail]], World], name: str, *, label: str | Promise
) -> Callable[
    [Callable[[OutgoingEmail, datetime, World], Letter | Skip]],
    Callable[[OutgoingEmail, datetime, World], Letter | Skip],
]:
    """Likewise, for a kind that goes out by the hundred.

    It is composed from what `read` makes of all the rows at hand, with as many queries for many as for one.
    """

    def register(
        compose: Callable[[OutgoingEmail, datetime, World], Letter | Skip],
    ) -> Callable[[OutgoingEmail, datetime, World], Letter | Skip]:
        def composer(rows: Sequence[OutgoingEmail]) -> Compose:
            world = read(rows)
            return lambda row, now: compose(row, now, world)

        _composers[name] = composer
        labels.register(name, label)
        return compose

    return register


def composer(rows: Sequence[OutgoingEmail]) -> Compose:
    """Composes the letter of each of these rows, or says why there is none; the world is read once for all.

    Where it can't be, each row is composed by itself: what is wrong with one is no other's fault.
    What it returns raises KeyError for a kind nobody registered.
    """
    by_kind: dict[str, list[OutgoingEmail]] = defaultdict(list)
    for row in rows:
        by_kind[row.kind].append(row)
    composers = {kind: _composers[kind](alike) for kind, alike in by_kind.items() if kind in _composers}

    def compose_one(row: OutgoingEmail, now: datetime) -> Letter | Skip:
        try:
            return composers[row.kind](row, now)
        except Exception:
            return compose(row, now)

    return compose_one


def compose(row: OutgoingEmail, now: datetime) -> Letter | Skip:
    return _composers[row.kind]([row])(row, now)
