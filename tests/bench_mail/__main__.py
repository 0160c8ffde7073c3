"""`python -m tests.bench_mail`: how fast the outbox sends, against smtplib alone; what waiting mails cost.

Nothing is asserted; docs/bench-mail.md tells how to read the figures.
"""

import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

from tests import services
from tests.faults.servers import accepts
from tests.processes import database_of_its_own, free_port, manage, migrate, production_env, wait_until
from tests.run import say

MANY, FEW, MILLION = 10_000, 1_000, 1_000_000


def main(share: float) -> int:
    """`share` of the mails, for a first look."""
    if not services.postgres_answers():
        say(f"The mail bench {services.SERVICES['postgres'].reason}.")
        return 1
    busy = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder, database_of_its_own() as url, sink() as port:
        env = production_env(Path(folder), port=free_port(), database_url=url)
        env |= {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(port), "EMAIL_SECURITY": "none"}
        migrate(env)
        say(
            f"Python {platform.python_version()}, load before: {busy:.1f} on {os.cpu_count()} cores",
            *sending(env, many=int(MANY * share), few=int(FEW * share)),
            *waiting(env, many=int(MILLION * share), few=int(FEW * share)),
        )
    return 0


def sending(env: Mapping[str, str], *, many: int, few: int) -> Iterator[str]:
    ask(env, f"fill_due({many})")
    bare = ask(env, f"bare({many})")
    floor = bare["handled"] / bare["seconds"]
    yield f"{'':<44}{'mails/s':>9}{'of bare':>9}{'peak MB':>9}"
    yield f"{f'smtplib alone, {many:,} mails':<44}{floor:>9.0f}{1:>9.2f}"
    for workers, threads, count in ((1, 1, few), (1, 1, many), (1, 2, many), (4, 2, many)):
        ask(env, f"promise_again({count})")
        began = monotonic()
        with ThreadPoolExecutor(workers) as crowd:
            found = list(crowd.map(ask, [env] * workers, [f"work({threads})"] * workers))
        seconds = max(each["seconds"] for each in found)
        handled = sum(each["handled"] for each in found)
        assert handled == count, f"{handled} of {count} in {monotonic() - began:.0f} s"
        memory = max(each["memory"] for each in found) / 1024
        name = (
            f"{workers} worker{'s' * (workers > 1)} of {threads} thread{'s' * (threads > 1)}, {count:,} due"
        )
        yield f"{name:<44}{handled / seconds:>9.0f}{handled / seconds / floor:>9.2f}{memory:>9.1f}"


def waiting(env: Mapping[str, str], *, many: int, few: int) -> Iterator[str]:
    yield f"{'':<44}{'ms':>9}"
    for count in (few, many):
        ask(env, f"fill_later({count})")
        cost = ask(env, "look()")["milliseconds"]
        yield f"{f'a sweep that finds none of {count:,} due':<44}{cost:>9.2f}"


def ask(env: Mapping[str, str], what: str) -> dict[str, float]:
    """Run a function of tests.bench_mail.inside in a process of its own."""
    code = f"from tests.bench_mail import inside; inside.{what}"
    answer = manage(env, "shell", "--verbosity", "0", "-c", code)
    figures: dict[str, float] = json.loads(answer or "{}")
    return figures


@contextmanager
def sink() -> Iterator[int]:
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "tests.bench_mail.sink", str(port)])
    try:
        wait_until(lambda: accepts(port))
        yield port
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 1))
