"""Verbs of a new trainer's first steps, from an account to a page that can be booked.

Each step saves something that the settings know too, so that leaving in between loses nothing.
"""

from collections.abc import Collection, Mapping
from copy import copy
from datetime import datetime

from assessments import opening
from assessments.availability import Hours
from assessments.diary import diary_of
from assessments.models import Service, Trainer
from assessments.opening import Agreed

Step = Trainer.Step
STEPS = tuple(Step)


def is_ahead(step: Step, *, of: str) -> bool:
    """Whether a trainer who is at `of` has not come to this step yet."""
    return bool(of) and STEPS.index(step) > STEPS.index(Step(of))


def save_zone(*, trainer: Trainer, zone: str, now: datetime) -> None:
    """Set the clock that the hours are read on. Nothing can be booked yet, so nothing is left behind."""
    page = copy(trainer)
    page.zone = zone
    opening.save_page(page=page, now=now, agreed=Agreed(zone=zone))
    _go_on(trainer, Step.ZONE)


def save_hours(*, trainer: Trainer, hours: Mapping[int, Collection[Hours]], now: datetime) -> None:
    opening.set_weekly_hours(trainer=trainer, hours=hours, now=now)
    _go_on(trainer, Step.HOURS)


def save_service(*, service: Service) -> None:
    """Raises AlreadyTaken."""
    opening.save_service(service=service)
    _go_on(service.trainer, Step.SERVICE)


def save_place(
    *, trainer: Trainer, place: str, address: str, directions: str, video_url: str, now: datetime
) -> None:
    """Where visits happen: with a video link every service is held online, without one at the place."""
    page = copy(trainer)
    page.venue_name, page.venue_address, page.venue_directions = place, address, directions
    opening.save_page(page=page, now=now)
    with diary_of(trainer.pk) as locked:
        locked.services.update(video_url=video_url)
    _go_on(trainer, Step.PLACE)


def open_page(*, trainer: Trainer, now: datetime) -> None:
    """Open the page for booking: the last step. Twice is harmless."""
    page = copy(trainer)
    page.is_listed = True
    opening.save_page(page=page, now=now)
    _go_on(trainer, Step.LOOK)


def _go_on(trainer: Trainer, done: Step) -> None:
    """On to the step after this one, unless it was done before and only changed."""
    following = [*STEPS, ""][STEPS.index(done) + 1]
    Trainer.objects.filter(pk=trainer.pk, setup_step=done).update(setup_step=following)
