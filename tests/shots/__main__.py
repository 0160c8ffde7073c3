"""`make shots`: photograph every page in four ways, into var/shots/.

The exit code is 1 when a page answers what it shouldn't, loads what isn't there, writes an error to the
console (a refused style or script is one), or is wider than its screen.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from hipcoach.pages.demo import SIGN_INS
from tests import services
from tests.processes import ROOT, free_port, manage, production_env, run_env, serve, worker
from tests.run import say
from tests.shots import walks
from tests.shots.camera import Camera

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
        """A fresh profile; movement is reduced, so that the pictures of two runs can be compared."""
        context = self.chromium.new_context(
            reduced_motion="reduce", timezone_id="Europe/Berlin", locale="en-GB"
        )
        camera = Camera(context=context, address=address, folder=SHOTS, role=role)
        self.cameras.append(camera)
        return camera


def main() -> int:
    if not services.browser_path():
        say(f"make shots {services.SERVICES['browser'].reason}.")
        return 1
    SHOTS.mkdir(parents=True, exist_ok=True)
    for old in SHOTS.glob("*.png"):
        old.unlink()
    with tempfile.TemporaryDirectory() as data, browser() as chromium:
        studio = Studio(chromium=chromium)
        people(studio, Path(data))
        production(studio, Path(data))
    problems = [problem for camera in studio.cameras for problem in camera.problems]
    say(*problems, f"{len(list(SHOTS.glob('*.png')))} pictures in {SHOTS}, {len(problems)} problems.")
    return 1 if problems else 0


def people(studio: Studio, var: Path) -> None:
    """The demo practice as `make run` shows it: a visitor, the first trainer, and the clients."""
    port = free_port()
    env = run_env(var, PORT=str(port))
    mail = var / "mail"
    manage(env, "prepare")
    with serve(env, port) as address, worker(env):
        camera = studio.camera("visitor", address)
        visit = walks.visitor(camera)
        walks.newcomer(studio.camera("newcomer", address), visit=visit, mail=mail)
        camera.open("/mailbox/")
        trainer = next(person for person in SIGN_INS if person.role == "trainer")
        camera = studio.camera("trainer", address)
        walks.sign_in(camera, email=trainer.email, password=trainer.how)
        walks.everywhere(camera, start="/desk/")
        for client in (person for person in SIGN_INS if person.role == "client"):
            camera = studio.camera(f"client-{client.email.partition('@')[0]}", address)
            walks.sign_in_by_code(camera, email=client.email, mail=mail)
            walks.everywhere(camera, start="/me/")


def production(studio: Studio, var: Path) -> None:
    """The same data under production's settings."""
    port = free_port()
    env = production_env(var, port=port, database_url=f"sqlite:///{var / 'hipcoach.sqlite3'}")
    manage(env, "collectstatic", "--no-input", "--verbosity", "0")
    with serve(env, port) as address:
        walks.errors(studio.camera("error", address))


@contextmanager
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=services.browser_path(), args=SWITCHES)
        yield chromium
        chromium.close()


if __name__ == "__main__":
    sys.exit(main())
