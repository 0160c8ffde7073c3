"""A file that is encrypted piece by piece, of any size, and shows at once when a bit of it is not as it was.

    magic line, one line of JSON (made_at, salt, check), then pieces: length (4 bytes), ciphertext

Each file has a key of its own, derived from the backup key and its salt. A piece's nonce is its number and
whether it is the last one, so that none can be left out, doubled, moved, or cut off at the end.
"""

import io
import json
from base64 import b64decode, b64encode, urlsafe_b64decode
from collections.abc import Sequence
from hmac import compare_digest
from os import urandom
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = b"HIPCOACH BACKUP 1\n"
PIECE = 256 * 1024
LONGEST_HEADER = 4096
TAG = 16


class Damaged(Exception):
    """Not a backup, or not as it was written."""


class WrongBackupKey(Exception):
    """Written with a key that is not in BACKUP_KEYS."""


class SealedWriter(io.RawIOBase):
    """Closing it writes the last piece; the file below stays open."""

    def __init__(self, below: IO[bytes], *, key: str, header: dict[str, Any]) -> None:
        self._below, self._number, self._waiting = below, 0, bytearray()
        salt = urandom(32)
        secret, check = _derive(key, salt)
        line = json.dumps(header | {"salt": b64encode(salt).decode(), "check": b64encode(check).decode()})
        self._box, self._header = AESGCM(secret), line.encode()
        below.write(MAGIC + self._header + b"\n")

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        self._waiting += content
        while len(self._waiting) > PIECE:
            self._put(bytes(self._waiting[:PIECE]), is_last=False)
            del self._waiting[:PIECE]
        return len(content)

    def close(self) -> None:
        if not self.closed:
            self._put(bytes(self._waiting), is_last=True)
            super().close()

    def _put(self, piece: bytes, *, is_last: bool) -> None:
        sealed = self._box.encrypt(_nonce(self._number, is_last=is_last), piece, self._header)
        self._below.write(len(sealed).to_bytes(4, "big") + sealed)
        self._number += 1


class SealedReader(io.RawIOBase):
    """Raises Damaged or WrongBackupKey; what it gives was written just so."""

    def __init__(self, below: IO[bytes], *, keys: Sequence[str]) -> None:
        self._below, self._number, self._waiting, self._is_over = below, 0, b"", False
        if below.read(len(MAGIC)) != MAGIC:
            raise Damaged
        self._header = below.readline(LONGEST_HEADER).rstrip(b"\n")
        try:
            self.header: dict[str, Any] = json.loads(self._header)
            salt, check = b64decode(self.header["salt"]), b64decode(self.header["check"])
        except (ValueError, KeyError, TypeError) as error:
            raise Damaged from error
        derived = [_derive(key, salt) for key in keys]
        secret = next((secret for secret, expected in derived if compare_digest(expected, check)), None)
        if secret is None:
            raise WrongBackupKey
        self._box = AESGCM(secret)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._waiting and not self._is_over:
            self._next()
        part = self._waiting[: len(buffer)]
        buffer[: len(part)] = part
        self._waiting = self._waiting[len(part) :]
        return len(part)

    def _next(self) -> None:
        size = int.from_bytes(self._below.read(4), "big")
        sealed = self._below.read(size) if TAG <= size <= PIECE + TAG else b""
        if len(sealed) != size or not sealed:
            raise Damaged
        for is_last in (False, True):
            try:
                nonce = _nonce(self._number, is_last=is_last)
                self._waiting = self._box.decrypt(nonce, sealed, self._header)
            except InvalidTag:
                continue
            self._number, self._is_over = self._number + 1, is_last
            if is_last and self._below.read(1):
                raise Damaged
            return
        raise Damaged


def _derive(key: str, salt: bytes) -> tuple[bytes, bytes]:
    """(the file's key, what tells whether it is the right one)."""
    derived = HKDF(SHA256(), 64, salt, b"hipcoach backup").derive(urlsafe_b64decode(key))
    return derived[:32], derived[32:]


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])
