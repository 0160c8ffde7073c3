"""The page that Prometheus reads: one text, no label that names anybody."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import DatabaseError, InterfaceError
from django.db.models import Count

from hipcoach.common.counting import BOUNDS, Counts, book
from hipcoach.mail.models import OutgoingEmail, OutgoingEmailQuerySet
from hipcoach.operating.readiness import Readiness, look

Sample = tuple[str, float]
LATELY = timedelta(days=7)
LOST = (OutgoingEmail.State.FAILED, OutgoingEmail.State.MISSED)


def text(now: datetime) -> str:
    state = look(now)
    lines = [*_of_requests(book.all()), *_of_parts(state)]
    if state.serves:
        lines += _of_mails(now)
    return "\n".join(lines) + "\n"


def _of_requests(counts: Counts) -> Iterator[str]:
    answered = [_split(name, many) for name, many in sorted(counts.answered.items())]
    yield from _family("hipcoach_requests_total", "counter", "Requests answered.", answered)
    total, within = 0, []
    for bound, many in zip((*map(str, BOUNDS), "+Inf"), counts.within, strict=True):
        total += many
        within.append((f'_bucket{{le="{bound}"}}', float(total)))
    within += [("_sum", counts.seconds), ("_count", float(total))]
    yield from _family("hipcoach_request_seconds", "histogram", "How long an answer took.", within)


def _of_parts(state: Readiness) -> Iterator[str]:
    yield from _family("hipcoach_database_up", "gauge", "1: it answers.", [("", state.database == "ok")])
    yield from _family("hipcoach_broker_up", "gauge", "1: it answers.", [("", state.broker == "ok")])
    for name, words, seconds in (
        ("hipcoach_last_sweep_age_seconds", "Since a worker looked for mail.", state.last_sweep_seconds),
        (
            "hipcoach_oldest_waiting_mail_seconds",
            "Since the oldest mail could have gone out.",
            state.oldest_waiting_mail_seconds,
        ),
    ):
        if seconds is not None:
            yield from _family(name, "gauge", words, [("", seconds)])


def _of_mails(now: datetime) -> Iterator[str]:
    """Open ones, and lately lost ones that no trainer's ledger shows, such as a sign-in code.

    To count what has been sent would read the whole table each time.
    """
    lost = OutgoingEmail.objects.filter(trainer_ref=None, state__in=LOST).between(now - LATELY, now)
    try:
        mails = [*_counted(OutgoingEmail.objects.unsettled(), "state")]
        codes = [*_counted(lost, "kind", "state")]
    except (DatabaseError, InterfaceError):
        return
    yield from _family("hipcoach_mails_open", "gauge", "Promised, not settled yet.", mails)
    yield from _family("hipcoach_account_mails_lost", "gauge", "Of the last week, in no ledger.", codes)


def _counted(mails: OutgoingEmailQuerySet, *by: str) -> Iterator[Sample]:
    for *values, many in sorted(mails.order_by().values_list(*by).annotate(Count("pk"))):
        labels = ",".join(f'{name}="{value}"' for name, value in zip(by, values, strict=True))
        yield f"{{{labels}}}", float(many)


def _family(name: str, kind: str, words: str, samples: list[Sample]) -> Iterator[str]:
    yield f"# HELP {name} {words}"
    yield f"# TYPE {name} {kind}"
    for rest, value in samples:
        yield f"{name}{rest} {float(value):g}" if value < 1e6 else f"{name}{rest} {float(value):.0f}"


def _split(name: str, many: int) -> Sample:
    method, status = name.split()
    return f'{{method="{method}",status="{status}"}}', float(many)
