"""After a new key was put in front of FIELD_KEYS: seal everything with it, so that the old one can go."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hipcoach.privacy.rotation import Count, rotate, sealed_columns


class Command(BaseCommand):
    help = (
        "Encrypt every stored value with the newest key of FIELD_KEYS. The site may run meanwhile, once all "
        "of it has been restarted with the new key. Stop and start this as you like."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        total = Count()
        for column in sealed_columns():
            count = rotate(column)
            self.stdout.write(
                f"{column}: {count.rotated} rotated, {count.newest} under the newest key already"
            )
            total.rotated += count.rotated
            total.newest += count.newest
            total.unreadable += count.unreadable
            total.busy += count.busy
        self.stdout.write(f"Together: {total.rotated} rotated, {total.newest} as they were.")
        if total.unreadable:
            raise CommandError(
                f"{total.unreadable} values can't be read with any key in FIELD_KEYS. Put the key back that "
                "is missing, and start again; keep every old key until then."
            )
        if total.busy:
            raise CommandError(f"{total.busy} values changed again and again. Please start it once more.")
        self.stdout.write(
            "Every value is under the newest key: the older ones can be taken out of FIELD_KEYS."
        )
