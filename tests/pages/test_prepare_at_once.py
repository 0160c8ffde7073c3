"""Two starts at the same moment on an empty folder: one makes the database, the other finds it made."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.processes import free_port, manage, run_env


def test_two_first_starts_at_once_both_succeed(tmp_path: Path) -> None:
    env = run_env(tmp_path, DEBUG="true", PORT=str(free_port()))
    with ThreadPoolExecutor(2) as people:
        said = list(people.map(lambda _number: manage(env, "prepare"), range(2)))
    assert all("Stop with Ctrl-C." in each for each in said)
