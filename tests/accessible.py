"""axe over one page as people see it: on a phone and on a desk, by day and by night. No rule is switched off.

Any test that has a page open can ask: `assert barriers(page) == []`.
"""

from dataclasses import dataclass

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.tours.walker import OVERFLOW, SCHEMES, SCREENS, Walker

# Everything of WCAG 2.2 up to AA, and what axe calls good practice.
_AXE = Axe()
# The narrowest phone; also what a desk's screen shows at 400 %.
NARROW = (320, 640)


def barriers(page: Page) -> list[str]:
    """What axe finds wrong on the page that is open, and what is wider than its screen; empty is good."""
    found: list[str] = []
    for width, height in SCREENS:
        page.set_viewport_size({"width": width, "height": height})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            results = _AXE.run(page)
            found += [
                f"{width} {scheme}: {each['id']} at {[node['target'] for node in each['nodes']]}"
                for each in results.response["violations"]
            ]
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
