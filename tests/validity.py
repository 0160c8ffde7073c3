"""`make html`: what the W3C's checker says of every page, as the server sent it.

It needs npx, Java and Chromium, and is no part of the tests. The exit code is 1 where a page is not valid.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests import services
from tests.run import say
from tests.shots.__main__ import browser
from tests.tours import tours
from tests.tours.walker import Walker, someone

CHECKER = ["npx", "--yes", "vnu-jar@26", "--format", "json", "--exit-zero-always", "--stdout"]


@dataclass(slots=True, kw_only=True)
class Reader(Walker):
    """A walker that keeps each page's source."""

    folder: Path

    def _look(self, name: str, *, whole: bool) -> None:
        if self.answer:
            (self.folder / f"{self.role}-{name}.html").write_bytes(self.answer.body())

    def _look_at_paper(self, name: str) -> None:
        """The page is the same on paper."""


def main() -> int:
    if not services.browser_path() or not shutil.which("npx") or not shutil.which("java"):
        say("make html needs Chromium, npx and Java (Debian: chromium, npm, default-jre-headless).")
        return 1
    with tempfile.TemporaryDirectory() as folder, browser() as chromium:
        pages = Path(folder)

        def make(role: str, address: str) -> Reader:
            return Reader(context=someone(chromium), address=address, role=role, folder=pages)

        tours.walk_all(make)
        errors = list(_errors(pages))
        say(*errors, f"{len(list(pages.iterdir()))} pages, {len(errors)} errors.")
    return int(bool(errors))


def _errors(pages: Path) -> Iterator[str]:
    done = subprocess.run([*CHECKER, str(pages)], check=True, stdout=subprocess.PIPE, text=True)
    for message in json.loads(done.stdout)["messages"]:
        if message["type"] == "error":
            place = f"{Path(message['url']).stem}, line {message.get('lastLine', '?')}"
            yield f"{place}: {message['message']} {message.get('extract', '').strip()}"


if __name__ == "__main__":
    sys.exit(main())
