"""Load the starting library."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from programs import library


class Command(BaseCommand):
    help = "Load the starting library of exercises and templates. Loading it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = library.load(now=timezone.now())
        counts = f"{len(loaded.added)} added, {len(loaded.changed)} changed, {loaded.retired} retired"
        self.stdout.write(f"Library: {counts}.")
