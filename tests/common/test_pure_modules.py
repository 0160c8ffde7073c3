"""The rules are pure: no database, no settings, no request; words are all they take from Django."""

import ast
from pathlib import Path

import pytest

from hipcoach.environment import BASE_DIR

APPS = ("assessments", "programs")
RULES = {"availability", "findings", "screening", "questions", "coverage", "matching"}
FROM_DJANGO = {f"django.utils.{name}" for name in ("formats", "functional", "text", "translation")}
FROM_US = {"hipcoach.common"}


def is_pure(path: Path) -> bool:
    return path.stem in RULES or "PURE" in (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "")


def named(path: Path) -> str:
    """The module's name; a package goes by its own."""
    parts = path.relative_to(BASE_DIR).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {
    named(path): path
    for app in APPS
    for pattern in ("*.py", "findings/*.py", "questions/*.py")
    for path in sorted((BASE_DIR / app).glob(pattern))
    if path.parent.name in RULES or is_pure(path)
}


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def within(name: str, packages: set[str]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def is_foreign(name: str) -> bool:
    """Of Django or of us, and neither within what is allowed nor a package on the way to it."""
    allowed = FROM_DJANGO | FROM_US | set(MODULES) | {f"{app}.words" for app in APPS}
    return (
        name.partition(".")[0] in {"django", "hipcoach", *APPS}
        and not within(name, allowed)
        and not any(within(package, {name}) for package in allowed)
    )


def test_the_rules_are_among_them() -> None:
    assert {name.partition(".")[2] for name in MODULES} >= RULES


@pytest.mark.parametrize("module", MODULES)
def test_a_pure_module_takes_only_words_from_django(module: str) -> None:
    assert {name for name in imported(MODULES[module]) if is_foreign(name)} == set()
