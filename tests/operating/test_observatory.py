"""The headers of production, scored by the published rules of Mozilla's Observatory (developer.mozilla.org,
Observatory, "Tests & scoring"): 100 to begin with, A+ from 100 on."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.processes import free_port, manage, run_env
from tests.production import ENVIRONMENT

ASK = """
import json
from django.conf import settings
from django.test import Client

# What is scored are headers; to press all static files takes a minute.
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
browser = Client(headers={"host": "hipcoach.example", "x-forwarded-proto": "https"})
told, parts = {}, ("secure", "httponly", "samesite", "domain", "path")
for path in ("/", "/accounts/login/", "/trainers/"):
    answer = browser.get(path)
    told[path] = {
        "status": answer.status_code,
        "headers": {name.lower(): value for name, value in answer.headers.items()},
        "cookies": {
            name: {part: cookie[part] or False for part in parts} for name, cookie in answer.cookies.items()
        },
        "body": answer.content.decode(),
    }
plain = Client(headers={"host": "hipcoach.example", "x-forwarded-proto": "http"}).get("/")
told["plain"] = {"status": plain.status_code, "to": plain.headers.get("Location")}
text = browser.get("/.well-known/security.txt")
told["security.txt"] = {"status": text.status_code, "body": text.content.decode()}
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    var: Path = tmp_path_factory.mktemp("observatory")
    here = {
        "DATABASE_URL": f"sqlite:///{var / 'hipcoach.sqlite3'}",
        "BROKER_URL": "filesystem://",
        "SECURITY_CONTACT": "mailto:security@hipcoach.example",
    }
    env = run_env(var, **(ENVIRONMENT | here | {"PORT": str(free_port())}))
    manage(env, "migrate", "--verbosity", "0")
    found: dict[str, Any] = json.loads(manage(env, "shell", "--verbosity", "0", "-c", ASK))
    return found


def directives(policy: str) -> dict[str, list[str]]:
    return {name: sources for name, *sources in (part.split() for part in policy.split(";") if part.strip())}


def score(page: dict[str, Any], plain: dict[str, Any]) -> int:
    """Only what can apply to us: no site may read across origins, and no script comes from elsewhere."""
    headers, policy = page["headers"], directives(page["headers"].get("content-security-policy", ""))
    sources = {source for each in policy.values() for source in each}
    points = 100
    if not policy:
        points -= 25
    elif sources & {"'unsafe-inline'", "'unsafe-eval'", "http:", "https:", "*"}:
        points -= 20
    else:
        points += 10 if policy["default-src"] == ["'none'"] else 5
    for cookie in page["cookies"].values():
        points -= 0 if cookie["secure"] and cookie["httponly"] else 40
    if page["cookies"] and all(cookie["samesite"] for cookie in page["cookies"].values()):
        points += 5
    points -= 0 if plain["status"] == 301 and plain["to"].startswith("https://hipcoach.example") else 20
    points += 5 if headers.get("referrer-policy") in {"no-referrer", "same-origin", "strict-origin"} else 0
    points -= 50 if re.search(r'<script[^>]+src="(https?:)?//', page["body"]) else 0
    hsts = re.search(r"max-age=(\d+)", headers.get("strict-transport-security", ""))
    points -= 0 if hsts and int(hsts[1]) >= 15_768_000 else 20
    points -= 0 if headers.get("x-content-type-options") == "nosniff" else 5
    points += 5 if policy.get("frame-ancestors") == ["'none'"] else -20
    points += 10 if headers.get("cross-origin-resource-policy") == "same-origin" else 0
    points -= 50 if "access-control-allow-origin" in headers else 0
    return points


@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/trainers/"])
def test_every_page_is_worth_an_a_plus(told: dict[str, Any], path: str) -> None:
    assert told[path]["status"] == 200
    assert score(told[path], told["plain"]) >= 130


def test_pages_are_alone_in_their_window_and_may_use_no_device(told: dict[str, Any]) -> None:
    headers = told["/"]["headers"]
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert "geolocation=()" in headers["permissions-policy"]


def test_cookies_are_of_this_host_alone(told: dict[str, Any]) -> None:
    cookies = told["/accounts/login/"]["cookies"]
    assert set(cookies) == {"__Host-csrftoken"}
    assert [(each["path"], each["domain"], each["secure"]) for each in cookies.values()] == [
        ("/", False, True)
    ]


def test_whoever_finds_a_hole_learns_whom_to_tell(told: dict[str, Any]) -> None:
    assert told["security.txt"]["status"] == 200
    lines = dict(line.split(": ", 1) for line in told["security.txt"]["body"].splitlines())
    assert lines["Contact"] == "mailto:security@hipcoach.example"
    assert lines["Canonical"] == "https://hipcoach.example/.well-known/security.txt"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", lines["Expires"])
