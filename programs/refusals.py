"""When a verb of this app says no."""


class Refused(Exception):
    """The change is not made; `str()` says why, kindly and in the reader's language."""
