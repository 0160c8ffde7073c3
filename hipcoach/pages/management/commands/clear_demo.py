"""Remove the demo practice."""

from typing import Any

from django.core.management.base import BaseCommand

from hipcoach.pages.demo.clearing import clear


class Command(BaseCommand):
    help = "Remove the demo practice with its people and mails. Other practices stay as they are."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write("The demo is gone." if clear() else "There is no demo to remove.")
