"""Bring a backup back, or try it out."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone

from hipcoach.operating import backups, restoring
from hipcoach.operating.sealing import Damaged, WrongBackupKey
from hipcoach.operating.versions import NewerThanCode
from hipcoach.pages.management.commands.erasures import read_list

UNCHANGED = "Nothing was changed."


class Command(BaseCommand):
    help = (
        "Bring a backup back, all of it or nothing, and compare. Stop the site first. What was erased since "
        "is erased again, as told by the database that is replaced, or by a list (manage.py erasures)."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--check", action="store_true", help="only try it out; change nothing")
        parser.add_argument("--replace", action="store_true", help="what is in the database now may go")
        parser.add_argument("--erasures", type=Path, help="a list that manage.py erasures has written")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.BACKUP_KEYS:
            raise CommandError("Set BACKUP_KEYS to the key that the backup was written with.")
        try:
            erasures = read_list(options["erasures"].read_text("utf-8")) if options["erasures"] else []
            with backups.opened(options["path"]) as backup:
                if options["check"]:
                    self._say(backup, backups.try_out(backup, settings.VAR / "tmp"), "can be brought back")
                    return
                done = restoring.restore(
                    backup, replaces=options["replace"], erasures=erasures, now=timezone.now()
                )
                self._say(backup, done.sums, "brought back and compared")
        except Exception as error:
            if told := _told(error):
                raise CommandError(f"{told} {UNCHANGED}") from error
            raise
        self.stdout.write(
            f"{done.erased} erased again. {done.held_back} mails that were due are held back, in the ledger."
        )

    def _say(self, backup: backups.Opened, sums: dict[str, Any], what: str) -> None:
        rows = sum(each.count for each in sums.values())
        made = f"{backup.made_at:%Y-%m-%d %H:%M:%S}Z"
        self.stdout.write(f"The backup of {made}: {rows} rows of {len(sums)} tables, {what}.")


def _told(error: Exception) -> str:
    """What went wrong in words, "" for what nobody foresaw."""
    words: list[tuple[type[Exception], str]] = [
        (WrongBackupKey, "This backup was written with another key than those in BACKUP_KEYS."),
        (
            backups.WrongFieldKeys,
            "The health data in it is sealed with keys that are not in FIELD_KEYS; put those back first.",
        ),
        (NewerThanCode, "This backup is of a newer version of HipCoach. Upgrade this one first."),
        (
            restoring.OlderNeedsEmpty,
            "The tables here are not those of the backup. Bring it back into an empty database: "
            "its tables are made, and brought up to this version.",
        ),
        (restoring.HoldsPeople, "There are people in this database. With --replace they may go."),
        (backups.NotTheSame, f"Not all of it came back ({error})."),
        (Damaged, "This is no backup, or it is damaged."),
        (DatabaseError, f"The database refused it ({type(error).__name__})."),
        (OSError, f"It can't be read: {getattr(error, 'strerror', '')}."),
    ]
    return next((told for kind, told in words if isinstance(error, kind)), "")
