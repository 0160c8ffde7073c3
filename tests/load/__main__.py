"""`make load`: the grown form under load, and while its parts are killed one after the other.

`SHARE=0.1 make load` takes a tenth of the time, for a first look. The exit code is 1 on an answer of the 5xx
kind, or none, under mere load; on two visits for one hour; and on a booking that somebody was told of and
that isn't there once, with its mails. A mail may come twice where a worker was killed in mid-send.
"""

import json
import os
import platform
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles
from time import sleep, time

from tests import services
from tests.bench.figures import Size, span
from tests.faults.servers import OwnPostgres, OwnRedis, own_postgres, own_redis
from tests.faults.sink import NotingSink, noting_sink
from tests.faults.stage import Stage
from tests.load.crowd import AWAY, NO_ANSWER, Answer, Orders, Story
from tests.load.form import PROCESSES_EACH, SERVERS, WORKERS, Form, crowd
from tests.processes import wait_until
from tests.run import say

SIZE = Size(trainers=25, bookings=10_000)
PEOPLE = 16
FLOOR_SECONDS, WARM_SECONDS, MEASURED_SECONDS = 10.0, 30.0, 120.0
# After each fault, until the part comes back; and from then on, until the next one.
AWAY_SECONDS, CALM_SECONDS = 5.0, 15.0
# What one worker has in flight: its two threads, and the one that sweeps by itself.
IN_FLIGHT = 3
LATER, DRAINED_WITHIN = timedelta(minutes=10), 900.0
WORLD = "from tests.load import world; world"


def main(share: float) -> int:
    if not services.own_servers_start():
        say("make load needs PostgreSQL and Redis (Debian: postgresql, redis-server).")
        return 1
    busy = os.getloadavg()[0]
    with ExitStack() as ends:
        folder = Path(ends.enter_context(tempfile.TemporaryDirectory()))
        sink = ends.enter_context(noting_sink())
        postgres = ends.enter_context(own_postgres(is_durable=True))
        broker = ends.enter_context(own_redis())
        stage = Stage(folder=folder, database_url=postgres.url(), broker_url=broker.url, mail_port=sink.port)
        form = Form(stage, ends)
        form.start(SIZE)
        say(
            f"{SERVERS} web servers of {PROCESSES_EACH} processes, {WORKERS} workers with beats, PostgreSQL, "
            f"Redis; {SIZE} (trainers / bookings); {PEOPLE} people without a pause",
            f"Python {platform.python_version()}, {os.cpu_count()} cores, load before: {busy:.1f}",
        )
        run = Run(form=form, folder=folder, share=share)
        under_load(run)
        under_faults(run, postgres, broker)
        what_is_there(run, sink)
    say(*[f"PROBLEM {problem}" for problem in run.problems[:20]] or ["No problem."])
    return int(bool(run.problems))


@dataclass(slots=True, kw_only=True)
class Run:
    """`share` of the seconds; `told` of a booking were so many, by address."""

    form: Form
    folder: Path
    share: float
    told: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)


def orders(form: Form) -> Orders:
    today = datetime.now(UTC).date()
    return Orders(
        ports=form.ports,
        trainers=[f"trainer-{number + 1}" for number in range(SIZE.trainers)],
        days=[f"{today + timedelta(days=day)}" for day in range(2, 55)],
        spans=[span(today + timedelta(days=later), days=28) for later in (0, 7, 14, 21)],
        people=PEOPLE,
    )


# -- load ------------------------------------------------------------------------------------------
def under_load(run: Run) -> None:
    with crowd(replace(orders(run.form), only_floor=True), run.folder) as people:
        sleep(FLOOR_SECONDS * run.share)
        floor = people.story()
    with crowd(orders(run.form), run.folder) as people:
        sleep(WARM_SECONDS * run.share)
        since = time()
        sleep(MEASURED_SECONDS * run.share)
        until = time()
        story = people.story()
    run.told.update(story.told)
    measured = [each for each in story.answers if since <= each[2] < until]
    say(*table(floor, measured, seconds=until - since))
    wrong = Counter(status for _name, status, *_ in measured if status >= 500 or status == NO_ANSWER)
    if wrong:
        run.problems.append(f"Under mere load: {dict(wrong)} (status: how often).")


def table(floor: Story, measured: Iterable[Answer], *, seconds: float) -> Iterator[str]:
    times = defaultdict(list)
    statuses: dict[str, Counter[int]] = defaultdict(Counter)
    for name, status, _since, took in measured:
        for row in (name, "everything"):
            times[row].append(took)
            statuses[row][status] += 1
    bare = [took for *_rest, took in floor.answers]
    rate = len(bare) / (max(since + took for _, _, since, took in floor.answers) - floor.answers[0][2])
    yield f"{'':<36}{'req/s':>8}{'p50 ms':>8}{'p95 ms':>8}{'p99 ms':>8}  answers"
    yield line("constant JSON, no middleware", rate, bare, Counter({200: len(bare)}))
    for name in sorted(times, key=lambda each: (each == "everything", -len(times[each]))):
        yield line(name, len(times[name]) / seconds, times[name], statuses[name])


def line(name: str, rate: float, times: list[float], statuses: Mapping[int, int]) -> str:
    cuts = quantiles(times, n=100) if len(times) > 1 else times * 99
    shown = "".join(f"{1000 * cuts[each - 1]:>8.1f}" for each in (50, 95, 99))
    answers = ", ".join(f"{status}: {count}" for status, count in sorted(statuses.items()))
    return f"{name:<36}{rate:>8.0f}{shown}  {answers}"


# -- faults ----------------------------------------------------------------------------------------
def under_faults(run: Run, postgres: OwnPostgres, broker: OwnRedis) -> None:
    form = run.form
    faults: list[tuple[str, Callable[[], None], Callable[[], None]]] = [
        ("a web server", lambda: form.kill_web(0), lambda: form.start_web(0)),
        ("a worker", lambda: form.kill_worker(0), lambda: form.start_worker(0)),
        ("Redis", broker.stop, broker.start),
        ("PostgreSQL", postgres.kill, postgres.start),
    ]
    killed: list[tuple[str, float]] = []
    with crowd(orders(form), run.folder) as people:
        sleep(CALM_SECONDS * run.share)
        for name, stop, start in faults:
            killed.append((name, time()))
            stop()
            sleep(AWAY_SECONDS)
            start()
            sleep(CALM_SECONDS * max(run.share, 0.5))
        story = people.story()
    run.told.update(story.told)
    say(*told_of_faults(story, killed))
    ours = Counter(status for _name, status, *_ in story.answers if status >= 500 and status != AWAY)
    if ours:
        run.problems.append(f"While parts were killed: {dict(ours)} (status: how often).")


def told_of_faults(story: Story, killed: list[tuple[str, float]]) -> Iterator[str]:
    ends = [since for _name, since in killed[1:]] + [time()]
    yield f"{'killed (kill -9), away for 5 s':<36}{'answers':>8}{'none':>8}{'503':>8}{'last bad':>10}"
    for (name, since), until in zip(killed, ends, strict=True):
        during = [each for each in story.answers if since <= each[2] + each[3] < until]
        bad = [each for each in during if each[1] in (AWAY, NO_ANSWER)]
        none = sum(each[1] == NO_ANSWER for each in bad)
        last = max((each[2] + each[3] - since for each in bad), default=0.0)
        yield f"{name:<36}{len(during):>8}{none:>8}{len(bad) - none:>8}{last:>8.1f} s"
    longest = max(story.waits, default=0.0)
    yield f"{len(story.waits)} had to ask again; the longest of them for {longest:.1f} s."


# -- what is there ---------------------------------------------------------------------------------
def what_is_there(run: Run, sink: NotingSink) -> None:
    """Once every mail is out, also what the killed worker held: its leases are over for a worker of later."""
    stage = run.form.stage
    with stage.worker(clock=datetime.now(UTC) + LATER):
        wait_until(lambda: stage.do(f"{WORLD}.mails_to_come()") == "0", DRAINED_WITHIN)
    found = json.loads(stage.do(f"{WORLD}.verdict()", stdin=json.dumps(sorted(run.told))))
    came = sink.ids()
    doubles = sum(count - 1 for count in came.values())
    say(
        f"{len(run.told):,} were told that they had booked, {found['untold']} had and never heard of it; "
        f"{found['overlaps']} visits overlap; {len(found['sent']):,} mails were sent, {doubles} came twice"
    )
    run.problems += found["problems"]
    if found["overlaps"]:
        run.problems.append(f"{found['overlaps']} visits of one trainer overlap.")
    if missing := set(found["sent"]) - came.keys():
        run.problems.append(f"{len(missing)} mails are called sent and never came.")
    if doubles > IN_FLIGHT * WORKERS:
        run.problems.append(f"{doubles} mails came twice.")


if __name__ == "__main__":
    sys.exit(main(float(os.environ.get("SHARE", "1"))))
