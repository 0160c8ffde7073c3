"""Jobs ask "what is due and unsent?", so a lost or doubled message changes nothing."""

import logging
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

from celery import shared_task
from celery.signals import worker_ready, worker_shutdown, worker_shutting_down
from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections
from django.utils import timezone

from hipcoach.mail import delivery
from hipcoach.mail.line import LEASE, is_due
from hipcoach.mail.models import LastSweep

logger = logging.getLogger(__name__)

# A worker looks for itself as often as beat would ask it to: mail needs no broker, only a database.
SWEEP_EVERY = 15
NOTE_EVERY = timedelta(seconds=10)
_ending = Event()


@shared_task(name="hipcoach.mail.sweep")
def sweep() -> int:
    """Send what is due. Returns the number of rows handled."""
    handled = delivery.deliver_due(timezone.now, goes_on=lambda: not _ending.is_set())
    note_sweep(timezone.now())
    return handled


def note_sweep(now: datetime) -> None:
    """Note that a worker looked; any number of workers together write once in NOTE_EVERY."""
    last = LastSweep.objects.filter(pk=1)
    if not last.exists():
        LastSweep.objects.get_or_create(pk=1, defaults={"at": now})
    elif last.filter(at__lt=now - NOTE_EVERY).exists():
        last.update(at=now)


@worker_ready.connect
def keep_sweeping(**_of_signal: Any) -> None:
    _sweeper.start()


@worker_shutting_down.connect
def end_sweeps(**_of_signal: Any) -> None:
    """A sweep ends after the mail it is at, so that a worker asked to stop does so within seconds."""
    _ending.set()


@worker_shutdown.connect
def await_the_mail_in_hand(**_of_signal: Any) -> None:
    """Celery waits for its own threads; for this one we do: a mail cut off in mid-send would go out twice."""
    if _sweeper.is_alive():
        _sweeper.join(LEASE.total_seconds())


def _sweep_until_the_end() -> None:
    while not _ending.is_set():
        close_old_connections()
        try:
            sweep()
            _show_life()
        except Exception as error:  # The database is away; the next round finds it back.
            logger.warning("A sweep of the mails ended early (%s).", type(error).__name__)
        finally:
            close_old_connections()
        _rest()


def _rest() -> None:
    """Until the next round, or until a sign-in code is due: it waits for no broker and no other task.

    One that the round has left waits for the mail server, and so do we.
    """
    was_left = True
    for _second in range(SWEEP_EVERY):
        with suppress(DatabaseError, InterfaceError):
            is_waiting = is_due(timezone.now(), urgent=True)
            if is_waiting and not was_left:
                return
            was_left = is_waiting
        if _ending.wait(1):
            return


def _show_life() -> None:
    """A file whose age tells the machine that this very worker works; see docker-compose.yml."""
    with suppress(OSError):
        folder = Path(settings.METRICS_DIR)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "swept").touch()


_sweeper = Thread(target=_sweep_until_the_end, name="mail-sweeper", daemon=True)
