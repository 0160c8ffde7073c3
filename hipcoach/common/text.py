"""Text that strangers typed, made safe for headers, calendar files, titles and tables; and random text."""

import secrets
from unicodedata import category


def new_nonce() -> str:
    """16 random characters that make a keyed hash one of a kind, and revocable."""
    return secrets.token_hex(8)


def one_line(text: str) -> str:
    """The text with single spaces and no control characters, so that it cannot break or end a line."""
    if not text.isprintable():  # No control character is.
        text = "".join(" " if category(each) == "Cc" else each for each in text)
    return " ".join(text.split())


def as_cell(text: str) -> str:
    """The text as a cell of a table file, which spreadsheet programs must not take for a formula."""
    line = one_line(text)
    return f"'{line}" if line[:1] in ("=", "+", "-", "@", "'") else line
