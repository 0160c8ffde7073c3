"""A Django shell that stays open beside a site: to start one takes longer than what most tests ask of it.

with console(env) as ask:
    assert ask("print(Client.objects.count())") == "0"
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, redirect_stdout
from io import StringIO
from subprocess import PIPE
from traceback import format_exc
from typing import Any

from django.core.management.commands.shell import Command
from django.db import connections

from tests.processes import ROOT, stop

# A script, in which every model is at hand -> what it printed. A script that fails fails the test.
Ask = Callable[[str], str]
COMMAND = ["manage.py", "shell", "--verbosity", "0", "--command", "from tests.console import run; run()"]


@contextmanager
def console(env: Mapping[str, str]) -> Iterator[Ask]:
    """It starts at the first question."""
    with ExitStack() as ends:
        started: list[Any] = []

        def ask(script: str) -> str:
            if not started:
                command = [sys.executable, *COMMAND]
                process = subprocess.Popen(command, env=env, cwd=ROOT, stdin=PIPE, stdout=PIPE, text=True)
                ends.enter_context(process)
                ends.callback(stop, process)
                started.append(process)
            print(json.dumps(script), file=started[0].stdin, flush=True)
            printed, failure = json.loads(started[0].stdout.readline() or '["", "The console has ended."]')
            assert not failure, failure
            return str(printed).strip()

        yield ask


def run() -> None:
    """The console's own process: a script a line, answered by a line."""
    answers = sys.stdout
    for line in sys.stdin:
        printed, failure = StringIO(), ""
        try:
            with redirect_stdout(printed):
                exec(json.loads(line), Command().get_namespace(verbosity=0))
        except Exception:
            failure = format_exc()
        connections.close_all()
        print(json.dumps([printed.getvalue(), failure]), file=answers, flush=True)
