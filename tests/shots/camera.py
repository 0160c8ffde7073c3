"""A walker that photographs each page four times: on a phone and on a desk, by day and by night."""

from dataclasses import dataclass
from pathlib import Path

from tests.tours.walker import SCHEMES, SCREENS, Walker

HEIGHT = "() => document.documentElement.scrollHeight"


@dataclass(slots=True, kw_only=True)
class Camera(Walker):
    """`role` begins the names of its pictures, such as `trainer-desk-390-dark.png`."""

    folder: Path

    def _look(self, name: str, *, whole: bool) -> None:
        for width, height in SCREENS:
            self.page.set_viewport_size({"width": width, "height": height})
            # As high as the page, so that a bar at the bottom of the screen hides nothing of it.
            if whole:
                higher = max(height, self.page.evaluate(HEIGHT))
                self.page.set_viewport_size({"width": width, "height": higher})
            for scheme in SCHEMES:
                self.page.emulate_media(color_scheme=scheme)
                file = self.folder / f"{self.role}-{name}-{width}-{scheme}.png"
                self.page.screenshot(path=file, full_page=whole, animations="disabled", caret="initial")
            self.note_overflow()

    def _look_at_paper(self, name: str) -> None:
        self.page.screenshot(path=self.folder / f"{self.role}-{name}-paper.png", full_page=True)
