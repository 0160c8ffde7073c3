"""Which migrations a database or a backup has seen, and the tables as they were then."""

from collections.abc import Collection
from dataclasses import dataclass

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from hipcoach.operating.tables import Table, tables_of

Migration = tuple[str, str]


class NewerThanCode(Exception):
    """It has seen migrations that this code does not know."""


@dataclass(frozen=True, slots=True)
class Version:
    """`seen`: of the apps that this code has; those of one that was taken out say nothing any more."""

    seen: frozenset[Migration]

    @property
    def is_of_this_code(self) -> bool:
        return self == this_code()


def this_code() -> Version:
    executor = MigrationExecutor(None)
    return Version(frozenset(_nodes(executor)))


def version_of(connection: BaseDatabaseWrapper) -> Version:
    return version_from(MigrationExecutor(connection).loader.applied_migrations)


def version_from(seen: Collection[Migration]) -> Version:
    ours = {app for app, _name in _nodes(MigrationExecutor(None))}
    return Version(frozenset(each for each in seen if each[0] in ours))


def tables_at(version: Version) -> list[Table]:
    """The tables as this version has them. Raises NewerThanCode."""
    if version.is_of_this_code:
        return tables_of(apps)
    executor = MigrationExecutor(None)
    if version.seen - _nodes(executor):
        raise NewerThanCode
    return tables_of(executor.loader.project_state(_leaves(version, executor)).apps)


def migrate_to(version: Version, connection: BaseDatabaseWrapper) -> None:
    """Make the tables of this version in an empty database."""
    executor = MigrationExecutor(connection)
    executor.migrate(_leaves(version, executor))


def _nodes(executor: MigrationExecutor) -> set[Migration]:
    return set(executor.loader.graph.nodes)


def _leaves(version: Version, executor: MigrationExecutor) -> list[Migration]:
    children = {
        node: {child.key for child in executor.loader.graph.node_map[node].children} for node in version.seen
    }
    return sorted(
        node
        for node in version.seen
        if not {each for each in children[node] if each[0] == node[0]} & version.seen
    )
