"""`python -m tests.shots.mails`: photograph each mail as a phone shows it, and keep its text beside it.

The letters are one of each kind and some hard cases, see letters.py; the pictures land in var/shots/. The
exit code is 1 when a letter is wider than the phone or asks for a file.
"""

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TypedDict

from playwright.sync_api import Browser

from tests import services
from tests.processes import manage, run_env
from tests.run import say
from tests.shots.__main__ import SHOTS, browser
from tests.tours.walker import OVERFLOW, SCHEMES

PHONE = {"width": 390, "height": 844}
LETTERS = "from tests.shots import letters; letters.main()"


class Mail(TypedDict):
    subject: str
    text: str
    html: str


def main() -> int:
    if not services.browser_path():
        say(f"The mails' pictures {services.SERVICES['browser'].reason}.")
        return 1
    SHOTS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, browser() as chromium:
        env = run_env(Path(data))
        manage(env, "prepare")
        mails: dict[str, Mail] = json.loads(manage(env, "shell", "-v", "0", "-c", LETTERS))
        problems = [problem for name, mail in mails.items() for problem in photograph(chromium, name, mail)]
    say(*problems, f"{len(mails)} mails in {SHOTS}, {len(problems)} problems.")
    return 1 if problems else 0


def photograph(chromium: Browser, name: str, mail: Mail) -> Iterator[str]:
    """Yield what is wrong with it."""
    (SHOTS / f"mail-{name}.txt").write_text(f"Subject: {mail['subject']}\n\n{mail['text']}", "utf-8")
    asked: list[str] = []
    page = chromium.new_page(viewport=PHONE)
    page.on("request", lambda request: asked.append(request.url))
    page.set_content(mail["html"])
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        page.screenshot(path=SHOTS / f"mail-{name}-390-{scheme}.png", full_page=True)
    if (beyond := page.evaluate(OVERFLOW)) > 0:
        yield f"{name} is {beyond} px too wide for a phone"
    yield from (f"{name} asks for {address}" for address in asked)
    page.close()


if __name__ == "__main__":
    sys.exit(main())
