"""A short circuit breaker: after a failure, don't try again for a while."""

from time import monotonic


class Breaker:
    """Per process; two threads that trip it at once do no harm."""

    def __init__(self, *, rest_seconds: float) -> None:
        self.rest_seconds = rest_seconds
        self._open_until = 0.0

    def is_open(self) -> bool:
        return monotonic() < self._open_until

    def trip(self) -> None:
        self._open_until = monotonic() + self.rest_seconds
