"""Wake a worker for a job that a sweep would find anyway. Safe on the request path, broker or no broker.

A thread does the asking, so that no request waits for the broker, and many nudges at once ask once.
"""

import atexit
import logging
from threading import Event, Lock, Thread
from time import sleep

from hipcoach.celery import app
from hipcoach.common.breaker import Breaker

logger = logging.getLogger(__name__)

# So long a nudge waits for others like it: far less than anyone notices, and 20 times a second at most.
GATHER_SECONDS = 0.05
_Wish = tuple[str, tuple[int, ...]]


class Nudger:
    """The wishes of one process, and the thread that carries them: begun by the first, anew after a fork."""

    def __init__(self, *, gather_seconds: float = GATHER_SECONDS) -> None:
        self._gather_seconds = gather_seconds
        self._breaker = Breaker(rest_seconds=5)
        self._wishes: dict[_Wish, int] = {}
        self._lock = Lock()
        self._wanted = Event()
        self._thread: Thread | None = None

    def nudge(self, task: str, *ids: int, expires: int = 60) -> None:
        with self._lock:
            self._wishes[(task, ids)] = expires
            if self._thread is None or not self._thread.is_alive():
                self._thread = Thread(target=self._carry_on, name="nudger", daemon=True)
                self._thread.start()
        self._wanted.set()

    def carry(self) -> None:
        """Ask for all that is wished so far."""
        with self._lock:
            wishes, self._wishes = self._wishes, {}
        for (task, ids), expires in wishes.items():
            self._ask(task, ids, expires=expires)

    def _carry_on(self) -> None:
        while True:
            self._wanted.wait()
            sleep(self._gather_seconds)
            self._wanted.clear()
            self.carry()

    def _ask(self, task: str, ids: tuple[int, ...], *, expires: int) -> None:
        if self._breaker.is_open():
            return
        try:
            app.send_task(task, args=ids, retry=False, expires=expires)
        except Exception as error:  # Whatever the broker's client raises, the thread must go on.
            self._breaker.trip()
            logger.warning("A worker could not be nudged (%s); the next sweep does it.", type(error).__name__)


_nudger = Nudger()
# A command that ends at once leaves its nudge all the same.
atexit.register(_nudger.carry)


def nudge(task: str, *ids: int, expires: int = 60) -> None:
    """Ask for a task soon. When the broker is away nothing is lost: the next sweep finds the work."""
    _nudger.nudge(task, *ids, expires=expires)
