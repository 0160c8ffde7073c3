"""Write everything that a practice has into one ZIP of readable files."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from assessments.models import Practice
from hipcoach.operating.moving_out import take_out


class Command(BaseCommand):
    help = "Everything of one practice, for another program to read. It is not sealed: keep it safe."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--owner", required=True, help="the address the practice's owner signs in with")

    def handle(self, *args: Any, **options: Any) -> None:
        practice = Practice.objects.filter(owner__email__iexact=options["owner"]).first()
        if practice is None:
            raise CommandError("No practice has an owner who signs in with this address.")
        try:
            many = take_out(practice, options["path"], now=timezone.now())
        except FileExistsError as error:
            raise CommandError(f"{options['path']} is there already, and stays as it is.") from error
        except OSError as error:
            raise CommandError(f"The file can't be written: {error.strerror}.") from error
        self.stdout.write(f"{options['path']}: everything about {many} clients, readable by whoever has it.")
