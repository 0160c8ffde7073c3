"""One person's browser: it opens pages, hears what goes wrong on them, and looks at each in its own way."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, ViewportSize

SCREENS = ((390, 844), (1280, 900))
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
# A4 between its margins.
PAPER = ViewportSize(width=690, height=1000)
LOGIN = "/accounts/login/"
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass(slots=True, kw_only=True)
class Walker(ABC):
    """`role` says who walks, `answer` brought the page; `problems` gathers what is wrong and where."""

    context: BrowserContext
    address: str
    role: str
    problems: list[str] = field(default_factory=list)
    page: Page = field(init=False)
    answer: Response | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.page = self.context.new_page()
        # Functions, because Playwright sets attributes on the owner of a bound method, and slots refuse.
        self.page.on("response", partial(Walker._judge, self))
        self.page.on("console", partial(Walker._listen, self))
        self.page.on("pageerror", lambda error: self.note(f"script error: {error}"))

    def open(self, path: str, *, name: str = "", status: int = 200) -> None:
        """Go to a path and look at it, under its own name unless one is given."""
        self.page.goto(self.address + path)
        if LOGIN in self.page.url and not path.startswith(LOGIN):
            self.note(f"sign-in was asked for at {path}")
        self.take(name or name_of(path), status=status)

    def take(self, name: str, *, status: int = 200, whole: bool = True) -> None:
        """Look at the page as it is, or at what the screen shows of it unless `whole`.

        `status` is what the server should have answered.
        """
        answered = self.answer.status if self.answer else None
        if answered != status:
            self.note(f"answered {answered}, not {status}")
        self._look(name, whole=whole)

    def take_paper(self, name: str) -> None:
        """Look at the page as it is printed, from a dark screen."""
        self.page.set_viewport_size(PAPER)
        self.page.emulate_media(media="print", color_scheme="dark")
        self._look_at_paper(name)
        self.page.emulate_media(media="screen")

    def note(self, problem: str) -> None:
        self.problems.append(f"{self.role} at {self.page.url.removeprefix(self.address)}: {problem}")

    def note_overflow(self) -> None:
        """Note a page that is wider than its screen now is."""
        if (beyond := self.page.evaluate(OVERFLOW)) > 0:
            size = self.page.viewport_size
            self.note(f"is {beyond} px too wide for a screen of {size['width'] if size else '?'} px")

    @abstractmethod
    def _look(self, name: str, *, whole: bool) -> None: ...

    @abstractmethod
    def _look_at_paper(self, name: str) -> None: ...

    def _judge(self, response: Response) -> None:
        """Pages are judged when they are looked at, everything they load here."""
        if response.request.is_navigation_request():
            self.answer = response
        elif response.status >= 400:
            self.note(f"{response.url} answered {response.status}")

    def _listen(self, message: ConsoleMessage) -> None:
        """A refused load is an error line too, but that is `_judge`'s to tell."""
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.note(message.text)


def name_of(path: str) -> str:
    """A name for a path: `/desk/clients/41/` is `desk-clients-n`."""
    parts = ["n" if part.isdigit() else part for part in path.partition("?")[0].split("/") if part]
    return "-".join(parts) or "home"


def someone(browser: Browser) -> BrowserContext:
    """A fresh profile; movement is reduced, so that two looks at a page can be compared."""
    return browser.new_context(reduced_motion="reduce", timezone_id="Europe/Berlin", locale="en-GB")
