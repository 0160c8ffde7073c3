"""Ask a server for one path as fast as it answers, over connections that stay open.

With wrk where the machine has it, because it takes little of the processors that the server needs; else with
threads of this process.
"""

import re
import shutil
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import chain
from statistics import median
from time import perf_counter

WRK = shutil.which("wrk")
GENERATOR = "wrk" if WRK else "a Python client"
_UNITS = {"us": 1e-3, "ms": 1.0, "s": 1e3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """Requests a second, and the median time of one request in milliseconds."""

    rate: float
    p50: float


def measure(*, port: int, path: str, connections: int, seconds: int, cookie: str = "") -> Round:
    """One round, longer where no answer came in time; raises RuntimeError when one isn't 200."""
    ask = _with_wrk if WRK else _with_threads
    found = ask(port, path, connections, seconds, cookie)
    if found.rate:
        return found
    return measure(port=port, path=path, connections=connections, seconds=4 * seconds, cookie=cookie)


def _with_wrk(port: int, path: str, connections: int, seconds: int, cookie: str) -> Round:
    command = [
        WRK or "",
        "--latency",
        "--timeout",
        "30s",
        f"-t{min(connections, 2)}",
        f"-c{connections}",
        f"-d{seconds}s",
        *(["-H", f"Cookie: {cookie}", "-H", "X-Forwarded-Proto: https"] if cookie else []),
    ]
    told = subprocess.run(
        [*command, f"http://localhost:{port}{path}"], check=True, stdout=subprocess.PIPE, text=True
    ).stdout
    rate = re.search(r"Requests/sec:\s+([\d.]+)", told)
    p50 = re.search(r"50%\s+([\d.]+)(us|ms|s)", told)
    if rate is None or p50 is None or re.search(r"Non-2xx|Socket errors", told):
        raise RuntimeError(f"{path} went wrong: {told}")
    return Round(rate=float(rate[1]), p50=float(p50[1]) * _UNITS[p50[2]])


def _with_threads(port: int, path: str, connections: int, seconds: int, cookie: str) -> Round:
    with ThreadPoolExecutor(connections) as pool:
        began = perf_counter()
        askers = [pool.submit(_ask, port, path, cookie, until=began + seconds) for _ in range(connections)]
        times = list(chain.from_iterable(asker.result() for asker in askers))
        took = perf_counter() - began
    return Round(rate=len(times) / took, p50=median(times) * 1000)


def _ask(port: int, path: str, cookie: str, *, until: float) -> list[float]:
    with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        return list(_times(connection, path, cookie, until=until))


def _times(connection: HTTPConnection, path: str, cookie: str, *, until: float) -> Iterator[float]:
    headers = {"Cookie": cookie, "X-Forwarded-Proto": "https"} if cookie else {}
    while (began := perf_counter()) < until:
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        response.read()
        if response.status != 200:
            raise RuntimeError(f"{path} answered {response.status}.")
        yield perf_counter() - began
