"""A web address as a QR code, for the screen and for print. PURE."""

from io import BytesIO

import segno

QUIET = 4  # Modules of white around it, as scanners want.
LARGE = 20  # Pixels a module in print.


def svg(address: str) -> bytes:
    """Black on white, whatever the page around it looks like; scales to any size."""
    return _written(address, "svg", light="white", border=QUIET, omitsize=True)


def png(address: str) -> bytes:
    return _written(address, "png", scale=LARGE, border=QUIET)


def _written(address: str, kind: str, **options: object) -> bytes:
    out = BytesIO()
    segno.make(address, micro=False, error="m").save(out, kind=kind, **options)
    return out.getvalue()
