"""Intakes of a story, filled in by a client who has signed in, and the trainer's release of a screen."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress

from assessments import intake, questions, screens
from assessments.models import Appointment, Clearance, Client, Screen
from assessments.signin import claim_records
from hipcoach.accounts.admission import admit
from hipcoach.accounts.models import User
from hipcoach.pages.demo.people import Person, Release
from hipcoach.pages.demo.scene import Scene
from hipcoach.pages.demo.visits import a_phone

CONTACTS = ("Alex", "Bela", "Chidi", "Dana", "Eun-ji", "Farid", "Gita", "Helge", "Imani", "Jo")
UNREMARKABLE = {question.key: "no" for question in questions.QUESTIONS if "no" in dict(question.choices)} | {
    "goals": ["stronger_hips", "move_freely"],
    "hours_seated": 6,
    "experience": "some",
    "equipment": ["chair", "wall"],
    "health_data": True,
    "testing": True,
    "nudges": False,
}
NOTHING_NEW = {question.key: "no" for question in questions.CHECK.questions if not question.shown_if}
DRAFTED = frozenset(
    question.key for step in (questions.ABOUT, questions.GOALS_AND_DAY) for question in step.questions
)


def sign_in(client: Client) -> Client:
    """As after a mailed code: the address is proven, and its record is theirs."""
    admit(client.email)
    user = User.objects.with_email(client.email)
    if user:
        EmailAddress.objects.filter(user=user).update(verified=True)
        User.objects.filter(pk=user.pk).update(name=client.name, time_zone=client.time_zone)
        claim_records(user)
        client.refresh_from_db()
    return client


def answer(
    scene: Scene, client: Client, person: Person, changes: Mapping[str, Any], *, at: datetime
) -> Screen:
    """Fill in the whole intake and send it."""
    intake.save_draft(client=client, answers=_answers(scene, person, changes), now=at)
    return intake.submit(client=client, now=at)


def check(appointment: Appointment, *, at: datetime) -> None:
    """The short questions before a visit: nothing is new."""
    client, start = appointment.client, appointment.start
    if client is None or screens.latest_screen(client=client, now=at).is_fresh_for(start, now=start):
        return
    client.refresh_from_db()  # They may have signed in since the visit was read, and it is they who answer.
    intake.save_draft(client=client, asked=questions.Asked.CHECK, answers=NOTHING_NEW, now=at)
    intake.submit(client=client, asked=questions.Asked.CHECK, now=at)


def begin(scene: Scene, client: Client, person: Person, *, at: datetime) -> None:
    """Answer the first steps, and leave the rest for later."""
    answers = _answers(scene, person, {})
    first = {key: value for key, value in answers.items() if key in DRAFTED}
    intake.save_draft(client=client, answers=first, now=at)


def release(scene: Scene, screen: Screen, how: Release, *, at: datetime) -> None:
    screens.clear(
        screen=screen,
        trainer=scene.trainer,
        basis=Clearance.Basis.STATEMENT if how.by_statement else Clearance.Basis.DECISION,
        limits=how.limits,
        note=how.note,
        now=at,
    )


def _answers(scene: Scene, person: Person, changes: Mapping[str, Any]) -> dict[str, Any]:
    about = {
        "birth_year": scene.now.year - person.age,
        "emergency_name": f"{scene.chance.choice(CONTACTS)} {person.name.rpartition(' ')[2]}",
        "emergency_phone": a_phone(scene),
    }
    return {**UNREMARKABLE, **about, **changes}
