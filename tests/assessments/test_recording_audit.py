"""Every step of a test leaves its trace: who, what and which fields, never the values."""

from datetime import datetime

from assessments import recording
from assessments.models import Client, Service
from hipcoach.privacy.models import AuditEntry
from tests.assessments.under_way import a_trial, make_started, save


def test_the_whole_test_is_on_the_trail(service: Service, client_record: Client, now: datetime) -> None:
    trainer = service.trainer
    assessment = make_started(client=client_record, service=service, now=now)
    trial = save(assessment, a_trial(hold=12.3, pain_place="groin"), now=now)
    recording.remove_trial(assessment=assessment, pk=trial.pk, trainer=trainer, now=now)
    recording.finish(assessment=assessment, trainer=trainer, now=now)
    recording.save_words(assessment=assessment, notes="tired", summary="good", trainer=trainer, now=now)
    recording.share(assessment=assessment, trainer=trainer, now=now)
    recording.share(assessment=assessment, trainer=trainer, now=now)

    trail = AuditEntry.objects.filter(subject=f"assessment {assessment.pk}").order_by("pk")
    assert [entry.fields[0] for entry in trail] == [
        "started_at",
        "surface_height_cm",
        "trial left counted 1",
        "trial left counted 1",
        "finished_at",
        "notes",
        "shared_at",
    ]
    assert {entry.act for entry in trail} == {AuditEntry.Act.CHANGE}
    assert {(entry.actor_id, entry.client_ref, entry.at) for entry in trail} == {
        (trainer.user_id, client_record.pk, now)
    }
    assert not any(value in str(list(trail.values())) for value in ("12.3", "groin", "tired", "good"))
