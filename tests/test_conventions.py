"""House rules that would otherwise be reminders."""

import re
from pathlib import Path

import pytest
from django.test import Client as Browser
from django.urls import reverse

from hipcoach.environment import BASE_DIR
from hipcoach.settings import CONTENT_SECURITY_POLICY

TEMPLATES = BASE_DIR / "templates"
# Mail has no content policy, and no stylesheet to link to.
PAGES = sorted(
    path for path in TEMPLATES.rglob("*.html") if "mail" not in path.relative_to(TEMPLATES).parts[:1]
)
SCRIPTS = sorted((BASE_DIR / "static").rglob("*.js"))
NOT_STRICT = {
    "a style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style", re.IGNORECASE),
    "an event handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a script without a file": re.compile(r"<script(?![^>]*\ssrc=)", re.IGNORECASE),
    "another site's file": re.compile(r"(src|href)=[\"'](https?:)?//", re.IGNORECASE),
    "unescaped text": re.compile(r"\|\s*safe\b|autoescape off"),
}


def name_of(path: Path) -> str:
    return str(path.relative_to(BASE_DIR))


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_page_needs_no_exception_from_the_content_policy(page: Path) -> None:
    text = page.read_text("utf-8")
    assert [what for what, pattern in NOT_STRICT.items() if pattern.search(text)] == []


@pytest.mark.parametrize("script", SCRIPTS, ids=name_of)
def test_a_script_evaluates_no_text(script: Path) -> None:
    text = script.read_text("utf-8")
    assert re.findall(r"\beval\(|new Function|innerHTML|document\.write|setAttribute\(\"style\"", text) == []


def test_the_content_policy_allows_only_ourselves() -> None:
    allowed = {source for sources in CONTENT_SECURITY_POLICY["DIRECTIVES"].values() for source in sources}
    assert allowed == {"'self'", "'none'", "data:"}
    assert [
        name for name, sources in CONTENT_SECURITY_POLICY["DIRECTIVES"].items() if "data:" in sources
    ] == ["img-src"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["home", "trainers", "healthz", "account_login"])
def test_every_answer_carries_the_policies(client: Browser, name: str) -> None:
    headers = client.get(reverse(name)).headers
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
