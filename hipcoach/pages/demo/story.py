"""Make the demo: each person's story through the real verbs, told as of `now`."""

from datetime import datetime, timedelta
from typing import TypeAlias

from django.conf import settings
from django.db import transaction

from assessments.models import Appointment, Assessment, Client, Practice, Trainer
from hipcoach.pages.demo import berlin, health, new_york, testing, training, visits
from hipcoach.pages.demo.people import Ending, Person, Visit
from hipcoach.pages.demo.practice import open_demo_practice
from hipcoach.pages.demo.scene import Chance, Scene, forget_nudges, let_time_pass, promise_what_is_near
from programs import library

Casts: TypeAlias = tuple[tuple[Person, ...], tuple[Person, ...]]
CASTS: Casts = (berlin.CAST, new_york.CAST)
HOUR = timedelta(hours=1)


class NoDemo(Exception):
    """No demo is made; `str()` says why."""


def make(*, now: datetime, casts: Casts = CASTS) -> None:
    """Make the demo practice with one cast a trainer, all or nothing. The same `now` gives the same story.

    Raises NoDemo outside DEBUG, and where a demo exists.
    """
    if not settings.DEBUG:
        raise NoDemo("The demo is for your own computer: it is made only with DEBUG=true.")
    with transaction.atomic():
        if Practice.objects.filter(is_demo=True).exists():
            raise NoDemo("There is a demo already: `manage.py clear_demo` removes it.")
        library.load(now=now)
        trainers = open_demo_practice(now=now)
        for trainer, cast in zip(trainers, casts, strict=True):
            scene = _scene(trainer, now=now)
            for person in cast:
                _tell(scene, person)
        promise_what_is_near(now)
        for trainer in trainers:
            let_time_pass(trainer, until=now)
        forget_nudges()


def _scene(trainer: Trainer, *, now: datetime) -> Scene:
    services = {service.slug: service for service in trainer.services.select_related("trainer")}
    return Scene(trainer=trainer, services=services, now=now, chance=Chance(trainer.slug))


def _tell(scene: Scene, person: Person) -> None:
    if person.shares_address:
        visits.share_address(scene, person)
    booked = [(visit, visits.book(scene, person, visit)) for visit in person.visits]
    first = booked[0][1]
    client = _meet(scene, first)
    _prepare(scene, client, person, since=first.booked_at)
    arrives = scene.in_days(person.again[0]) if person.again else scene.now
    ends = [*(appointment.start for _visit, appointment in booked[1:]), arrives]
    for (visit, appointment), until in zip(booked, ends, strict=True):
        _live(scene, visit, appointment, until=min(until, arrives))
    if person.again:
        changes = {**(person.answers or {}), **person.again[1]}
        health.answer(scene, client, person, changes, at=arrives)


def _meet(scene: Scene, first: Appointment) -> Client:
    """The client of the first booking; a record of that day."""
    clients = Client.objects.filter(appointments=first)
    Client.objects.filter(pk__in=clients).update(created_at=first.booked_at)
    return clients.get()


def _prepare(scene: Scene, client: Client, person: Person, *, since: datetime) -> None:
    """The intake in the days after booking, and what the trainer makes of it."""
    if person.answers is None:
        return
    health.sign_in(client)
    if person.is_draft:
        health.begin(scene, client, person, at=since + 20 * HOUR)
        return
    screen = health.answer(scene, client, person, person.answers, at=since + 20 * HOUR)
    if person.release:
        health.release(scene, screen, person.release, at=since + 40 * HOUR)


def _live(scene: Scene, visit: Visit, appointment: Appointment, *, until: datetime) -> None:
    """The visit, and the weeks after it until `until`."""
    if visit.test is None:
        visits.end(scene, appointment, visit.ending)
    elif visit.ending is Ending.UNFINISHED:
        testing.begin(scene, appointment, visit.test)
    else:
        assessment = testing.record(scene, appointment, visit.test)
        if visit.adherence is not None:
            _follow_plan(scene, assessment, visit, until=until)


def _follow_plan(scene: Scene, assessment: Assessment, visit: Visit, *, until: datetime) -> None:
    assigned_at = assessment.appointment.start + HOUR
    let_time_pass(scene.trainer, until=assigned_at)
    plan = training.assign(scene, assessment, visit, at=assigned_at)
    training.train(scene, plan, adherence=visit.adherence or 0, until=until)
    training.talk(scene, plan, visit.asks)
    if visit.is_archived:
        let_time_pass(scene.trainer, until=until)
        training.archive(scene, plan, at=until)
