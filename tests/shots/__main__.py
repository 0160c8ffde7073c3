"""`make shots`: photograph every page in four ways, into var/shots/.

The exit code is 1 when a page answers what it shouldn't, loads what isn't there, writes an error to the
console (a refused style or script is one), or is wider than its screen.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, sync_playwright

from tests import services
from tests.processes import ROOT
from tests.run import say
from tests.shots.camera import Camera
from tests.tours import tours
from tests.tours.walker import someone

SHOTS = ROOT / os.environ.get("HIPCOACH_VAR", "var") / "shots"
SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Studio:
    """One browser, and every camera that worked in it."""

    chromium: Browser
    cameras: list[Camera] = field(default_factory=list)

    def camera(self, role: str, address: str) -> Camera:
        camera = Camera(context=someone(self.chromium), address=address, folder=SHOTS, role=role)
        self.cameras.append(camera)
        return camera


def main() -> int:
    if not services.browser_path():
        say(f"make shots {services.SERVICES['browser'].reason}.")
        return 1
    SHOTS.mkdir(parents=True, exist_ok=True)
    for old in SHOTS.glob("*.png"):
        old.unlink()
    with browser() as chromium:
        studio = Studio(chromium=chromium)
        tours.walk_all(studio.camera)
    problems = [problem for camera in studio.cameras for problem in camera.problems]
    say(*problems, f"{len(list(SHOTS.glob('*.png')))} pictures in {SHOTS}, {len(problems)} problems.")
    return 1 if problems else 0


@contextmanager
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=services.browser_path(), args=SWITCHES)
        yield chromium
        chromium.close()


if __name__ == "__main__":
    sys.exit(main())
