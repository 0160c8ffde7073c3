"""Read a calendar file in a process of its own, with a limit on its time and memory.

A stranger's file can make any reader work for ever, and a thread can't be stopped. The process holds no
secret of ours: it gets the file and the window, and nothing of our environment.
"""

import asyncio
import json
import os
import resource
import sys
from asyncio.subprocess import DEVNULL, PIPE, create_subprocess_exec
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from assessments.busy_reading import Fault, Reading, Unreadable, Window, read

_HOME = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What one reading may cost; waiting for a processor counts only towards the clock."""

    cpu_seconds: int = 20
    clock_seconds: int = 60
    memory_bytes: int = 1024**3


LIMITS = Bounds()


def read_apart(content: bytes, window: Window, *, bounds: Bounds = LIMITS) -> Reading:
    """As busy_reading.read; raises Unreadable (too much) where that does not end within the bounds."""
    asked = json.dumps(asdict(window) | asdict(bounds) | {"zone": window.zone.key})
    command = [sys.executable, "-E", "-s", "-m", "assessments.busy_apart", asked]
    output = asyncio.run(_answer(command, content, seconds=bounds.clock_seconds))
    if output is None:
        raise Unreadable(Fault.TOO_MUCH)
    answer = json.loads(output)
    if fault := answer.get("fault"):
        raise Unreadable(Fault(fault))
    return Reading(busy=tuple((start, end) for start, end in answer["busy"]), unreadable=answer["unreadable"])


async def _answer(command: list[str], content: bytes, *, seconds: int) -> bytes | None:
    """What the process writes; None where it fails, or is ended for taking longer."""
    process = await create_subprocess_exec(
        *command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, cwd=_HOME, env={}
    )
    try:
        output, _nothing = await asyncio.wait_for(process.communicate(content), seconds)
    except TimeoutError:
        process.kill()
        await process.wait()
        return None
    return output if process.returncode == 0 else None


def main(asked: str) -> None:
    """Read the file on standard input; answer as JSON on standard output."""
    terms = json.loads(asked)
    os.nice(5)
    resource.setrlimit(resource.RLIMIT_CPU, (terms["cpu_seconds"], terms["cpu_seconds"]))
    with suppress(ValueError):  # macOS knows no such limit.
        resource.setrlimit(resource.RLIMIT_AS, (terms["memory_bytes"], terms["memory_bytes"]))
    window = Window(
        since=terms["since"],
        until=terms["until"],
        zone=ZoneInfo(terms["zone"]),
        own_host=terms["own_host"],
    )
    try:
        reading = read(sys.stdin.buffer.read(), window)
    except Unreadable as error:
        json.dump({"fault": error.fault}, sys.stdout)
    else:
        json.dump({"busy": reading.busy, "unreadable": reading.unreadable}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
