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
# Words cut in two by the end of a line; addresses may be, and what only screen readers meet.
_CUT = r"""() => {
    const isFolded = (box) => getComputedStyle(box).overflow !== "visible"
        && Math.min(box.clientWidth, box.clientHeight) < 2;
    const isHidden = (element) => !element.checkVisibility() || isFolded(element)
        || element.parentElement !== null && isHidden(element.parentElement);
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const cut = [], range = new Range();
    while (texts.nextNode()) {
        const text = texts.currentNode;
        if (isHidden(text.parentElement)) continue;
        for (const { 0: written, index } of text.data.matchAll(/\S+/g)) {
            if (/[@\/_]|\.\S/.test(written)) continue;
            for (const { 0: word, index: inside } of written.matchAll(/[\p{L}\p{N}]{2,16}/gu)) {
                range.setStart(text, index + inside);
                range.setEnd(text, index + inside + word.length);
                const lines = [...range.getClientRects()].map(({ top }) => Math.round(top));
                if (new Set(lines).size > 1) cut.push(word);
            }
        }
    }
    return cut;
}"""
# The narrowest phone; also what a desk's screen shows at 400 %.
NARROW = (320, 640)


def violations(page: Page) -> list[str]:
    """What axe finds wrong on the page as it is now: the rule, and where."""
    if page.evaluate("!window.axe"):
        page.evaluate(_AXE)
    found: list[str] = page.evaluate(_RUN)
    return found


def barriers(page: Page) -> list[str]:
    """What axe finds wrong on the page as it is, what is too wide for its screen, and which words it cuts."""
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
        if cut := page.evaluate(_CUT):
            found.append(f"{width}: cuts the words {cut}")
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
