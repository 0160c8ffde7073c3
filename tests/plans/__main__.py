"""`make plans`: how the database answers each page and job, with little data and with a million visits.

It fails where a page or job has a whole grown table read, unless that is allowed below with its reason.
docs/plans.md tells how to read the table.
"""

import json
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from tests import services
from tests.bench_mail.__main__ import sink
from tests.plans.sizes import GROWN, LARGE, SMALL, Size
from tests.processes import database_of_its_own, free_port, manage, migrate, production_env
from tests.run import say

# So much one step of a plan may read while somebody waits.
AT_ONCE = 10_000
WAITING = frozenset({"visitor", "client", "trainer"})

# What may read whole tables all the same, which ones, and why.
ALLOWED: Mapping[str, tuple[frozenset[str], str]] = {
    "job: promise_nudges": (
        frozenset({"assessments_client", "assessments_consent", "programs_plan"}),
        "once an hour, about everybody with a plan that runs: a sixth of all, so one pass is less",
    ),
    "job: promise_retests": (
        frozenset({"assessments_client"}),
        "once an hour; one in a hundred is due these days, and so many look-ups cost what a pass does",
    ),
    "job: carry_out_policy": (
        frozenset({"assessments_appointment", "assessments_client"}),
        "once a night, in batches, one pass over each",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A page or job with little data and with much; `scans` are tables that it reads from end to end."""

    name: str
    when: str
    few: Mapping[str, Any]
    many: Mapping[str, Any]
    scans: Mapping[str, str]

    @property
    def refused(self) -> dict[str, str]:
        """Tables read so, with the statement, that nobody has allowed."""
        allowed, _why = ALLOWED.get(self.name, (frozenset(), ""))
        return {table: sql for table, sql in self.scans.items() if table not in allowed}

    @property
    def problems(self) -> list[str]:
        found = [f"{self.name} reads all of {table}: {sql}" for table, sql in self.refused.items()]
        if self.when in WAITING and self.many["most"] > AT_ONCE:
            found.append(f"{self.name} reads {self.many['most']:,} rows at once: {self.many['most_sql']}")
        return found

    def __str__(self) -> str:
        scans = ", ".join(table + "!" * (table in self.refused) for table in sorted(self.scans))
        return (
            f"{self.name:<34}{self.when:<9}{self.many['statements']:>8}{self.few['ms']:>10.1f}"
            f"{self.many['ms']:>10.1f}{self.many['most']:>11,}  {scans}"
        )


def main(share: float) -> int:
    """`share` of the larger data, for a first look."""
    if not services.postgres_answers():
        say(f"It {services.SERVICES['postgres'].reason}.")
        return 1
    began, large = perf_counter(), LARGE.shrunk(share)
    rows = list(compare(look(SMALL), look(large)))
    problems = [f"PROBLEM {problem}" for row in rows for problem in row.problems]
    say(f"small: {SMALL}", f"large: {large}", HEAD, *map(str, rows))
    say(*(f"allowed: {name}: {why}" for name, (_tables, why) in ALLOWED.items()))
    say(*problems, f"{os.cpu_count()} cores; it took {perf_counter() - began:.0f} s")
    return int(bool(problems))


HEAD = f"{'':<34}{'':<9}{'queries':>8}{'ms small':>10}{'ms large':>10}{'most read':>11}  whole tables"


def look(size: Size) -> dict[str, Any]:
    """Fill a database of its own, and explain everything there."""
    with tempfile.TemporaryDirectory() as folder, database_of_its_own() as url, sink() as port:
        env = production_env(Path(folder), port=free_port(), database_url=url)
        env |= {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(port), "EMAIL_SECURITY": "none"}
        env |= {"DEMAND_SECOND_FACTOR": "false"}  # Whom it signs in has none.
        migrate(env)
        manage(env, "collectstatic", "--noinput", "--verbosity", "0")
        code = f"from tests.plans import inside; inside.main({size.trainers}, {size.clients}, {size.visits})"
        answer: dict[str, Any] = json.loads(manage(env, "shell", "--verbosity", "0", "-c", code))
        return answer


def compare(small: Mapping[str, Any], large: Mapping[str, Any]) -> Iterator[Row]:
    for few, many in zip(small["found"], large["found"], strict=True):
        grown = {
            scan["table"]: scan["sql"]
            for scan in many["scans"]
            if large["sizes"].get(scan["table"], 0) > GROWN
        }
        yield Row(name=many["name"], when=many["when"], few=few, many=many, scans=grown)


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 1))
