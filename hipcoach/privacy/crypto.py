"""Encryption at rest with rotating keys (settings.FIELD_KEYS, the newest first)."""

from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class WrongKey(Exception):
    """The stored value was written with a key that is not in FIELD_KEYS, or was tampered with."""


@lru_cache(maxsize=8)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def seal(content: bytes) -> str:
    """Encrypt; the same content gives another text each time."""
    return _box(tuple(settings.FIELD_KEYS)).encrypt(content).decode("ascii")


def is_newest(sealed: str) -> bool:
    """Whether the newest key alone reads it."""
    try:
        _box(tuple(settings.FIELD_KEYS[:1])).decrypt(sealed.encode("ascii"))
    except (InvalidToken, UnicodeEncodeError):
        return False
    return True


def reseal(sealed: str) -> str:
    """The same content under the newest key; it keeps the time at which it was first sealed."""
    try:
        return _box(tuple(settings.FIELD_KEYS)).rotate(sealed.encode("ascii")).decode("ascii")
    except (InvalidToken, UnicodeEncodeError) as error:
        raise WrongKey("A stored value can't be read with the keys in FIELD_KEYS.") from error


def unseal(sealed: str) -> bytes:
    """Decrypt, or raise WrongKey."""
    try:
        return _box(tuple(settings.FIELD_KEYS)).decrypt(sealed.encode("ascii"))
    except (InvalidToken, UnicodeEncodeError) as error:
        raise WrongKey("A stored value can't be read with the keys in FIELD_KEYS.") from error
