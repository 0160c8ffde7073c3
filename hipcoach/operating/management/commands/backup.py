"""Write one sealed file with all that the database holds, and try it out."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DEFAULT_DB_ALIAS
from django.utils import timezone

from hipcoach.operating import backups


class Command(BaseCommand):
    help = (
        "Write a backup: everything in the database, of one instant, sealed with the first of BACKUP_KEYS. "
        "The site may run meanwhile. Afterwards it is brought back into a database of its own, and compared."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="the file to write, or the folder to write it in")
        parser.add_argument("--unchecked", action="store_true", help="don't try it out")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.BACKUP_KEYS:
            raise CommandError("Set BACKUP_KEYS first (README.md tells how to make one).")
        now, path = timezone.now(), Path(options["path"])
        if path.is_dir():
            path /= f"hipcoach-{now:%Y-%m-%dT%H%M%SZ}.backup"
        if path.exists():
            raise CommandError(f"{path} is there already, and stays as it is.")
        try:
            sums = backups.write(path, alias=DEFAULT_DB_ALIAS, now=now)
            if not options["unchecked"]:
                with backups.opened(path) as backup:
                    backups.compare(sums, backups.try_out(backup, settings.VAR / "tmp"))
        except OSError as error:
            raise CommandError(f"The backup could not be written: {error.strerror}.") from error
        except backups.NotTheSame as error:
            raise CommandError(f"The backup does not hold what the database does: {error}.") from error
        rows = sum(each.count for each in sums.values())
        checked = "not tried out" if options["unchecked"] else "brought back and compared"
        self.stdout.write(
            f"{path}: {rows} rows of {len(sums)} tables, {path.stat().st_size} bytes, {checked}."
        )
