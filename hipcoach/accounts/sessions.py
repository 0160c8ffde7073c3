"""Database sessions whose content is encrypted at rest: a sign-in code waits there to be compared.

Each row says whose it is, so that people see where they are signed in, and can sign out elsewhere.
"""

import re
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.serializers import JSONSerializer
from django.utils.encoding import force_str

from hipcoach.accounts.models import DeviceSession
from hipcoach.privacy.crypto import WrongKey, seal, unseal

_KEY = re.compile(r"[0-9a-z]{8,40}", re.ASCII)
# Some browsers bring closed windows back, cookies and all.
LASTS_WITHOUT_TRUST = timedelta(hours=12)
# The session's key for who lent this device to somebody: {"by": user id, "mark": of their password}. They are
# signed out on it, and end what they lent like any other of their devices.
LENT = "lent"


class SessionStore(db.SessionStore):
    @classmethod
    def get_model_class(cls) -> type[DeviceSession]:
        return DeviceSession

    def create_model_instance(self, data: dict[str, Any]) -> DeviceSession:
        return DeviceSession(
            session_key=str(self.session_key),
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(),
            user_id=_whose(data),
        )

    def get_session_cookie_age(self) -> int:
        """A session that ends with the browser ends half a day after its last change, too."""
        ends_with_browser = self.get("_session_expiry") == 0
        return int(LASTS_WITHOUT_TRUST.total_seconds()) if ends_with_browser else settings.SESSION_COOKIE_AGE

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


def _whose(data: dict[str, Any]) -> int | None:
    if SESSION_KEY in data:
        return int(data[SESSION_KEY])
    return int(data[LENT]["by"]) if LENT in data else None
