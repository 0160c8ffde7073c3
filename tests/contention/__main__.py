"""`make contention`: many want the same hours of the real server at once, on each engine there is.

A race: 64 visitors send the form of one hour at the same moment, round after round. Then chaos: 16 visitors
book, move, cancel and keep overlapping hours at random. It fails on two visits for one hour, on an answer
that is neither a booking nor a clear refusal, and on a round that takes longer than a second.
"""

import json
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Barrier
from time import monotonic
from typing import Any

from tests import services
from tests.contention.visitor import Visitor
from tests.processes import database_of_its_own, free_port, manage, migrate, production_env, serve
from tests.run import say

RIVALS, LONGEST_ROUND = 64, 1.0
CROWD, CHAOS_SECONDS = 16, 30.0
ROUNDS = {"PostgreSQL": 200, "SQLite": 50}
OFFERS = ("/t/first/movement-assessment/", "/t/second/movement-assessment/", "/t/any/movement-assessment/")
BOOKED, REFUSED, INVALID = 302, 409, 422


@dataclass(slots=True, kw_only=True)
class Report:
    engine: str
    rounds: list[float] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    late: int = 0
    chaos: Counter[str] = field(default_factory=Counter)
    verdict: dict[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        ordered = sorted(self.rounds)
        return "\n".join(
            [
                f"{self.engine}: {len(ordered)} rounds of {RIVALS} for one hour, one booked in each; "
                f"median {ordered[len(ordered) // 2]:.2f} s, longest {ordered[-1]:.2f} s; "
                f"{self.late} who came late were refused",
                f"  {CROWD} at random: "
                + ", ".join(f"{what} {count}" for what, count in sorted(self.chaos.items())),
                f"  in the database: {self.verdict}",
                *(f"  PROBLEM {problem}" for problem in self.problems[:20]),
            ]
        )


def main(share: float) -> int:
    """`share` of the rounds and seconds, for a first look."""
    with tempfile.TemporaryDirectory() as folder:
        reports = [contend("SQLite", Path(folder), f"sqlite:///{folder}/contention.sqlite3", share)]
        if services.postgres_answers():
            with database_of_its_own() as url:
                reports.append(contend("PostgreSQL", Path(folder), url, share))
    say(*map(str, reports))
    return 1 if any(report.problems for report in reports) else 0


def contend(engine: str, folder: Path, url: str, share: float) -> Report:
    port, var = free_port(), folder / engine
    env = production_env(var, port=port, database_url=url)
    env |= {"BEHIND_PROXY": "true", "WEB_CONCURRENCY": "2" if engine == "PostgreSQL" else "1"}
    migrate(env)
    manage(env, "collectstatic", "--no-input", "--verbosity", "0")
    hours = ask(env, "build")
    report = Report(engine=engine)
    with serve(env, port):
        race(report, port, hours[: int(ROUNDS[engine] * share)])
        chaos(report, port, ask(env, "quarters"), seconds=CHAOS_SECONDS * share)
    report.verdict = ask(env, "verdict")
    if report.verdict["overlaps"]:
        report.problems.append("Two live visits of one trainer overlap.")
    return report


def ask(env: Mapping[str, str], what: str) -> Any:
    code = f"from tests.contention import world; world.{what}()"
    return json.loads(manage(env, "shell", "--verbosity", "0", "-c", code))


def race(report: Report, port: int, hours: list[str]) -> None:
    """Every rival waits at the gate, then sends; the gate's last thread takes the time."""
    began: list[float] = []
    gate = Barrier(RIVALS, action=lambda: began.append(monotonic()))
    done = Barrier(RIVALS, action=lambda: report.rounds.append(monotonic() - began[-1]))

    def run(number: int) -> list[int]:
        visitor = Visitor(port=port, number=number)
        visitor.open_form(f"{OFFERS[0]}book/?start={hours[-1]}")
        answers = []
        for hour in hours:
            gate.wait()
            answers.append(visitor.book(OFFERS[0], hour)[0])
            done.wait()
        return answers

    with ThreadPoolExecutor(RIVALS) as pool:
        runs = list(pool.map(run, range(RIVALS)))
    for number, answers in enumerate(zip(*runs, strict=True)):
        if Counter(answers) != {BOOKED: 1, REFUSED: RIVALS - 1}:
            report.problems.append(f"Round {number} ended in {Counter(answers)}.")
    if max(report.rounds) > LONGEST_ROUND:
        report.problems.append(f"A round took {max(report.rounds):.2f} s.")
    late = Visitor(port=port, number=RIVALS + 1)
    late.open_form(f"{OFFERS[1]}book/?start={hours[-1]}")
    statuses = [late.book(OFFERS[0], hour)[0] for hour in hours]
    report.late = statuses.count(REFUSED)
    if report.late != len(hours):
        report.problems.append(f"Who came late was answered {Counter(statuses)}.")


def chaos(report: Report, port: int, starts: list[str], *, seconds: float) -> None:
    ends = monotonic() + seconds

    def run(number: int) -> Counter[str]:
        chance = random.Random(number)
        visitor = Visitor(port=port, number=1_000 + number)
        visitor.open_form(f"{OFFERS[1]}book/?start={starts[0]}")
        links: list[str] = []
        seen: Counter[str] = Counter()
        while monotonic() < ends:
            act = chance.choice(("book", "book", "any", "move", "cancel", "hold"))
            start = chance.choice(starts)
            if act in ("book", "any"):
                status, link = visitor.book(OFFERS[2] if act == "any" else chance.choice(OFFERS[:2]), start)
                links += [link] if status == BOOKED else []
            elif act == "hold":
                status, _link = visitor.post(f"{chance.choice(OFFERS)}hold/", start=start)
            elif not links:
                continue
            elif act == "move":
                status, _link = visitor.post(f"{chance.choice(links)}reschedule/", start=start)
            else:
                status, _link = visitor.post(f"{links.pop(chance.randrange(len(links)))}cancel/")
            seen[f"{act} {status}"] += 1
        return seen

    with ThreadPoolExecutor(CROWD) as pool:
        for seen in pool.map(run, range(CROWD)):
            report.chaos += seen
    unclear = {what for what in report.chaos if int(what.split()[1]) not in (BOOKED, 303, REFUSED)}
    if unclear:
        report.problems.append(f"Answers that say neither yes nor no: {sorted(unclear)}.")


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if sys.argv[1:] else 1))
