"""One client with something in every table that speaks of them, by the real verbs, in words easily found."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.test import Client as Browser

from assessments import amending, booking, incidents, observing, recording, screens
from assessments.booking import Contact
from assessments.findings import EndedBy, Grade, Side
from assessments.incidents import Told
from assessments.models import Appointment, Assessment, Clearance, Client, Service
from assessments.observed import Observed, SideObserved, WentWrong
from assessments.signin import claim_records
from hipcoach.accounts.models import User
from programs.asking import answer, ask
from programs.assigning import assign
from programs.logbook import Session, correct_session, log_session
from programs.models import Decision
from tests.accounts.hands import show_who_one_is
from tests.assessments.checks import send_check
from tests.assessments.standing import DIZZY, send_intake
from tests.assessments.under_way import SETUP, a_trial, save
from tests.mail.promises import promise
from tests.makers import make_user
from tests.programs.makers import WHOLE_KIT, shared_template

NAME, EMAIL, PHONE = "Zephyrine Quillfeather", "zephyrine@planted.example", "+49 30 230000911"
EMERGENCY, EMERGENCY_PHONE = "Oberon Thistlewaite", "+49 30 230000922"
BOOKING_NOTE = "plumfrost at the gate"
CLEARANCE_NOTE = "marrowgleam said the doctor"
CRAMP_PLACE, PAIN_PLACE = "calfwhisper", "groinlantern"
TEST_NOTES, SUMMARY = "sternwick lean to the left", "bravoheart progress"
SQUAT, REASON, ACCIDENT = "heelsparrow", "a mistlefinger", "fell over the thornmat"
STEP_REASON = "a step for fernquill"
PLAN_NOTE, SESSION_NOTE = "go gently, emberlope", "my hip felt quillish"
FIRST_NOTE, QUESTION, ANSWER = "first it was snugglewort", "is bristlecone normal", "lift less, dapplemoor"
MAIL_SECRET = "secretmail-4711"
# The client's and about the client: what nobody may read in the database at any time.
HEALTH_WORDS = (
    *("plumfrost", "marrowgleam", "calfwhisper", "groinlantern", "sternwick", "bravoheart", "emberlope"),
    *("quillish", "Thistlewaite", "230000922", "secretmail"),
    "fernquill",
    *("heelsparrow", "mistlefinger", "thornmat"),
    *("snugglewort", "bristlecone", "dapplemoor"),
)
# What lies in clear while they are a client, and nowhere afterwards.
CONTACT_WORDS = ("Quillfeather", "zephyrine@planted", "230000911")


def live(service: Service, *, now: datetime) -> Client:
    """Booked with a note, screened, released, tested, given a plan, trained; one more visit lies ahead."""
    past = now - timedelta(days=7)
    visit = booking.book(service=service, start=past, contact=_contact(), now=past - timedelta(days=3))
    client = visit.client
    assert client
    sign_up(client)
    _screen(client, now=past - timedelta(days=2))
    add_to(tested(visit, now=past), now=past)
    assigned_at = past + timedelta(hours=2)
    plan = assign(
        client=client,
        template=shared_template(),
        trainer=client.trainer,
        starts_on=assigned_at.date(),
        note=PLAN_NOTE,
        now=assigned_at,
    )
    line = plan.items.all()[0]
    told = Session(sets={line.pk: 1}, pain=3, effort="right", note=FIRST_NOTE)
    log = log_session(client=client, plan=plan, key=uuid4(), day=now.date(), session=told, now=now)
    correct_session(log=log, key=uuid4(), session=replace(told, note=SESSION_NOTE), now=now)
    ask(client=client, item=line, key=uuid4(), text=QUESTION, now=now)
    answer(trainer=client.trainer, client=client, item=line, key=uuid4(), text=ANSWER, now=now)
    Decision.objects.create(
        plan_item=line,
        kind="hold",
        cause="cramp",
        outcome=Decision.Outcome.DECLINED,
        seen=log.pk,
        rule_version=1,
        inputs={"reason": STEP_REASON},
        decided_by=client.trainer.user,
        decided_at=now,
    )
    booking.book(service=service, start=now + timedelta(days=9), contact=_contact(), now=now)
    promise(now=now, to=EMAIL, secret=MAIL_SECRET)
    return client


def sign_up(client: Client) -> User:
    """As after a mailed code."""
    user = make_user(email=client.email, name=client.name)
    claim_records(user)
    client.refresh_from_db()
    return user


def signed_in(client: Client) -> Browser:
    assert client.user
    browser = Browser()
    browser.force_login(client.user)
    show_who_one_is(browser, client.user)
    return browser


def tested(visit: Appointment, *, now: datetime) -> Assessment:
    trainer = visit.trainer
    send_check(visit.client, now=now)
    test = recording.start(appointment=visit, trainer=trainer, now=now)
    recording.save_setup(assessment=test, values=SETUP, trainer=trainer, now=now)
    cramped = a_trial(Side.LEFT, hold=6, ended_by=EndedBy.CRAMP, cramp_place=CRAMP_PLACE)
    sore = a_trial(Side.RIGHT, hold=7, pain=2, pain_place=PAIN_PLACE)
    for trial in (cramped, sore):
        save(test, trial, now=now)
    recording.finish(assessment=test, trainer=trainer, now=now)
    recording.save_words(assessment=test, notes=TEST_NOTES, summary=SUMMARY, trainer=trainer, now=now)
    return recording.share(assessment=test, trainer=trainer, now=now)


def add_to(test: Assessment, *, now: datetime) -> None:
    """What else was seen, a correction, a reading of the trainer's own, and an accident."""
    trainer = test.tester
    seen = Observed(left=SideObserved(leg_raise=70), right=SideObserved(), squat=SQUAT)
    observing.save(assessment=test, values=seen, reason=REASON, trainer=trainer, now=now)
    amending.amend_trial(
        assessment=test,
        pk=test.trials.filter(side=Side.RIGHT)[0].pk,
        values=a_trial(Side.RIGHT, hold=8, pain=2, pain_place=PAIN_PLACE),
        reason=REASON,
        trainer=trainer,
        now=now,
    )
    amending.override(
        assessment=test, side=Side.RIGHT, grade=Grade.DEVELOPING, reason=REASON, trainer=trainer, now=now
    )
    incident = incidents.begin(appointment=test.appointment, key=uuid4(), trainer=trainer, now=now)
    told = Told(kind=WentWrong.FALL, happened_at=now, what=ACCIDENT, done=ACCIDENT, told=ACCIDENT)
    incidents.add(incident=incident, key=uuid4(), told=told, trainer=trainer, now=now)


def logged_by_the_office(client: Client, *, by: User) -> LogEntry:
    return LogEntry.objects.create(
        user=by,
        content_type=ContentType.objects.get_for_model(Client),
        object_id=str(client.pk),
        object_repr=str(client),
        action_flag=CHANGE,
        change_message=f"Changed e-mail to {client.email}.",
    )


def _contact() -> Contact:
    return Contact(name=NAME, email=EMAIL, phone=PHONE, zone="Europe/Berlin", note=BOOKING_NOTE)


def _screen(client: Client, *, now: datetime) -> None:
    """Something to review, so that there is a decision with a note."""
    told = {"emergency_name": EMERGENCY, "emergency_phone": EMERGENCY_PHONE}
    screen = send_intake(client, {**WHOLE_KIT, **DIZZY, **told}, now=now)
    screens.clear(
        screen=screen,
        trainer=client.trainer,
        basis=Clearance.Basis.DECISION,
        limits=["balance"],
        note=CLEARANCE_NOTE,
        now=now,
    )
