"""A database that does not answer: the probe says so at once, and which part it is."""

import json
from pathlib import Path

from tests.processes import free_port, manage, production_env

ASK = """
import json
from pathlib import Path
from django.test import Client
answer = Client(headers={"host": "localhost"}).get("/readyz")
print(json.dumps([answer.status_code, answer.headers.get("Retry-After"), answer.json()]))
"""


def test_a_database_that_is_away_takes_the_process_out_of_service(tmp_path: Path) -> None:
    url = f"postgres://nobody@127.0.0.1:{free_port()}/nothing"
    env = production_env(tmp_path, port=free_port(), database_url=url)
    status, again, told = json.loads(manage(env, "shell", "--verbosity", "0", "-c", ASK))
    assert (status, again, told["status"], told["database"]) == (503, "10", "unavailable", "away")
    assert "nobody" not in json.dumps(told)
