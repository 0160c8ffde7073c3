"""Take off the second step of who has lost phone and recovery codes: the practice's owner above all."""

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from hipcoach.accounts.factor_reset import take_off
from hipcoach.accounts.models import User


class Command(BaseCommand):
    help = "Take off somebody's app, passkeys and recovery codes; they set up a new second step at sign-in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the address they sign in with")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.with_email(options["email"].strip())
        if user is None:
            raise CommandError("Nobody signs in with this address.")
        if not take_off(user=user, by=None, now=timezone.now()):
            raise CommandError("They have no second step, so there is nothing to take off.")
        self.stdout.write("Done. They are signed out everywhere, and a mail tells them.")
