"""Import visits that have been: each belongs to a client who is here, and takes nobody else's time."""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import chain, islice
from zoneinfo import ZoneInfo

from django.db.models.functions import Lower

from assessments.diary import diary_of
from assessments.models import Appointment, Client, Service, Trainer
from hipcoach.common.http import parse_instant
from hipcoach.common.text import one_line
from hipcoach.operating.moving_in.clients import Wrong
from hipcoach.operating.moving_in.reports import KNOWN, NEW, Report
from hipcoach.operating.moving_in.tables import VISIT_COLUMNS, Row, rows_of

AT_ONCE = 500
LONGEST_MINUTES = 600
Status = Appointment.Status
STATUSES = {
    "": Status.ATTENDED,
    "attended": Status.ATTENDED,
    "completed": Status.ATTENDED,
    "no-show": Status.NO_SHOW,
    "no show": Status.NO_SHOW,
    "no_show": Status.NO_SHOW,
    "cancelled": Status.CANCELLED,
    "canceled": Status.CANCELLED,
}


class Times:
    """Spans of time that don't meet each other, in order."""

    def __init__(self, taken: Iterable[tuple[datetime, datetime]] = ()) -> None:
        self._taken = sorted(taken)

    def has_room(self, visit: Appointment) -> bool:
        span = (visit.start, visit.end)
        at = bisect_left(self._taken, span)
        beside = self._taken[max(at - 1, 0) : at + 1]
        return not any(start < visit.end and visit.start < end for start, end in beside)

    def take(self, visit: Appointment) -> None:
        insort(self._taken, (visit.start, visit.end))


def import_visits(lines: Iterable[str], *, trainer: Trainer, is_trial: bool, now: datetime) -> Report:
    """Raises NoTable; what came before it in the text is imported. With `is_trial` nothing is written."""
    report, times, rows = Report(), Times(), rows_of(lines, VISIT_COLUMNS)
    services = list(trainer.services.order_by("pk"))
    while some := list(islice(rows, AT_ONCE)):
        with diary_of(trainer.pk) as locked:
            reader = _Reader(some, trainer=locked, services=services, now=now)
            new = list(_new_ones(reader.read(some, report), reader, times, report))
            if new and not is_trial:
                first, last = min(visit.start for visit in new), max(visit.end for visit in new)
                locked.appointments.make_way(first, last, now=now)
                Appointment.objects.bulk_create(new)
    return report


def _new_ones(
    read: list[tuple[Row, Appointment]], reader: "_Reader", times: Times, report: Report
) -> Iterator[Appointment]:
    """`times` are those that the table has taken so far."""
    new = [(row, visit) for row, visit in read if not reader.is_known(visit)]
    report.counts[KNOWN] += len(read) - len(new)
    booked = reader.booked([visit for _row, visit in new])
    for row, visit in new:
        if visit.status in Appointment.LIVE:
            if not (booked.has_room(visit) and times.has_room(visit)):
                report.refuse(row.line, "overlaps")
                continue
            times.take(visit)
        report.counts[NEW] += 1
        yield visit


class _Reader:
    """Reads some rows with the clients they are about at hand; the trainer's diary is held."""

    def __init__(self, rows: list[Row], *, trainer: Trainer, services: list[Service], now: datetime) -> None:
        self.trainer, self.services, self.now = trainer, services, now
        emails = {row["email"].lower() for row in rows} - {""}
        names = {one_line(row["name"]) for row in rows if not row["email"]} - {""}
        # In the words of the unique index, so that it serves.
        by_email = trainer.clients.alias(lowered=Lower("email")).filter(lowered__in=emails)
        self.by_email: dict[str, list[Client]] = defaultdict(list)
        for client in by_email.order_by("pk"):
            self.by_email[client.email.casefold()].append(client)
        self.by_name = list(trainer.clients.filter(name__in=names).order_by("pk")) if names else []
        found = {client.pk for client in chain(self.by_name, *self.by_email.values())}
        self.there = set(trainer.appointments.filter(client__in=found).values_list("client_id", "start"))

    def read(self, rows: list[Row], report: Report) -> list[tuple[Row, Appointment]]:
        """Those that can be read."""
        found = []
        for row in rows:
            try:
                found.append((row, self.visit(row)))
            except Wrong as error:
                report.refuse(row.line, str(error))
        return found

    def booked(self, visits: list[Appointment]) -> Times:
        """What is taken already where these would be."""
        if not visits:
            return Times()
        first, last = min(visit.start for visit in visits), max(visit.end for visit in visits)
        blocking = self.trainer.appointments.blocking(first, last, now=self.now)
        return Times(blocking.order_by().values_list("blocked_start", "blocked_end"))

    def visit(self, row: Row) -> Appointment:
        client, service = self._client(row), self._service(row["service"])
        start = _start(row, self.trainer.tz)
        end = start + timedelta(minutes=_minutes(row["minutes"], service))
        status = STATUSES.get(row["status"].casefold())
        if status is None:
            raise Wrong("status")
        if end > self.now:
            raise Wrong("ahead")
        is_cancelled = status == Status.CANCELLED
        return Appointment(
            trainer=self.trainer,
            service=service,
            client=client,
            status=status,
            start=start,
            end=end,
            blocked_start=start,
            blocked_end=end,
            contact_name=client.name,
            contact_email=client.email,
            contact_phone=client.phone,
            contact_zone=client.time_zone,
            booked_at=start,
            cancelled_at=start if is_cancelled else None,
        )

    def is_known(self, visit: Appointment) -> bool:
        mark = (visit.client_id or 0, visit.start)
        if mark in self.there:
            return True
        self.there.add(mark)
        return False

    def _client(self, row: Row) -> Client:
        email, name = row["email"].casefold(), one_line(row["name"])
        if email:
            found = self.by_email.get(email, [])
            found = [each for each in found if each.is_named(name)] if len(found) > 1 else found
        else:
            found = [each for each in self.by_name if name and each.is_named(name)]
        if len(found) != 1:
            raise Wrong("several" if found else "nobody")
        return found[0]

    def _service(self, name: str) -> Service:
        if not self.services:
            raise Wrong("no service")
        if not name:
            return self.services[0]
        for service in self.services:
            if service.name.casefold() == name.casefold():
                return service
        raise Wrong("service")


def _minutes(text: str, service: Service) -> int:
    if not text:
        return service.duration
    if not (text.isascii() and text.isdecimal() and len(text) <= 3 and 5 <= int(text) <= LONGEST_MINUTES):
        raise Wrong("minutes")
    return int(text)


def _start(row: Row, zone: ZoneInfo) -> datetime:
    """With an offset, that instant; else the hour on the wall at the trainer's place."""
    text = row["start"] or f"{row['date']} {row['time']}"
    if instant := parse_instant(text):
        return instant
    try:
        wall = datetime.fromisoformat(text)
    except ValueError as error:
        raise Wrong("start") from error
    if wall.tzinfo or len(text) < 16 or not 1970 <= wall.year <= 9998:
        raise Wrong("start")
    placed = wall.replace(tzinfo=zone)
    if placed.astimezone(ZoneInfo("UTC")).astimezone(zone).replace(tzinfo=None) != wall:
        raise Wrong("gap")
    return placed.astimezone(ZoneInfo("UTC"))
