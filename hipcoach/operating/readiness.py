"""Whether this process can serve, and how the rest is: database, schema, broker, sweeps, mails that wait.

Only a database that does not answer, or whose tables are older than the code, takes a process out of service.
Without a broker, a worker or a mail server pages and bookings go on, and mails wait.
"""

import os
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import redis
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from redis.exceptions import RedisError

from hipcoach.common.postgresql.patience import within
from hipcoach.mail.models import FREE_AT, STUCK_AFTER, LastSweep, OutgoingEmail

# A probe that waits longer has its answer.
PATIENCE_MS = 2000
BROKER_PATIENCE = 0.5
SWEEPS_CEASED = STUCK_AFTER.total_seconds()


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """Each word says how a part is; seconds are None where there is nothing to tell."""

    database: str
    tables: str = "unknown"
    broker: str = "unknown"
    last_sweep_seconds: int | None = None
    oldest_waiting_mail_seconds: int | None = None

    @property
    def serves(self) -> bool:
        return self.database == "ok" and self.tables != "behind"

    @property
    def status(self) -> str:
        if not self.serves:
            return "unavailable"
        sweeps = self.last_sweep_seconds is not None and self.last_sweep_seconds < SWEEPS_CEASED
        mails = (self.oldest_waiting_mail_seconds or 0) < SWEEPS_CEASED
        return "ready" if self.broker == "ok" and sweeps and mails else "degraded"

    def as_dict(self) -> dict[str, Any]:
        return {"status": self.status, **asdict(self)}


def look(now: datetime) -> Readiness:
    """A handful of indexed queries and one word to the broker; a few seconds at the very most."""
    try:
        with within(connection, PATIENCE_MS / 1000), transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(PATIENCE_MS)])
            tables = state_of_tables()
            known = {} if tables == "behind" else state_of_mail(now)
    except (DatabaseError, InterfaceError):
        return Readiness(database="away", broker=state_of_broker())
    return Readiness(database="ok", tables=tables, broker=state_of_broker(), **known)


def state_of_tables() -> str:
    """behind: a migration of this code waits. ahead: newer code has been here, as while upgrading."""
    applied, known = set(MigrationRecorder(connection).applied_migrations()), _on_disk()
    if known - applied:
        return "behind"
    ours = {app for app, _name in known}
    return "ahead" if {each for each in applied - known if each[0] in ours} else "ok"


def state_of_mail(now: datetime) -> dict[str, int | None]:
    swept = LastSweep.objects.values_list("at", flat=True).first()
    free = OutgoingEmail.objects.waiting(now).values_list(FREE_AT, flat=True)[:1]
    return {
        "last_sweep_seconds": _seconds(swept, now),
        "oldest_waiting_mail_seconds": _seconds(free[0] if free else None, now),
    }


def state_of_broker() -> str:
    if settings.EMBEDDED_BROKER:
        folder = Path(settings.CELERY_BROKER_TRANSPORT_OPTIONS["queue_folder"])
        # It is made by whoever first has something to say.
        above = next(each for each in (folder, *folder.parents) if each.exists())
        return "ok" if os.access(above, os.W_OK) else "away"
    wait = {"socket_timeout": BROKER_PATIENCE, "socket_connect_timeout": BROKER_PATIENCE}
    try:
        with redis.Redis.from_url(settings.BROKER_URL, **wait) as broker:
            return "ok" if broker.ping() else "away"
    except RedisError:
        return "away"


@cache
def _on_disk() -> frozenset[tuple[str, str]]:
    loader = MigrationLoader(None)
    replaced = {each for migration in loader.graph.nodes.values() for each in migration.replaces}
    return frozenset(set(loader.disk_migrations) - replaced)


def _seconds(since: datetime | None, now: datetime) -> int | None:
    return None if since is None else max(0, int((now - since).total_seconds()))
