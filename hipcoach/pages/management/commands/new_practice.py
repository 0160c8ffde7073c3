"""Open your own practice from the command line; asks for what is not given."""

import sys
from getpass import getpass
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from assessments.practices import NewTrainer, open_practice
from hipcoach.accounts.models import User
from hipcoach.common.zones import validate_zone


class Command(BaseCommand):
    help = "Open a practice with you as its owner and first trainer."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", help="the practice's name")
        parser.add_argument("--trainer", help="your name")
        parser.add_argument("--email", help="your e-mail address; you sign in with it")
        parser.add_argument("--zone", help="your time zone, e.g. Europe/Berlin")
        parser.add_argument(
            "--password-stdin", action="store_true", help="read the password from standard input"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["name"] or input("Name of the practice: ")
        trainer = options["trainer"] or input("Your name: ")
        email = options["email"] or input("Your e-mail address: ")
        zone = options["zone"] or input("Your time zone (e.g. Europe/Berlin): ")
        owner = NewTrainer(
            name=trainer.strip(),
            email=email.strip().lower(),
            password=_ask_password(from_stdin=options["password_stdin"]),
            zone=zone.strip(),
        )
        _check(name, owner)
        made = open_practice(name=name.strip(), owner=owner)
        self.stdout.write(f"Done. Your page: {settings.SITE_URL}{made.get_absolute_url()}")
        self.stdout.write(f"Sign in at {settings.SITE_URL}/accounts/login/ with {owner.email}.")


def _ask_password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    password = getpass("A password: ")
    if password != getpass("The same again: "):
        raise CommandError("The two passwords differ. Nothing was changed.")
    return password


def _check(name: str, owner: NewTrainer) -> None:
    """Raise CommandError with every problem, before anything is made."""
    problems = [] if name.strip() and owner.name else ["Give the practice's name and yours."]
    for check, value in (
        (validate_email, owner.email),
        (validate_zone, owner.zone),
        (validate_password, owner.password),
    ):
        try:
            check(value)
        except ValidationError as error:
            problems += error.messages
    if User.objects.with_email(owner.email):
        problems.append("This e-mail address is already in use.")
    if problems:
        raise CommandError(" ".join(problems))
