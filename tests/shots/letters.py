"""Each kind of mail, as an example, and the hard cases. Run inside `manage.py shell` on a filled database."""

import json
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from assessments.emails import names, reminders, samples, to_trainer, visits
from assessments.models import Appointment, Invitation, Trainer
from assessments.questions import Asked
from hipcoach.common.http import utc_text
from hipcoach.mail.kinds import Letter, compose
from hipcoach.mail.layout import as_html, as_text
from hipcoach.mail.models import OutgoingEmail
from hipcoach.pages import emails as erasing
from hipcoach.privacy.models import ErasureRequest
from programs.emails import your_plan

OWN_LINE = "The bell says Hinterhof; walk through the yard. I look forward to seeing you!"
NOTICE = {
    "subject": "A new passkey",
    "body": "A passkey was added to your account.\n\nIt wasn't you? Answer this mail.",
}


def main() -> None:
    """Write every mail as JSON: name -> its subject, text and HTML. The database stays as it is."""
    now = timezone.now()
    trainer = Trainer.objects.select_related("user").order_by("pk")[0]
    with transaction.atomic():
        found = {name: _written(letter) for name, letter in letters(trainer, now=now)}
        transaction.set_rollback(True)
    json.dump(found, sys.stdout)


def letters(trainer: Trainer, *, now: datetime) -> Iterator[tuple[str, Letter]]:
    """(name, letter) of each kind, by its name, and of kinds in other cases. The trainer has a client."""
    trainer.mail_line = OWN_LINE
    for kind in samples.kinds():
        yield kind, samples.sample(kind, trainer=trainer, now=now)
    for row in _rows(trainer, now=now):
        letter = compose(row, now)
        assert isinstance(letter, Letter), row.kind
        yield row.kind, letter
    yield from _other_cases(trainer, now=now)


def _rows(trainer: Trainer, *, now: datetime) -> Iterator[OutgoingEmail]:
    """Of the kinds that no trainer is shown as an example."""
    link = f"{settings.SITE_URL}/accounts/password/reset/key/4-abc/"
    secrets = {
        "sign-in-code": "WXYZ-1234",
        "address-code": "WXYZ-1234",
        "password-reset": link,
        "account-notice": json.dumps(NOTICE),
    }
    for kind, secret in secrets.items():
        yield OutgoingEmail(kind=kind, secret=secret)
    visit = samples.sample_visit(trainer, now)
    invitation = Invitation.objects.create(
        practice=trainer.practice,
        email="new@example.com",
        invited_by=trainer.user,
        sent_at=now,
        expires_at=now + timedelta(days=7),
    )
    client = trainer.clients.all()[0]
    request = ErasureRequest.objects.create(
        client_ref=client.pk,
        reason=ErasureRequest.Reason.CLIENT,
        asked_at=now,
        due_at=now + timedelta(days=14),
    )
    facts: dict[str, dict[str, Any]] = {
        names.GIVEN_BACK: {
            "service": trainer.services.all()[0].pk,
            "start": utc_text(visit.start),
            "zone": trainer.zone,
        },
        names.INVITED: {"invitation": invitation.pk, "sent": utc_text(now)},
        names.TRIAL: {"trainer": trainer.pk, "kind": names.BOOKED},
        erasing.ASKED: {"request": request.pk},
        erasing.UNDONE: {"request": request.pk},
    }
    addresses = {names.TRIAL: trainer.user.email, erasing.ASKED: client.email, erasing.UNDONE: client.email}
    for kind, said in facts.items():
        yield OutgoingEmail(kind=kind, facts=said, to=addresses.get(kind, ""))


def _other_cases(trainer: Trainer, *, now: datetime) -> Iterator[tuple[str, Letter]]:
    visit = samples.sample_visit(trainer, now)
    yield "reminder-with-intake", reminders.see_you_soon(visit, now, asks=Asked.WHOLE)
    yield "reminder-with-check", reminders.see_you_soon(visit, now, asks=Asked.CHECK)
    yield "intake-missing-check", reminders.please_check(visit, now)
    assert visit.client
    yield "plan-assigned-revised", your_plan(visit.client, revised=True)
    yield "plan-assigned-by-itself", your_plan(visit.client, revised=True, by_itself=True)
    visit.cancelled_by = Appointment.By.TRAINER
    yield "appointment-cancelled-by-trainer", visits.its_cancelled(visit, now)
    visit.contact_zone = "America/New_York"
    visit.contact_name = "Maximiliane-Alexandra von und zu Hohenlohe-Langenburg-Waldeck"
    visit.service.name = "A very long hour of looking at how you move, sit, stand, squat and climb stairs"
    visit.service.what_to_wear = "Something you can move in, and socks. Please bring water and a towel."
    yield "booked-abroad", visits.booked(visit, now)
    visit.service.video_url = "https://video.example/rooms/abcdefghijklmnopqrstuvwxyz0123456789"
    yield "booked-by-video-abroad", visits.booked(visit, now)
    yield "confirmation-abroad", visits.please_confirm(visit, now)
    visit.cancelled_late = True
    yield "trainer-cancelled-late-abroad", to_trainer.called_off(visit, now)


def _written(letter: Letter) -> dict[str, str]:
    return {"subject": letter.subject, "text": as_text(letter), "html": as_html(letter)}
