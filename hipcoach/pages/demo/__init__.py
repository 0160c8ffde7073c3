"""A practice full of invented people, so that every page can be seen alive. DEBUG only.

Every address ends in the reserved domain hipcoach.example; no name belongs to a real person.
"""

from typing import NamedTuple

KEY_PHRASE = "two-knees-above-hip-level"
BY_CODE = "a code, mailed to the mailbox"


class SignIn(NamedTuple):
    """Whom to sign in as; `how` is the password, or where the code arrives."""

    role: str
    email: str
    how: str


MARA = "mara@hipcoach.example"
JULIAN = "julian@hipcoach.example"

SIGN_INS: tuple[SignIn, ...] = (
    SignIn("trainer", MARA, KEY_PHRASE),
    SignIn("trainer", JULIAN, KEY_PHRASE),
    SignIn("client", "leonie@hipcoach.example", BY_CODE),
    SignIn("client", "tomasz@hipcoach.example", BY_CODE),
    SignIn("client", "marisol@hipcoach.example", BY_CODE),
)
