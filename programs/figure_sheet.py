"""PURE: all still figures in one file of symbols, which pages show by name and browsers keep.

A page's rules do not reach into another file, but its colours do: they are custom properties, and inherited.
See also static/css/figures.css, which says the same of the figures that stand in the page itself.
"""

import re
from collections.abc import Mapping
from html import escape
from types import MappingProxyType

from programs.figures import Drawing

_LINE = 'fill="none" stroke-width="3"'
LOOKS: Mapping[str, str] = MappingProxyType(
    {
        "fig-skin": 'fill="var(--fig-skin)"',
        "fig-cloth": 'fill="var(--fig-cloth)"',
        "fig-hair": 'fill="var(--fig-hair)"',
        "fig-shoe": 'fill="var(--fig-shoe)"',
        "fig-skin is-far": 'fill="var(--fig-skin-far)"',
        "fig-cloth is-far": 'fill="var(--fig-cloth-far)"',
        "fig-shoe is-far": 'fill="var(--fig-shoe-far)"',
        "fig-iron": 'fill="var(--fig-iron)"',
        "fig-shadow": 'fill="var(--fig-ghost)" stroke="none"',
        "fig-prop": 'fill="var(--fig-prop)" stroke="none"',
        "fig-mat": 'fill="var(--fig-prop)" stroke="none"',
        "fig-floor": 'fill="none" stroke="var(--fig-prop)" stroke-width="1.5"',
        "fig-plate": 'fill="none" stroke="var(--fig-iron)" stroke-width="5"',
        "fig-rod": f'{_LINE} stroke="var(--fig-iron)"',
        "fig-band": f'{_LINE} stroke="var(--fig-accent)"',
        "fig-strap": f'{_LINE} stroke="var(--fig-accent)"',
        "fig-arrow": f'{_LINE} stroke="var(--fig-accent)"',
    }
)
_CLASS = re.compile(r'class="([^"]*)"')


def sheet(drawings: Mapping[str, Drawing]) -> str:
    symbols = "\n".join(_symbol(name, drawing) for name, drawing in sorted(drawings.items()))
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n'


def shown(name: str, *, title: str, address: str) -> str:
    """The symbol `name` of the sheet at `address`, as a square image with a name."""
    return (
        '<svg class="fig is-of-sheet" role="img" viewBox="0 0 100 100" focusable="false">'
        f'<title>{escape(title)}</title><use href="{escape(address)}#{escape(name)}"/></svg>'
    )


def _symbol(name: str, drawing: Drawing) -> str:
    body = f'<path class="fig-floor" d="M-400 0H400"/>{drawing.still}'
    drawn = _CLASS.sub(lambda found: LOOKS[found[1]], body)
    return f'<symbol id="{escape(name)}" viewBox="{drawing.view}">{drawn}</symbol>'
