"""`make test`: every test on SQLite, then those that touch the database on PostgreSQL.

What the machine lacks is left out and named at the end; with CI=true it counts as failed.
"""

import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from xml.etree import ElementTree

from tests import services

# Two for each core: races, workers and the browser spend much of their time waiting.
WORKERS = str(2 * (os.cpu_count() or 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    engine: str
    passed: int
    failed: int
    skipped: Counter[str]
    seconds: float
    code: int

    def __str__(self) -> str:
        return (
            f"{self.engine:<11}{self.passed:>6} passed {self.failed:>4} failed "
            f"{self.skipped.total():>4} left out   {self.seconds:4.0f} s"
        )


def main(arguments: Sequence[str]) -> int:
    others = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    outcomes = [run("SQLite", "not postgres", arguments, environment=others)]
    missing = [service for service in services.SERVICES.values() if not service.answers()]
    if services.postgres_answers():
        on_postgres = others | {"DATABASE_URL": services.POSTGRES_URL}
        marked = "(database or postgres) and not sqlite"
        outcomes.append(run("PostgreSQL", marked, arguments, environment=on_postgres))
    say("", *map(str, outcomes))
    reasons = {service.reason for service in missing}.union(*(outcome.skipped for outcome in outcomes))
    say(*(f"Left out: what {reason}." for reason in sorted(reasons)))
    if any(outcome.code for outcome in outcomes):
        return 1
    if services.STRICT and reasons:
        say("Failed: with CI=true nothing may be left out.")
        return 1
    return 0


def run(engine: str, marked: str, arguments: Sequence[str], *, environment: dict[str, str]) -> Outcome:
    say("", engine)
    started = monotonic()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = ["-m", "pytest", "-q", "-n", WORKERS, "-m", marked, f"--junitxml={report}", *arguments]
        code = subprocess.run([sys.executable, *command], env=environment, check=False).returncode
        cases = list(ElementTree.parse(report).iter("testcase")) if report.exists() else []
    return Outcome(
        engine=engine,
        passed=sum(not {child.tag for child in case} & {"failure", "error", "skipped"} for case in cases),
        failed=sum(any(child.tag in {"failure", "error"} for child in case) for case in cases),
        skipped=Counter(
            child.get("message", "") for case in cases for child in case if child.tag == "skipped"
        ),
        seconds=monotonic() - started,
        code=code,
    )


def say(*lines: str) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
