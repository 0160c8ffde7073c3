"""Write the audit trail."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser

from hipcoach.privacy.models import AuditEntry


def record(
    *,
    actor: AbstractBaseUser | None,
    client_id: int,
    act: AuditEntry.Act,
    subject: str,
    fields: Sequence[str],
    now: datetime,
) -> None:
    """Note that `actor` read or changed `fields` of `subject` (e.g. "intake 12") of this client."""
    AuditEntry.objects.create(
        at=now,
        actor_id=actor.pk if actor else None,
        act=act,
        client_ref=client_id,
        subject=subject,
        fields=list(fields),
    )


def record_listed(
    *, actor: AbstractBaseUser, client_ids: Iterable[int], fields: Sequence[str], now: datetime
) -> None:
    """Note that `actor` saw `fields` of each of these clients in a list; one statement for all of them."""
    AuditEntry.objects.bulk_create(
        AuditEntry(
            at=now,
            actor_id=actor.pk,
            act=AuditEntry.Act.READ,
            client_ref=client_id,
            subject="list",
            fields=list(fields),
        )
        for client_id in sorted(set(client_ids))
    )
