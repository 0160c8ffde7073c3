"""Jobs ask "what is due and unsent?", so a lost or doubled message changes nothing."""

import logging
from threading import Event, Thread
from typing import Any

from celery import shared_task
from celery.signals import worker_ready, worker_shutting_down
from django.db import close_old_connections
from django.utils import timezone

from hipcoach.mail import delivery, outbox

logger = logging.getLogger(__name__)

# A worker looks for itself as often as beat would ask it to: mail needs no broker, only a database.
SWEEP_EVERY = 15
_ending = Event()


@shared_task(name="hipcoach.mail.sweep")
def sweep() -> int:
    """Send what is due. Returns the number of rows handled."""
    return delivery.deliver_due(timezone.now, goes_on=lambda: not _ending.is_set())


@shared_task(name="hipcoach.mail.forget_old")
def forget_old() -> int:
    """Blank the addresses of old mails. Returns how many."""
    return outbox.forget_old(timezone.now())


@worker_ready.connect
def keep_sweeping(**_of_signal: Any) -> None:
    Thread(target=_sweep_until_the_end, name="mail-sweeper", daemon=True).start()


@worker_shutting_down.connect
def end_sweeps(**_of_signal: Any) -> None:
    """A sweep ends after the mail it is at, so that a worker asked to stop does so within seconds."""
    _ending.set()


def _sweep_until_the_end() -> None:
    while not _ending.is_set():
        close_old_connections()
        try:
            sweep()
        except Exception as error:  # The database is away; the next round finds it back.
            logger.warning("A sweep of the mails ended early (%s).", type(error).__name__)
        finally:
            close_old_connections()
        _ending.wait(SWEEP_EVERY)
