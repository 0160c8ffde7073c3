"""Run an installed command at a moved time: `python -m tests.at_time <instant> celery --app hipcoach ...`.

The moved clock goes on ticking. `time.monotonic`, by which processes wait, is left as it is.
"""

import sys
from datetime import datetime
from importlib.metadata import entry_points

import time_machine


def main(instant: datetime, program: str, arguments: list[str]) -> object:
    (script,) = entry_points(group="console_scripts", name=program)
    sys.argv = [program, *arguments]
    with time_machine.travel(instant, tick=True):
        return script.load()()


if __name__ == "__main__":
    sys.exit(main(datetime.fromisoformat(sys.argv[1]), sys.argv[2], sys.argv[3:]))
