"""Text that strangers typed, before it goes into headers, calendar files and titles."""

from unicodedata import category


def one_line(text: str) -> str:
    """The text with single spaces and no control characters, so that it cannot break or end a line."""
    return " ".join("".join(" " if category(each) == "Cc" else each for each in text).split())
