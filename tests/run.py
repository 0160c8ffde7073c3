"""`make test`: every test on SQLite, then those that touch the database on PostgreSQL.

What the machine lacks is left out and named at the end; with CI=true it counts as failed.

A busy machine can keep a browser waiting longer than any test should wait. So the browser tests that failed
run once more, one after another; those that pass then are named at the end. No other test gets a second try.
"""

import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic
from xml.etree import ElementTree

from tests import moulds, services

# Two for each core: races, workers and the browser spend much of their time waiting.
WORKERS = str(2 * (os.cpu_count() or 1))


# More failures than these are no accident.
FEW = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Tests are named as pytest names them; `again` passed at the second try only; `code` is pytest's own."""

    engine: str
    passed: frozenset[str]
    failed: frozenset[str]
    again: frozenset[str] = frozenset()
    skipped: Counter[str]
    seconds: float
    code: int

    def __str__(self) -> str:
        return (
            f"{self.engine:<11}{len(self.passed):>6} passed {len(self.failed):>4} failed "
            f"{self.skipped.total():>4} left out   {self.seconds:4.0f} s"
        )


def main(arguments: Sequence[str]) -> int:
    others = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    missing = [service for service in services.SERVICES.values() if not service.answers()]
    with tempfile.TemporaryDirectory() as folder:
        others[moulds.FOLDER] = folder
        outcomes = [run("SQLite", "not postgres", arguments, environment=others)]
        if services.postgres_answers():
            on_postgres = others | {"DATABASE_URL": services.POSTGRES_URL}
            marked = "(database or postgres) and not sqlite"
            outcomes.append(run("PostgreSQL", marked, arguments, environment=on_postgres))
    say("", *map(str, outcomes))
    say(*(f"Passed at the second try only: {test}" for outcome in outcomes for test in sorted(outcome.again)))
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
    first = attempt(engine, ["-n", WORKERS, "-m", marked, *arguments], environment=environment)
    if not 0 < len(first.failed) <= FEW:
        return first
    say("", f"{engine}: what failed in a browser, once more")
    second = attempt(engine, ["-m", f"browser and {marked}", *first.failed], environment=environment)
    failed = first.failed - second.passed
    return replace(
        first,
        passed=first.passed | second.passed,
        failed=failed,
        again=second.passed,
        seconds=first.seconds + second.seconds,
        code=first.code if failed else 0,
    )


def attempt(engine: str, arguments: Sequence[str], *, environment: dict[str, str]) -> Outcome:
    started = monotonic()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}", *arguments]
        code = subprocess.run(command, env=environment, check=False).returncode
        cases = list(ElementTree.parse(report).iter("testcase")) if report.exists() else []
    failed = frozenset(_name(case) for case in cases if _tags(case) & {"failure", "error"})
    return Outcome(
        engine=engine,
        passed=frozenset(_name(case) for case in cases if "skipped" not in _tags(case)) - failed,
        failed=failed,
        skipped=Counter(
            child.get("message", "") for case in cases for child in case if child.tag == "skipped"
        ),
        seconds=monotonic() - started,
        code=code,
    )


def _tags(case: ElementTree.Element) -> set[str]:
    return {child.tag for child in case}


def _name(case: ElementTree.Element) -> str:
    return f"{case.get('classname', '').replace('.', '/')}.py::{case.get('name')}"


def say(*lines: str) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
