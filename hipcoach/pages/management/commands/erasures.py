"""Carry a list of erasures over a restored backup, which would otherwise bring the erased back.

manage.py erasures > erasures.jsonl            from the newest database there is, before the restore
manage.py erasures --replay < erasures.jsonl   into the restored one
"""

import json
import sys
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from hipcoach.pages.erasing import erase_again
from hipcoach.privacy.models import ErasureDone


class Command(BaseCommand):
    help = "List the erasures done, as numbers and instants; or do those again that a backup undid."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--replay", action="store_true", help="read such a list from standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["replay"]:
            self._replay(sys.stdin.read())
            return
        for erasure in ErasureDone.objects.iterator():
            self.stdout.write(json.dumps({"client": erasure.client_ref, "at": erasure.at.isoformat()}))

    def _replay(self, text: str) -> None:
        listed = read_list(text)
        again = sum(erase_again(client_ref=number, at=at, now=timezone.now()) for number, at in listed)
        self.stdout.write(f"{len(listed)} on the list, {again} erased again.")


def read_list(text: str) -> list[tuple[int, datetime]]:
    """(client's number, when) of each line. Raises CommandError."""
    try:
        return [_read(line) for line in text.splitlines() if line.strip()]
    except (ValueError, KeyError, TypeError) as error:
        raise CommandError("This is no list of erasures. Nothing was changed.") from error


def _read(line: str) -> tuple[int, datetime]:
    erasure = json.loads(line)
    at = datetime.fromisoformat(erasure["at"])
    if at.tzinfo is None:
        raise ValueError("An instant without an offset.")
    return int(erasure["client"]), at
