"""Import a trainer's clients or past visits from a CSV file of any length."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from assessments.models import Trainer
from hipcoach.operating.moving_in.clients import import_clients
from hipcoach.operating.moving_in.reports import NO_TABLE, Report
from hipcoach.operating.moving_in.tables import NoTable
from hipcoach.operating.moving_in.visits import import_visits


class Command(BaseCommand):
    help = (
        "Import clients (name, email, phone, time zone) or past visits (email or name, date, time, minutes, "
        "service, status) of one trainer. Who is here already stays as they are; nothing is mailed. Start it "
        "with --trial first; stopped half way, start it again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["clients", "visits"])
        parser.add_argument("path", type=Path)
        parser.add_argument("--trainer", required=True, help="the address the trainer signs in with")
        parser.add_argument("--trial", action="store_true", help="only say what would come of it")
        parser.add_argument("--encoding", default="utf-8", help="e.g. windows-1252")

    def handle(self, *args: Any, **options: Any) -> None:
        trainer = Trainer.objects.working().filter(user__email__iexact=options["trainer"]).first()
        if trainer is None:
            raise CommandError("No trainer signs in with this address.")
        try:
            with options["path"].open(encoding=options["encoding"], newline="") as lines:
                if options["what"] == "clients":
                    report = import_clients(lines, trainer=trainer, is_trial=options["trial"])
                else:
                    now = timezone.now()
                    report = import_visits(lines, trainer=trainer, is_trial=options["trial"], now=now)
        except NoTable as error:
            where = f" (line {error.line})" if error.line else ""
            raise CommandError(f"{NO_TABLE[error.why]}{where}") from error
        except UnicodeDecodeError as error:
            raise CommandError(str(NO_TABLE["encoding"])) from error
        except LookupError as error:
            raise CommandError("There is no encoding of this name.") from error
        except OSError as error:
            raise CommandError(f"The file can't be read: {error.strerror}.") from error
        self._tell(report, is_trial=options["trial"])

    def _tell(self, report: Report, *, is_trial: bool) -> None:
        for line, why in report.told:
            self.stdout.write(f"Line {line}: {why}")
        if report.untold:
            self.stdout.write(f"And {report.untold} more.")
        new = "would be new" if is_trial else "new"
        self.stdout.write(f"{report.new} {new}, {report.known} here already, {report.refused} not taken.")
