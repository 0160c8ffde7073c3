"""`make migrations`: squawk reads the SQL of every migration since the base line in pyproject.toml.

It fails on what would hold up a live site, or break the code that still runs while a new version is brought
out; docs/operations.md tells how to write such a change. Needs no database.
"""

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import django
from django.apps import apps
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from hipcoach.environment import BASE_DIR
from tests.production import ENVIRONMENT
from tests.safe_migrations.unplugged import POSTGRESQL, sql_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """base_line: the last migration of each app that isn't read. accepted: reasons, by migration and rule."""

    base_line: list[str]
    left_out: list[str]
    accepted: dict[str, dict[str, str]] = field(default_factory=dict)


def main() -> int:
    os.environ.update(ENVIRONMENT)
    django.setup()
    told = tomllib.loads((BASE_DIR / "pyproject.toml").read_text("utf-8"))
    rules = Rules(**told["tool"]["safe-migrations"])
    problems = []
    for name, sql in written_since(rules.base_line):
        accepted = rules.accepted.get(name, {})
        found = look_at(sql, rules)
        problems += [f"{name}: {rule}. {why}" for rule, why in found.items() if rule not in accepted]
        problems += [f"{name}: {rule} is accepted, but not found." for rule in accepted if rule not in found]
    sys.stdout.writelines(f"{problem}\n" for problem in problems)
    return 1 if problems else 0


def written_since(base_line: list[str]) -> Iterator[tuple[str, str]]:
    """(name, SQL) of every later migration of ours."""
    loader = MigrationLoader(None)
    earlier = {key for name in base_line for key in loader.graph.forwards_plan(key_of(name))}
    state = ProjectState(real_apps=loader.unmigrated_apps)
    in_order = [key for leaf in loader.graph.leaf_nodes() for key in loader.graph.forwards_plan(leaf)]
    for key in dict.fromkeys(in_order):
        migration = loader.graph.nodes[key]
        if key in earlier or not is_ours(key[0]):
            migration.mutate_state(state, preserve=False)
        else:
            yield ".".join(key), sql_of(migration, state)


def look_at(sql: str, rules: Rules) -> dict[str, str]:
    """What squawk says, by rule."""
    squawk = Path(sys.executable).with_name("squawk")
    told = [f"--pg-version={POSTGRESQL}.0", f"--exclude={','.join(rules.left_out)}", "--reporter=json"]
    done = subprocess.run([squawk, *told], input=sql, stdout=subprocess.PIPE, text=True, check=False)
    return {each["rule_name"]: each["message"] for each in json.loads(done.stdout)}


def key_of(name: str) -> tuple[str, str]:
    app, _, migration = name.partition(".")
    return app, migration


def is_ours(app: str) -> bool:
    return "site-packages" not in Path(apps.get_app_config(app).path).parts


if __name__ == "__main__":
    sys.exit(main())
