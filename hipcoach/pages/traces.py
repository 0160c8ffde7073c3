"""What a client leaves outside their own rows: sign-ins, the admin's log, mails kept as files, and what
SQLite has not overwritten yet."""

from collections.abc import Iterable
from contextlib import suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.db.models import Q

from assessments.models import Client, Merge
from hipcoach.accounts.models import DeviceSession
from hipcoach.accounts.sessions import SessionStore
from hipcoach.common.caseless import caseless
from hipcoach.mail.models import OutgoingEmail
from hipcoach.mail.outbox import message_id_for
from hipcoach.pages.records import (
    accounts_of_nobody_else,
    accounts_without_record,
    given_up,
    own_addresses,
)

AT_ONCE = 500


def end_sign_ins(client: Client) -> int:
    """Delete the sessions of accounts that go with this record; return how many.

    Those in which a code was asked for and never typed name nobody: they are sealed, so each is opened.
    """
    people = list(accounts_of_nobody_else(client).values_list("pk", flat=True))
    gone = DeviceSession.objects.filter(user__in=people).delete()[0]
    addresses = own_addresses(client)
    if not people or not addresses:
        return gone
    reader = SessionStore()
    unnamed = DeviceSession.objects.filter(user=None).iterator(chunk_size=AT_ONCE)
    asked = [row.pk for row in unnamed if _holds(str(reader.decode(row.session_data)), addresses)]
    for first in range(0, len(asked), AT_ONCE):
        gone += DeviceSession.objects.filter(pk__in=asked[first : first + AT_ONCE]).delete()[0]
    return gone


def forget_given_up(merge: Merge) -> None:
    """Who signed in with an address that two records became one without: nobody is left for it."""
    for email in given_up(merge):
        for user in accounts_without_record(email):
            DeviceSession.objects.filter(user=user).delete()
            OutgoingEmail.objects.filter(caseless("to", email), trainer_ref=None).update(to="", secret="")
            user.delete()


def forget_admin_log(client: Client) -> None:
    named = Q(pk=None)
    for word in _words_of(client):
        named |= Q(object_repr__icontains=word) | Q(change_message__icontains=word)
    LogEntry.objects.filter(named).delete()


def delete_files_about(client: Client, *, keys: Iterable[str]) -> int:
    """Delete the mails kept as files (where no mail server is) that went to this client or name them.

    keys: of the mails promised to them. With a shared address that tells theirs from the partner's.
    """
    ids, words = set(map(message_id_for, keys)), _words_of(client)
    found = ((file, mail) for file in _mail_files() if (mail := _read(file)))
    return sum(
        _delete(file) for file, mail in found if mail["Message-ID"] in ids or _is_about(mail, client, words)
    )


def delete_files_before(moment: float) -> int:
    """Delete the mails kept as files that were written before this moment, in epoch seconds."""
    return sum(_delete(file) for file in _mail_files() if file.stat().st_mtime < moment)


def settle_file() -> None:
    """Let SQLite write over what was deleted: until its log is folded in, older pages lie there in clear."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _mail_files() -> list[Path]:
    return sorted(Path(settings.MAIL_FOLDER).glob("*.eml"))


def _delete(file: Path) -> bool:
    with suppress(FileNotFoundError):
        file.unlink()
    return True


def _words_of(client: Client) -> list[str]:
    """By which they and nobody else are known: names and addresses, earlier ones and a double's included."""
    doubles = [merge.gone_name for merge in client.merges.standing()]
    names = {client.name, *doubles, *(word for word in client.formerly if "@" not in word)}
    return list(filter(None, {*names, *own_addresses(client)}))


def _holds(text: str, words: Iterable[str]) -> bool:
    text = text.casefold()
    return any(word.casefold() in text for word in words)


def _is_about(mail: EmailMessage, client: Client, words: Iterable[str]) -> bool:
    """Whether it names them; in a mail to another client, a name that both have is the other's."""
    to = parseaddr(str(mail["To"]))[1]
    if to.casefold() != client.email.casefold() and Client.objects.with_email(to).exists():
        return False
    texts = [str(value) for value in mail.values()]
    for part in mail.walk():
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes):
            texts.append(payload.decode("utf-8", "replace"))
    return _holds("\n".join(texts), words)


def _read(file: Path) -> EmailMessage | None:
    with suppress(FileNotFoundError):
        return message_from_bytes(file.read_bytes(), EmailMessage, policy=policy.default)
    return None
