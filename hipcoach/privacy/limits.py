"""Rate limits that hold across processes: one counter table, one atomic upsert, on both engines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.utils.crypto import salted_hmac

from hipcoach.privacy.models import RateCount

LONGEST_WINDOW = timedelta(days=1)
# See also RateCount: table and columns are named as there.
_COUNT_UP = """
    INSERT INTO privacy_ratecount AS held ("key", "window", "count") VALUES [rows]
    ON CONFLICT ("key", "window") DO UPDATE SET "count" = held."count" + 1
    RETURNING "key", "count"
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """At most `most` times in each `window` (a day at the longest); windows stand still, they don't slide."""

    scope: str
    most: int
    window: timedelta

    def key_of(self, subject: str) -> str:
        return salted_hmac(f"hipcoach.limits.{self.scope}", subject, algorithm="sha256").hexdigest()

    def window_at(self, now: datetime) -> datetime:
        seconds = int(self.window.total_seconds())
        return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, UTC)


def allows(*counted: tuple[Limit, str], now: datetime) -> bool:
    """Count one more of each (limit, subject); whether all of them are still within their limits.

    One statement, in the order of the keys, so that two requests never wait for each other crosswise.
    """
    most = {(limit.key_of(subject), limit.window_at(now)): limit.most for limit, subject in counted}
    if not most:
        return True
    found = _count_up(sorted(most))
    return all(found[key] <= allowed for (key, _window), allowed in most.items())


def times(limit: Limit, subject: str, *, now: datetime) -> int:
    """Count one more; how often it makes in this window."""
    ((_key, count),) = _count_up([(limit.key_of(subject), limit.window_at(now))]).items()
    return count


def forget_before(moment: datetime) -> int:
    """Delete the counts of windows that began before then; return how many went.

    Later than LONGEST_WINDOW ago it would forget what still counts.
    """
    return RateCount.objects.filter(window__lt=moment).delete()[0]


def _count_up(rows: Sequence[tuple[str, datetime]]) -> dict[str, int]:
    adapt = connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.execute(
            _COUNT_UP.replace("[rows]", ", ".join(["(%s, %s, 1)"] * len(rows))),
            [value for key, window in rows for value in (key, adapt(window))],
        )
        return dict(cursor.fetchall())
