"""What happens inside the app's own processes during the bench; each writes its figures as JSON."""

import json
import resource
import smtplib
import sys
from concurrent.futures import ThreadPoolExecutor
from statistics import median
from time import perf_counter

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from hipcoach.mail.delivery import deliver_due
from hipcoach.mail.kinds import Skip, compose
from hipcoach.mail.layout import as_message
from hipcoach.mail.models import OutgoingEmail
from tests.mail.many import REMINDER, make_due

LOOKS = 200
FILL = """
    INSERT INTO mail_outgoingemail (key, kind, subject_ref, facts, secret, "to", trainer_ref, urgent,
                                    promised_at, due_at, state, reason, attempts)
    SELECT 'later:' || n, 'appointment-reminder', 'later', '{}', '', 'ada@example.com', 1, false,
           now(), now() + interval '1 day', 'promised', '', 0
    FROM generate_series(1, %s) AS n
"""


def tell(**figures: float) -> None:
    json.dump(figures, sys.stdout)


def fill_due(count: int) -> None:
    with transaction.atomic():
        make_due(count, kind=REMINDER, now=timezone.now())
    tidy()


def fill_later(count: int) -> None:
    OutgoingEmail.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(FILL, [count])
    tidy()


def tidy() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE mail_outgoingemail")


def promise_again(count: int) -> None:
    """Make `count` of the mails due once more, and put the others off."""
    OutgoingEmail.objects.update(state="skipped", settled_at=timezone.now(), attempts=0)
    pks = OutgoingEmail.objects.order_by("pk").values_list("pk", flat=True)[:count]
    OutgoingEmail.objects.filter(pk__in=list(pks)).update(state="promised", settled_at=None)
    tidy()


def work(threads: int) -> None:
    """Sweep until nothing is due, in as many threads as the Procfile's worker has, or in one.

    Like a worker that has sent before: it has read the addresses of all pages, and the templates.
    """
    messages_of(1)
    began = perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        handled = sum(pool.map(lambda _number: sweep_to_the_end(), range(threads)))
    seconds = perf_counter() - began
    tell(handled=handled, seconds=seconds, memory=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def sweep_to_the_end() -> int:
    handled = 0
    try:
        while found := deliver_due(timezone.now):
            handled += found
    finally:
        connection.close()
    return handled


def bare(count: int) -> None:
    """The same messages by smtplib alone, composed beforehand, all over one connection."""
    messages = messages_of(count)
    began = perf_counter()
    with smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=10) as server:
        for to, content in messages:
            server.sendmail(settings.SERVER_EMAIL, [to], content)
    tell(handled=count, seconds=perf_counter() - began)


def messages_of(count: int) -> list[tuple[str, bytes]]:
    """The first `count`: to whom, and what Django makes of it."""
    messages = []
    for row in OutgoingEmail.objects.order_by("pk")[:count]:
        letter = compose(row, timezone.now())
        if isinstance(letter, Skip):
            raise RuntimeError(letter.reason)
        messages.append((row.to, as_message(letter, row=row).message().as_bytes(linesep="\r\n")))
    return messages


def look() -> None:
    """The median cost of a sweep that finds nothing due."""
    deliver_due(timezone.now)
    costs = []
    for _ in range(LOOKS):
        began = perf_counter()
        deliver_due(timezone.now)
        costs.append(perf_counter() - began)
    tell(milliseconds=1000 * median(costs))
