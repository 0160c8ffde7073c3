"""Two records of one person, with something of everything on both; and the whole database to compare."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps

from assessments.models import Appointment, Client, Merge, Service
from hipcoach.accounts.models import DeviceSession
from hipcoach.mail.models import OutgoingEmail
from hipcoach.pages.merging import merge, survey
from hipcoach.privacy.models import AuditEntry
from programs.models import Question, SessionLog
from tests.makers import make_appointment, make_client, make_signed_in_client
from tests.programs.makers import assigned_plan, make_assessment, make_ready

# Written by every act, never taken back.
TRAILS = (AuditEntry, Merge, DeviceSession, OutgoingEmail)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubled:
    kept: Client
    gone: Client


def make_doubled(service: Service, *, now: datetime) -> Doubled:
    """The one without a sign-in is the double. Needs the library."""
    trainer = service.trainer
    kept = make_signed_in_client(trainer=trainer, name="Ada Lovelace")
    gone = make_client(trainer=trainer, name="Ada Lovelase", email="tipo@x.org", phone="030 12345")
    for days, client in ((20, kept), (10, gone)):
        then = now - timedelta(days=days)
        make_ready(client, now=then)
        make_assessment(client=client, service=service, at=then + timedelta(hours=1))
        plan = assigned_plan(client, now=then + timedelta(hours=2))
        SessionLog.objects.create(
            client=client, plan=plan, key=_key(days), day=then.date(), pain=1, logged_at=then
        )
        line = plan.items.all()[0]
        Question.objects.create(client=client, item=line, key=_key(days), text="So?", written_at=then)
        make_appointment(client=client, service=service, start=now + timedelta(days=days))
    return Doubled(kept=kept, gone=gone)


def merged(kept: Client, gone: Client, *, now: datetime, address_of: int | None = None) -> Merge:
    """Looked at and merged; without a choice the address of the kept one stays."""
    for client in (kept, gone):
        client.refresh_from_db()
    seen = survey(kept=kept, gone=gone, now=now).seen
    address = address_of or kept.pk
    return merge(kept=kept, gone=gone, address_of=address, seen=seen, trainer=kept.trainer, now=now)


def everything() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table; of visits, all but what only ever rises or is made anew."""
    tables = {
        model._meta.label: list(model._base_manager.order_by("pk").values())
        for model in apps.get_models()
        if model not in TRAILS and not model._meta.proxy
    }
    for row in tables[Appointment._meta.label]:
        del row["version"], row["nonce"]
    for row in tables["assessments.Trainer"]:
        del row["availability_version"]
    return tables


def _key(number: int) -> str:
    return f"00000000-0000-0000-0000-{number:012}"
