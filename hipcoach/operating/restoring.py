"""Bring a backup back into service: tables, rows, today's version, erasures, and mails that were due."""

from dataclasses import dataclass
from datetime import datetime

from django.core.management import call_command
from django.db import connection
from django.utils.translation import gettext as _

from hipcoach.accounts.models import User
from hipcoach.mail.models import OutgoingEmail
from hipcoach.operating.backups import Opened, bring_back
from hipcoach.operating.tables import Sum
from hipcoach.operating.versions import migrate_to, tables_at, version_of
from hipcoach.pages.erasing import erase_again
from hipcoach.privacy.models import ErasureDone

Erasure = tuple[int, datetime]


class OlderNeedsEmpty(Exception):
    """A backup of an older version goes into a database without tables only."""


class HoldsPeople(Exception):
    """The database has users, and nobody said that they may go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    sums: dict[str, Sum]
    erased: int
    held_back: int


def restore(backup: Opened, *, replaces: bool, erasures: list[Erasure], now: datetime) -> Restored:
    """Raises NewerThanCode, OlderNeedsEmpty, HoldsPeople, and as `bring_back`.

    What was erased in the database that is replaced, or is listed in `erasures`, is erased again.
    """
    tables_at(backup.version)
    with connection.cursor() as cursor:
        is_empty = not connection.introspection.table_names(cursor)
    if is_empty:
        migrate_to(backup.version, connection)
    elif version_of(connection) != backup.version:
        raise OlderNeedsEmpty
    else:
        if User.objects.exists() and not replaces:
            raise HoldsPeople
        erasures = erasures + list(ErasureDone.objects.values_list("client_ref", "at"))
    sums = bring_back(backup, alias=connection.alias)
    call_command("migrate", verbosity=0)
    erased = sum(erase_again(client_ref=number, at=at, now=now) for number, at in set(erasures))
    return Restored(sums=sums, erased=erased, held_back=hold_mails_back(now))


def hold_mails_back(now: datetime) -> int:
    """What was due since the backup has gone out already, as a rule: a trainer decides, in the ledger."""
    due = OutgoingEmail.objects.unsettled().filter(due_at__lte=now)
    reason = _("From a backup: it may have gone out already.")
    return due.settle(OutgoingEmail.State.FAILED, now, reason=reason)
