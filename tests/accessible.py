"""axe over one page as people see it: on a phone and on a desk, by day and by night. No rule is switched off.

Any test that has a page open can ask: `assert not barriers(page)`, or `violations(page)` as the page now is.
"""

from dataclasses import dataclass

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.tours.walker import OVERFLOW, SCHEMES, SCREENS, Walker

# Everything of WCAG 2.2 up to AA, and what axe calls good practice. Each page is given it once, and what went
# well stays there: both take longer than the rules do.
_AXE = Axe().axe_script
_RUN = """() => axe.run(document, {resultTypes: ["violations"]}).then(({violations}) => violations.map(
    ({id, nodes}) => `${id} at ${JSON.stringify(nodes.map(({target}) => target))}`
))"""
# The narrowest phone; also what a desk's screen shows at 400 %.
NARROW = (320, 640)


def violations(page: Page) -> list[str]:
    """What axe finds wrong on the page as it is now: the rule, and where."""
    if page.evaluate("!window.axe"):
        page.evaluate(_AXE)
    found: list[str] = page.evaluate(_RUN)
    return found


def barriers(page: Page) -> list[str]:
    """What axe finds wrong on the page that is open, and what is wider than its screen; empty is good."""
    found: list[str] = []
    for width, height in SCREENS:
        page.set_viewport_size({"width": width, "height": height})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            found += [f"{width} {scheme}: {each}" for each in violations(page)]
    for width, height in (NARROW, *SCREENS):
        page.set_viewport_size({"width": width, "height": height})
        if page.evaluate(OVERFLOW) > 0:
            found.append(f"{width}: wider than the screen")
    return found


@dataclass(slots=True, kw_only=True)
class Inspector(Walker):
    """A walker that notes every barrier; `looked` counts the pages."""

    looked: int = 0

    def _look(self, name: str, *, whole: bool) -> None:
        self.looked += 1
        for barrier in barriers(self.page):
            self.note(f"({name}) {barrier}")

    def _look_at_paper(self, name: str) -> None:
        self.note_overflow()
