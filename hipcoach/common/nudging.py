"""Wake a worker for a job that a sweep would find anyway. Safe on the request path, broker or no broker."""

import logging

from hipcoach.celery import app
from hipcoach.common.breaker import Breaker

logger = logging.getLogger(__name__)
_breaker = Breaker(rest_seconds=5)


def nudge(task: str, *ids: int, expires: int = 60) -> None:
    """Ask for a task now. When the broker is away nothing is lost: the next sweep finds the work."""
    if _breaker.is_open():
        return
    try:
        app.send_task(task, args=ids, retry=False, expires=expires)
    except Exception as error:  # Whatever the broker's client raises, the request must not fail for it.
        _breaker.trip()
        logger.warning("A worker could not be nudged (%s); the next sweep does it.", type(error).__name__)
