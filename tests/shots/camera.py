"""One person's browser: it opens pages, photographs each four times, and hears what goes wrong on them."""

from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Literal

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Response

SCREENS = ((390, 844), (1280, 900))
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
LOGIN = "/accounts/login/"
HEIGHT = "() => document.documentElement.scrollHeight"
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass(slots=True, kw_only=True)
class Camera:
    """`role` begins the names of its pictures, such as `trainer-desk-390-dark.png`."""

    context: BrowserContext
    address: str
    folder: Path
    role: str
    problems: list[str] = field(default_factory=list)
    page: Page = field(init=False)
    _status: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self.page = self.context.new_page()
        # Functions, because Playwright sets attributes on the owner of a bound method, and slots refuse.
        self.page.on("response", partial(Camera._judge, self))
        self.page.on("console", partial(Camera._listen, self))
        self.page.on("pageerror", lambda error: self._note(f"script error: {error}"))

    def open(self, path: str, *, name: str = "", status: int = 200) -> None:
        """Go to a path and photograph it, under its own name unless one is given."""
        self.page.goto(self.address + path)
        if LOGIN in self.page.url and not path.startswith(LOGIN):
            self._note(f"sign-in was asked for at {path}")
        self.take(name or name_of(path), status=status)

    def take(self, name: str, *, status: int = 200) -> None:
        """Photograph the page as it is; `status` is what the server should have answered."""
        if self._status != status:
            self._note(f"answered {self._status}, not {status}")
        for width, height in SCREENS:
            self.page.set_viewport_size({"width": width, "height": height})
            # As high as the page, so that a bar at the bottom of the screen hides nothing of it.
            self.page.set_viewport_size({"width": width, "height": max(height, self.page.evaluate(HEIGHT))})
            for scheme in SCHEMES:
                self.page.emulate_media(color_scheme=scheme)
                file = self.folder / f"{self.role}-{name}-{width}-{scheme}.png"
                self.page.screenshot(path=file, full_page=True, animations="disabled")
            if (beyond := self.page.evaluate(OVERFLOW)) > 0:
                self._note(f"is {beyond} px too wide for a screen of {width} px")

    def _judge(self, response: Response) -> None:
        """Pages are judged when they are photographed, everything they load here."""
        if response.request.is_navigation_request():
            self._status = response.status
        elif response.status >= 400:
            self._note(f"{response.url} answered {response.status}")

    def _listen(self, message: ConsoleMessage) -> None:
        """A refused load is an error line too, but that is `_judge`'s to tell."""
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self._note(message.text)

    def _note(self, problem: str) -> None:
        self.problems.append(f"{self.role} at {self.page.url.removeprefix(self.address)}: {problem}")


def name_of(path: str) -> str:
    """A picture's name for a path: `/desk/clients/41/` is `desk-clients-n`."""
    parts = ["n" if part.isdigit() else part for part in path.partition("?")[0].split("/") if part]
    return "-".join(parts) or "home"
