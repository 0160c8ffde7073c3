"""Database sessions whose content is encrypted at rest: a sign-in code waits there to be compared."""

import re
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.serializers import JSONSerializer
from django.utils.encoding import force_str

from hipcoach.privacy.crypto import WrongKey, seal, unseal

_KEY = re.compile(r"[0-9a-z]{8,40}", re.ASCII)


class SessionStore(db.SessionStore):
    def _validate_session_key(self, key: str | None) -> bool:
        """Only what could be a key of ours is looked up: PostgreSQL fails on a cookie that holds a NUL."""
        return key is not None and _KEY.fullmatch(key) is not None

    def encode(self, session_dict: dict[str, Any]) -> str:
        return seal(JSONSerializer().dumps(session_dict))

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """The session's content; an unreadable one counts as empty, which signs the person out."""
        try:
            content: dict[str, Any] = JSONSerializer().loads(unseal(force_str(session_data)))
        except (WrongKey, ValueError):
            return {}
        return content
