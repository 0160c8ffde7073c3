"""Who saw or changed a client's health data, told to the client: by day and person, in plain words."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from django.core.paginator import Page, Paginator
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hipcoach.privacy.models import AuditEntry

DAYS_ON_A_PAGE = 7
READ, CHANGE = AuditEntry.Act.READ, AuditEntry.Act.CHANGE
# By the act and the first word of the entry's subject.
WORDS: Mapping[tuple[str, str], str | Promise] = MappingProxyType(
    {
        (READ, "list"): gettext_lazy("saw you in a list, with your safety check, last result or plan"),
        (READ, "timeline"): gettext_lazy(
            "looked at your timeline: visits, safety check, results, plans, sessions"
        ),
        (READ, "appointment"): gettext_lazy("opened a visit, with your answers and results"),
        (READ, "assessment"): gettext_lazy("looked at a test"),
        (READ, "plan"): gettext_lazy("looked at your plan and sessions"),
        (READ, "intake"): gettext_lazy("read your intake"),
        (READ, "merge"): gettext_lazy("compared your record with another that may be yours"),
        (READ, "client"): gettext_lazy("looked at your record"),
        (CHANGE, "appointment"): gettext_lazy("changed the note of a visit"),
        (CHANGE, "assessment"): gettext_lazy("recorded a test, or wrote about it"),
        (CHANGE, "plan"): gettext_lazy("gave you a plan, changed it, or ended one"),
        (CHANGE, "screen"): gettext_lazy("recorded a decision about your safety check"),
        (CHANGE, "intake"): gettext_lazy("wrote down answers of your intake"),
        (READ, "results"): gettext_lazy("looked at how your results have changed"),
        (READ, "incident"): gettext_lazy("read what was noted when something went wrong"),
        (CHANGE, "incident"): gettext_lazy("noted that something went wrong, or added to it"),
        (CHANGE, "retest"): gettext_lazy("chose when you might be tested again"),
        (CHANGE, "client"): gettext_lazy("changed something in your record"),
    }
)
OTHERWISE: Mapping[str, str | Promise] = MappingProxyType(
    {
        READ: gettext_lazy("looked at something about your health"),
        CHANGE: gettext_lazy("changed something about your health"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What somebody did that day, and how often."""

    words: str
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One person on one day; `last` is when they last did any of it."""

    day: date
    who: str
    deeds: tuple[Deed, ...]
    last: datetime


def seen_page(
    *, clients: Sequence[int], user: int, tz: ZoneInfo, number: str | None
) -> tuple[Page[date], list[Seen]]:
    """One page of days with what others did, the latest first; as many queries for many as for few."""
    days = AuditEntry.objects.by_others(clients=clients, than=user).days(tz)
    page = Paginator(days, DAYS_ON_A_PAGE).get_page(number)
    return page, _told(AuditEntry.objects.by_others(clients=clients, than=user).by_day(tz, list(page)))


def all_seen(*, clients: Sequence[int], user: int, tz: ZoneInfo) -> list[Seen]:
    """All of it, for the copy of one's data."""
    return _told(AuditEntry.objects.by_others(clients=clients, than=user).by_day(tz))


def _told(rows: Iterable[dict[str, Any]]) -> list[Seen]:
    found: dict[tuple[date, int | None], list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault((row["day"], row["actor"]), []).append(row)
    seen = [_seen(some) for some in found.values()]
    return sorted(seen, key=lambda each: each.last, reverse=True)


def _seen(rows: Sequence[dict[str, Any]]) -> Seen:
    deeds: Counter[str] = Counter()
    for row in rows:
        deeds[_in_words(row["act"], row["subject"])] += row["times"]
    first = rows[0]
    return Seen(
        day=first["day"],
        who=first["actor__trainer__name"] or first["actor__name"] or _("Somebody who was not signed in"),
        deeds=tuple(Deed(words=words, times=times) for words, times in sorted(deeds.items())),
        last=max(row["last"] for row in rows),
    )


def _in_words(act: str, subject: str) -> str:
    return str(WORDS.get((act, subject.partition(" ")[0])) or OTHERWISE[act])
