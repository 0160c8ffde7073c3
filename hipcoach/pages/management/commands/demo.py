"""Make the demo practice."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from hipcoach.pages.demo import SIGN_INS
from hipcoach.pages.demo.story import NoDemo, make


class Command(BaseCommand):
    help = "Make a practice full of invented people, to look around in. Only with DEBUG=true."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            make(now=timezone.now())
        except NoDemo as reason:
            raise CommandError(str(reason)) from reason
        if options["verbosity"]:
            self.stdout.write("The demo is ready. Sign in as")
            for each in SIGN_INS:
                self.stdout.write(f"  {each.role:<9}{each.email:<28}{each.how}")
