"""Copy everything from SQLite into an empty PostgreSQL database, and compare."""

from typing import Any

import dj_database_url
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DEFAULT_DB_ALIAS, DatabaseError, InterfaceError, connection

from hipcoach.operating import moving
from hipcoach.operating.backups import NotTheSame, another_database

TARGET = "target"


class Command(BaseCommand):
    help = (
        "Copy everything from the SQLite database into an empty PostgreSQL one, compare counts and sums, "
        "and go on numbering where it stood. Stop the site first; the SQLite file stays as it is."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address", help="postgres://user:password@host:5432/name")

    def handle(self, *args: Any, **options: Any) -> None:
        if connection.vendor != "sqlite":
            raise CommandError("DATABASE_URL names no SQLite database; there is nothing to move.")
        address = _address(options["address"])
        try:
            with another_database(TARGET, address):
                sums = moving.move(source=DEFAULT_DB_ALIAS, target=TARGET, tell=self.stdout.write)
        except moving.NotUpToDate as error:
            raise CommandError("Run `manage.py migrate` here first.") from error
        except moving.NotEmpty as error:
            raise CommandError("There are tables in that database already. Give an empty one.") from error
        except NotTheSame as error:
            raise CommandError(f"Not all of it arrived ({error}). No row was kept there.") from error
        except (DatabaseError, InterfaceError) as error:
            why = type(error).__name__
            raise CommandError(f"PostgreSQL did not take it ({why}). No row was kept there.") from error
        rows = sum(each.count for each in sums.values())
        self.stdout.write(f"{rows} rows of {len(sums)} tables are there, and the same on both sides.")
        self.stdout.write("Now set DATABASE_URL to the new address, and start the site again.")


def _address(told: str) -> dict[str, Any]:
    try:
        address: dict[str, Any] = dict(dj_database_url.parse(told))
    except (dj_database_url.ParseError, dj_database_url.UnknownSchemeError, ValueError) as error:
        raise CommandError("This is no address of a database: postgres://user:password@host/name.") from error
    if not address["ENGINE"].endswith("postgresql"):
        raise CommandError("This is no address of a PostgreSQL database.")
    return address | {"ENGINE": "hipcoach.common.postgresql"}
