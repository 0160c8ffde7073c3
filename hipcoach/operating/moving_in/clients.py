"""Import clients: new ones are made, known ones stay as they are, doubtful ones are left to the trainer.

Nothing is mailed to anybody. Stopped half way and started again, it goes on where it was.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from assessments.diary import diary_of
from assessments.models import Client, Trainer
from hipcoach.common.text import one_line
from hipcoach.common.zones import zone_or_none
from hipcoach.operating.moving_in.reports import KNOWN, NEW, Report
from hipcoach.operating.moving_in.tables import CLIENT_COLUMNS, Row, rows_of

AT_ONCE = 500
# See also ContactForm.
_PHONE = re.compile(r"[0-9+()./ -]{5,40}", re.ASCII)


class Wrong(Exception):
    """This row is not taken; the reason's key."""


class Known:
    """Whom the trainer has, and whom the table has named so far: by hashes, so that many take little room."""

    def __init__(self, trainer: Trainer) -> None:
        self.emails: dict[int, int] = {}
        self.nameless: set[int] = set()
        people = trainer.clients.order_by().values_list("name", "email")
        for name, email in people.iterator(chunk_size=2000):
            self.add(Client(name=name, email=email))
        self.here = set(self.emails) | self.nameless

    def add(self, client: Client) -> None:
        self.nameless.add(hash(client.plain_name))
        if client.email:
            self.emails.setdefault(hash(client.email.casefold()), hash(client.plain_name))

    def place(self, client: Client) -> str:
        """NEW or KNOWN. Raises Wrong."""
        name, email = hash(client.plain_name), hash(client.email.casefold())
        if not client.email:
            if name not in self.nameless:
                return NEW
            return self._seen(name)
        owner = self.emails.get(email)
        if owner is None:
            return NEW
        if owner != name:
            raise Wrong("shared")
        return self._seen(email)

    def _seen(self, mark: int) -> str:
        if mark in self.here:
            return KNOWN
        raise Wrong("twice")


def import_clients(lines: Iterable[str], *, trainer: Trainer, is_trial: bool) -> Report:
    """Raises NoTable; what came before it in the text is imported. With `is_trial` nothing is written."""
    report, known = Report(), Known(trainer)
    new = _new_ones(rows_of(lines, CLIENT_COLUMNS), trainer, known, report)
    while some := list(islice(new, AT_ONCE)):
        if not is_trial:
            _add(some, trainer)
    return report


def _new_ones(rows: Iterable[Row], trainer: Trainer, known: Known, report: Report) -> Iterator[Client]:
    for row in rows:
        try:
            client = _client(row, trainer)
            what = known.place(client)
        except Wrong as error:
            report.refuse(row.line, str(error))
            continue
        report.counts[what] += 1
        if what == NEW:
            known.add(client)
            yield client


def _client(row: Row, trainer: Trainer) -> Client:
    name = one_line(row["name"] or f"{row['first']} {row['last']}")
    email, phone = row["email"].lower(), one_line(row["phone"])
    if not name:
        raise Wrong("no name")
    if len(name) > 120 or len(email) > 254:
        raise Wrong("long")
    if email and not _is_address(email):
        raise Wrong("email")
    if phone and not _PHONE.fullmatch(phone):
        raise Wrong("phone")
    zone = row["zone"] or trainer.zone
    if zone_or_none(zone) is None:
        raise Wrong("zone")
    return Client(trainer=trainer, name=name, email=email, phone=phone, time_zone=zone)


def _add(clients: list[Client], trainer: Trainer) -> None:
    """One transaction; whoever was added meanwhile, by hand or by booking, stays the one record."""
    with diary_of(trainer.pk) as locked:
        emails = [client.email for client in clients if client.email]
        taken = set(locked.clients.filter(email__in=emails).values_list("email", flat=True))
        Client.objects.bulk_create(
            client for client in clients if client.email not in taken or not client.email
        )


def _is_address(email: str) -> bool:
    try:
        validate_email(email)
    except ValidationError:
        return False
    return True
