"""Links that begin a call or a message to a client. PURE.

What they are filled with says who writes and which visit it is about, never anything about health: it leaves
for another app.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """Addresses that a device opens by itself; no WhatsApp for a number without its country."""

    call: str
    sms: str
    whatsapp: str


def ways_to_reach(phone: str, *, words: str) -> Ways | None:
    """None where the number holds too few digits to be one."""
    number = re.sub(r"[^\d+]", "", re.sub(r"\(0\)", "", phone.strip()))
    number = re.sub(r"^00", "+", number)
    if len(number.strip("+")) < 3:
        return None
    text = quote(words, safe="")
    abroad = number.startswith("+")
    return Ways(
        call=f"tel:{number}",
        # Of the two signs each kind of phone reads its own.
        sms=f"sms:{number}?&body={text}",
        whatsapp=f"https://wa.me/{number[1:]}?text={text}" if abroad else "",
    )


def first_words(*, client: str, trainer: str, visit: datetime | None, zone: ZoneInfo) -> str:
    """How a message begins; `visit` is told in the client's `zone`."""
    names = {"client": client.partition(" ")[0], "trainer": trainer}
    if visit is None:
        return _("Hello %(client)s, this is %(trainer)s.") % names
    when = date_format(visit.astimezone(zone), "D j M, H:i")
    return _("Hello %(client)s, this is %(trainer)s, about your visit on %(when)s.") % {**names, "when": when}
