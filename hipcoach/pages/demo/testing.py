"""The tests of a story, recorded as a trainer would at the visit."""

from dataclasses import replace
from datetime import datetime, timedelta

from assessments import amending, incidents, observing, recording
from assessments.findings import Side
from assessments.incidents import Told
from assessments.models import Appointment, Assessment
from assessments.recorded import SetupValues
from hipcoach.pages.demo import health
from hipcoach.pages.demo.people import Measured, Shown
from hipcoach.pages.demo.scene import Scene

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def record(scene: Scene, appointment: Appointment, measured: Measured) -> Assessment:
    """A whole test, read and, if so told, shared with the client."""
    started = appointment.start + 5 * MINUTE
    assessment = _begin(scene, appointment, measured, at=started)
    for side, shown in ((Side.LEFT, measured.left), (Side.RIGHT, measured.right)):
        _try_side(scene, assessment, side, shown, at=started + 15 * MINUTE)
    done = started + 35 * MINUTE
    recording.finish(assessment=assessment, trainer=scene.trainer, now=done)
    assessment.refresh_from_db()
    if measured.notes:
        recording.save_words(
            assessment=assessment,
            notes=measured.notes,
            summary=assessment.summary,
            trainer=scene.trainer,
            now=done,
        )
    _note_beside(scene, assessment, measured, at=done)
    if measured.is_shared:
        recording.share(assessment=assessment, trainer=scene.trainer, now=done)
    _add_later(scene, assessment, measured, at=done + DAY)
    return assessment


def begin(scene: Scene, appointment: Appointment, measured: Measured) -> None:
    """A test that is still open: the set-up and the left side are recorded."""
    assessment = _begin(scene, appointment, measured, at=appointment.start + MINUTE)
    _try_side(scene, assessment, Side.LEFT, measured.left, at=appointment.start + 5 * MINUTE)


def _note_beside(scene: Scene, assessment: Assessment, measured: Measured, *, at: datetime) -> None:
    """What else was seen, and how the trainer reads a side."""
    if measured.seen:
        observing.save(assessment=assessment, values=measured.seen, reason="", trainer=scene.trainer, now=at)
    if own := measured.reads:
        amending.override(
            assessment=assessment,
            side=own.side,
            grade=own.grade,
            reason=own.reason,
            trainer=scene.trainer,
            now=at,
        )


def _add_later(scene: Scene, assessment: Assessment, measured: Measured, *, at: datetime) -> None:
    """A trial that was left out, and the record of what went wrong."""
    if late := measured.forgotten:
        amending.add_trial(
            assessment=assessment,
            key=scene.chance.key(),
            values=replace(late.trial, side=late.side),
            reason=late.reason,
            trainer=scene.trainer,
            now=at,
        )
    if measured.went_wrong:
        _tell_incident(scene, assessment.appointment, measured.went_wrong, at=at)


def _tell_incident(scene: Scene, visit: Appointment, entries: tuple[Told, ...], *, at: datetime) -> None:
    begun = visit.start + 25 * MINUTE
    incident = incidents.begin(appointment=visit, key=scene.chance.key(), trainer=scene.trainer, now=begun)
    first, *later = entries
    told = [(begun + HOUR, replace(first, happened_at=begun - MINUTE)), *((at, entry) for entry in later)]
    for moment, entry in told:
        incidents.add(
            incident=incident,
            key=scene.chance.key(),
            told=entry,
            trainer=scene.trainer,
            now=moment,
        )


def _begin(scene: Scene, appointment: Appointment, measured: Measured, *, at: datetime) -> Assessment:
    health.check(appointment, at=appointment.start - 5 * HOUR)
    assessment = recording.start(appointment=appointment, trainer=scene.trainer, now=at)
    return recording.save_setup(
        assessment=assessment,
        values=SetupValues(
            surface_height_cm=measured.surface,
            thigh_parallel=True,
            support=measured.support,
            shoes=False,
            pain_before=measured.pain_before,
            left=measured.left.passive,
            right=measured.right.passive,
        ),
        trainer=scene.trainer,
        now=at,
    )


def _try_side(scene: Scene, assessment: Assessment, side: Side, shown: Shown, *, at: datetime) -> None:
    for values in shown.trials:
        recording.save_trial(
            assessment=assessment,
            key=scene.chance.key(),
            values=replace(values, side=side),
            trainer=scene.trainer,
            now=at,
        )
