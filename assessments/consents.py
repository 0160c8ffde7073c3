"""Verbs of consent: give it, take it back. Each box stands for itself.

Every writer of consents goes through `keep`, behind the client's row lock.
"""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from assessments import questions
from assessments.models import Client, Consent
from hipcoach.accounts.models import User
from hipcoach.privacy import audit
from hipcoach.privacy.models import AuditEntry


class WordingChanged(Exception):
    """What the client read is no longer today's wording."""


def give(*, client: Client, kind: Consent.Kind, wording: int, now: datetime) -> None:
    """The client ticks this box under the wording they read; twice is once.

    Raises WordingChanged when that isn't today's.
    """
    if wording != questions.CONSENT_VERSION:
        raise WordingChanged
    _decide(client, {kind: True}, now=now)


def withdraw(*, client: Client, kind: Consent.Kind, now: datetime) -> None:
    """The client takes this consent back, under whatever wording it stands; twice is harmless.

    What follows (testing locked, answers and results hidden, a plan paused) is read from the screen.
    """
    _decide(client, {kind: False}, now=now)


def keep(client: Client, given: Mapping[str, bool], *, now: datetime) -> bool:
    """Let stand, under today's wording, what is given, and take back the rest; whether anything changed.

    For verbs that hold the client's row lock and write the trail themselves.
    """
    standing = {consent.kind: consent for consent in client.consents.filter(withdrawn_at=None)}
    changed = False
    for kind, is_given in given.items():
        held = standing.get(kind)
        stands = held is not None and held.wording_version == questions.CONSENT_VERSION
        if is_given == stands and (is_given or held is None):
            continue
        changed = True
        if held:
            held.withdrawn_at = now
            held.save(update_fields=["withdrawn_at"])
        if is_given:
            Consent.objects.create(
                client=client, kind=kind, wording_version=questions.CONSENT_VERSION, given_at=now
            )
    return changed


def _decide(client: Client, given: Mapping[str, bool], *, now: datetime) -> None:
    with transaction.atomic():
        locked = Client.objects.select_for_update(no_key=True).get(pk=client.pk)
        if keep(locked, given, now=now):
            _note(client.user, locked, now=now)


def _note(actor: User | None, client: Client, *, now: datetime) -> None:
    audit.record(
        actor=actor,
        client_id=client.pk,
        act=AuditEntry.Act.CHANGE,
        subject=f"client {client.pk}",
        fields=["consents"],
        now=now,
    )
