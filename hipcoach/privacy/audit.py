"""Write the audit trail."""

from collections.abc import Sequence
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
