"""The palette keeps what it promises: AAA for text, AA for the outline of a control, by day and by night."""

import re
from collections.abc import Iterator

import pytest

from tests.processes import ROOT

TOKENS = (ROOT / "static" / "css" / "tokens.css").read_text("utf-8")
# WCAG 2.2: enhanced contrast for text (1.4.6), contrast of what is no text (1.4.11).
TEXT, OUTLINE = 7.0, 3.0
# What is read on what, and how well at least.
PAIRS = [
    *((ink, ground, TEXT) for ink in ("ink", "ink-soft") for ground in ("paper", "surface")),
    *((f"{tone}-ink", f"{tone}-bg", TEXT) for tone in ("ok", "warn", "stop", "info", "quiet")),
    ("tint-ink", "tint", TEXT),
    ("on-brand", "brand", TEXT),
    ("on-danger", "danger", TEXT),
    ("on-field", "field", TEXT),
    ("on-field-soft", "field", TEXT),
    ("on-chalk", "chalk", TEXT),
    ("edge", "surface", OUTLINE),
]


def palette(text: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", text))


_DARK = TOKENS.index("@media (prefers-color-scheme: dark)")
_BOTH = TOKENS.index("/* The same by day and by night")
LIGHT = palette(TOKENS[:_DARK] + TOKENS[_BOTH:])
PALETTES = {"light": LIGHT, "dark": LIGHT | palette(TOKENS[_DARK:_BOTH])}


@pytest.mark.parametrize("scheme", PALETTES)
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_what_is_read_stands_out(scheme: str, ink: str, ground: str, least: float) -> None:
    colours = PALETTES[scheme]
    assert contrast(colours[ink], colours[ground]) >= least


def test_contrast_is_reckoned_as_wcag_says() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#fff") == pytest.approx(4.478, abs=0.001)


def contrast(one: str, other: str) -> float:
    """WCAG's ratio, from 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = _linear(colour.removeprefix("#"))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(digits: str) -> Iterator[float]:
    whole = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
    for start in (0, 2, 4):
        share = int(whole[start : start + 2], 16) / 255
        yield share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
