"""System checks that look at the database itself: `manage.py check --database default`."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from hipcoach.common.overlap import NoOverlap


def overlaps_are_refused(*, databases: Iterable[str] | None, **kwargs: Any) -> list[CheckMessage]:
    """An error for each no-overlap rule that a fully migrated database does not enforce."""
    return [
        Error(
            f"The database {alias!r} does not enforce {rule.name}: double booking is possible.",
            hint="Remove the constraint and add it again in a migration.",
            obj=model,
            id="hipcoach.E001",
        )
        for alias in databases or ()
        if _is_migrated(connections[alias])
        for model, rule in _rules()
        if not rule.is_enforced(model, connections[alias])
    ]


def _rules() -> Iterator[tuple[type[models.Model], NoOverlap]]:
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if isinstance(constraint, NoOverlap):
                yield model, constraint


def _is_migrated(connection: BaseDatabaseWrapper) -> bool:
    """While migrations wait, the rule may be in one of them; `migrate` itself runs these checks first."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())
