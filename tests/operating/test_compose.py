"""The grown form: what docker-compose.yml promises of each service, and its very commands run here."""

import json
import re
import shlex
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml

from hipcoach.environment import BASE_DIR, REQUIRED_IN_PRODUCTION, SECRETS
from tests import services
from tests.processes import database_of_its_own, free_port, run_env, stop, wait_until
from tests.production import ENVIRONMENT

COMPOSE: dict[str, Any] = yaml.safe_load((BASE_DIR / "docker-compose.yml").read_text("utf-8"))
DOCKERFILE = (BASE_DIR / "Dockerfile").read_text("utf-8")
OURS = ("web", "worker", "beat", "migrate")
THEIRS = sorted(set(COMPOSE["services"]) - set(OURS))


@pytest.mark.parametrize("name", THEIRS)
def test_images_of_others_are_pinned_to_one_version(name: str) -> None:
    assert re.fullmatch(r"[a-z/]+:v?\d+\.\d+(\.\d+)?(-alpine)?", COMPOSE["services"][name]["image"])


def test_our_image_is_built_on_one_version_and_runs_as_nobody() -> None:
    assert set(re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)) == {"python:3.13.13-slim-bookworm"}
    assert "USER hipcoach" in DOCKERFILE.split("CMD")[0]


@pytest.mark.parametrize("name", OURS)
def test_ours_write_nowhere_and_may_do_nothing_special(name: str) -> None:
    service = COMPOSE["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["stop_grace_period"]


def test_every_variable_that_production_needs_is_given() -> None:
    given = {name.removesuffix("_FILE") for name in COMPOSE["x-app"]["environment"]}
    assert set(REQUIRED_IN_PRODUCTION) <= given


def test_secrets_are_files_and_never_variables() -> None:
    environment = COMPOSE["x-app"]["environment"]
    files = {value for name, value in environment.items() if name.endswith("_FILE")}
    assert files == {f"/run/secrets/{name}" for name in COMPOSE["secrets"]}
    assert not {"SECRET_KEY", "FIELD_KEYS", "BACKUP_KEYS", "DATABASE_PASSWORD", "METRICS_TOKEN"} & set(
        environment
    )
    assert {name.removesuffix("_FILE") for name in environment if name.endswith("_FILE")} <= set(SECRETS)


def test_the_start_waits_for_health() -> None:
    waits = {
        (name, other): how["condition"]
        for name, service in COMPOSE["services"].items()
        for other, how in service.get("depends_on", {}).items()
    }
    assert waits["migrate", "postgres"] == waits["web", "redis"] == waits["proxy", "web"] == "service_healthy"
    assert waits["web", "migrate"] == waits["worker", "migrate"] == "service_completed_successfully"
    for _name, other in waits:
        service = COMPOSE["services"][other]
        assert other == "migrate" or "healthcheck" in service or "HEALTHCHECK" in DOCKERFILE


def test_what_is_kept_has_a_name() -> None:
    used = {
        volume.split(":")[0]
        for service in COMPOSE["services"].values()
        for volume in service.get("volumes", [])
        if not volume.startswith("./")
    }
    assert used == set(COMPOSE["volumes"])


def test_what_is_kept_stays_where_it_is_whatever_the_folder_is_called() -> None:
    """As Compose named it while the file had a name."""
    names = {volume: told["name"] for volume, told in COMPOSE["volumes"].items()}
    assert names == {volume: f"hipcoach_{volume}" for volume in names}


def test_the_proxy_says_when_a_request_came() -> None:
    """See also hipcoach/operating/overload.py, which reads it."""
    proxy = COMPOSE["services"]["proxy"]
    assert "./Caddyfile:/etc/caddy/Caddyfile:ro" in proxy["volumes"]
    assert "SITE_NAME" in proxy["environment"]
    told = (BASE_DIR / "Caddyfile").read_text("utf-8")
    assert re.search(r"^\{\$SITE_NAME\} \{$", told, re.MULTILINE)
    assert re.search(r"^\s+header_up X-Request-Start \{time\.now\.unix_ms\}$", told, re.MULTILINE)


@pytest.fixture
def env(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The compose file's own environment, with this machine's addresses in it and secrets in files."""
    with database_of_its_own() as url:
        secrets = {
            "secret_key": ENVIRONMENT["SECRET_KEY"],
            "field_keys": ENVIRONMENT["FIELD_KEYS"],
            "backup_keys": ENVIRONMENT["FIELD_KEYS"],
            "metrics_token": "a-token",
        }
        (tmp_path / "secrets").mkdir()
        for name in COMPOSE["secrets"]:
            (tmp_path / "secrets" / name).write_text(secrets.get(name, ""))
        told = {
            name: str(value).replace("/run/secrets", str(tmp_path / "secrets"))
            for name, value in COMPOSE["x-app"]["environment"].items()
            if "${" not in str(value)
        }
        yield run_env(
            tmp_path / "run",
            **told
            | {
                "DEBUG": "false",
                "SITE_URL": "https://hipcoach.example",
                "ALLOWED_HOSTS": "hipcoach.example",
                "DATABASE_URL": url,
                "BROKER_URL": f"{services.REDIS_URL}/9",
                "EMAIL_HOST": "127.0.0.1",
                "DEFAULT_FROM_EMAIL": "HipCoach <hello@hipcoach.example>",
            },
        )


@contextmanager
def running(command: list[str], env: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, env=env, cwd=BASE_DIR)
    try:
        yield process
    finally:
        assert stop(process) == 0, "It ends in order when asked to."


@pytest.mark.postgres
@pytest.mark.redis
def test_the_same_commands_run_here_two_of_each(env: dict[str, str], tmp_path: Path) -> None:
    subprocess.run([*COMPOSE["services"]["migrate"]["command"]], env=env, cwd=BASE_DIR, check=True)
    healthy = shlex.split(COMPOSE["services"]["worker"]["healthcheck"]["test"][1].replace("$$", "$"))
    assert "var/metrics" in " ".join(healthy)
    replicas = [(free_port(), tmp_path / name) for name in ("one", "other")]
    assert not any(answers(port, env) for port, _home in replicas), "Nothing answers yet."
    with ExitStack() as ends:
        for port, home in replicas:
            (home / "tmp").mkdir(parents=True)
            own = env | {"HIPCOACH_VAR": str(home), "TMPDIR": str(home / "tmp")}
            for command in commands_of_a_replica(port, home):
                ends.enter_context(running(command, own))
        for port, home in replicas:
            wait_until(partial(answers, port, env))
            wait_until((home / "metrics" / "swept").exists)
            # The library that keeps it may put an ending behind the name.
            wait_until(lambda home=home: list(home.glob("beat-schedule*")))


def commands_of_a_replica(port: int, home: Path) -> list[list[str]]:
    """Web, worker and beat as they are written, but for the port and for what the container has to itself."""
    (web,) = re.findall(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    beat = list(COMPOSE["services"]["beat"]["command"])
    beat[beat.index("--schedule") + 1] = str(home / "beat-schedule")
    return [
        [each.replace("0.0.0.0:8000", f"127.0.0.1:{port}") for each in json.loads(web)],
        COMPOSE["services"]["worker"]["command"],
        beat,
    ]


def answers(port: int, env: dict[str, str]) -> bool:
    """What the image's own health check says."""
    (probe,) = re.findall(r"CMD (\[.*probe.*\])$", DOCKERFILE, re.MULTILINE)
    ask = [str(port) if each == "8000" else each for each in json.loads(probe)]
    return subprocess.run(ask, env=env, cwd=BASE_DIR, check=False).returncode == 0
