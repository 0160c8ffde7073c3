"""Ask a server for one path as fast as it answers, over connections that stay open."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import chain
from statistics import median
from time import perf_counter

CONNECTIONS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """Requests a second, and the median time of one request in milliseconds."""

    rate: float
    p50: float


def measure(*, port: int, path: str, seconds: float) -> Round:
    """One round of `seconds`; raises RuntimeError when an answer isn't 200."""
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        began = perf_counter()
        askers = [pool.submit(_ask, port, path, until=began + seconds) for _ in range(CONNECTIONS)]
        times = list(chain.from_iterable(asker.result() for asker in askers))
        took = perf_counter() - began
    return Round(rate=len(times) / took, p50=median(times) * 1000)


def _ask(port: int, path: str, *, until: float) -> list[float]:
    with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        return list(_times(connection, path, until=until))


def _times(connection: HTTPConnection, path: str, *, until: float) -> Iterator[float]:
    while (began := perf_counter()) < until:
        connection.request("GET", path)
        response = connection.getresponse()
        response.read()
        if response.status != 200:
            raise RuntimeError(f"{path} answered {response.status}.")
        yield perf_counter() - began
