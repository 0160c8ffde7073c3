"""Draw the sheet of figures anew, after the poses have changed."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from programs import drawings


class Command(BaseCommand):
    help = "Draw every figure into static/img/figures.svg, which pages show them from."

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(settings.BASE_DIR) / "static" / drawings.SHEET
        path.write_text(drawings.sheet(), encoding="utf-8")
        self.stdout.write(f"{len(drawings.movements())} figures drawn.")
