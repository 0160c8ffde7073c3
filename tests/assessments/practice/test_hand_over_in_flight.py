"""What an old trainer sends while their client is handed over is refused behind the lock, whatever it is."""

from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

import pytest
from django.test import Client as Browser
from django.urls import reverse

from assessments import amending, observing, recording, screens
from assessments.findings import Grade, Side
from assessments.models import Amendment, Assessment, Clearance, Client, Trial
from assessments.observed import Observed, SideObserved
from assessments.recording import Refused
from assessments.screens import CurrentScreen
from assessments.views import desk_appointments
from tests.assessments.practice.people import Two
from tests.assessments.standing import DIZZY, send_intake
from tests.assessments.under_way import SETUP, a_trial, make_started, save
from tests.makers import make_appointment
from tests.pages.addresses import browser_of

Act = Callable[[Assessment, Two, datetime], object]
SEEN = Observed(left=SideObserved(leg_raise=70), right=SideObserved())

ACTS: dict[str, Act] = {
    "a setup": lambda test, two, now: recording.save_setup(
        assessment=test, values=SETUP, trainer=two.mara, now=now
    ),
    "a trial": lambda test, two, now: recording.save_trial(
        assessment=test, key=uuid4(), values=a_trial(Side.RIGHT), trainer=two.mara, now=now
    ),
    "a trial taken back": lambda test, two, now: recording.take_back(
        assessment=test, key=test.trials.get().key, trainer=two.mara, now=now
    ),
    "the end": lambda test, two, now: recording.finish(assessment=test, trainer=two.mara, now=now),
    "words": lambda test, two, now: recording.save_words(
        assessment=test, notes="", summary="Well done.", trainer=two.mara, now=now
    ),
    "observations": lambda test, two, now: observing.save(
        assessment=test, values=SEEN, trainer=two.mara, now=now
    ),
    "a correction": lambda test, two, now: amending.amend_trial(
        assessment=test,
        pk=test.trials.get().pk,
        values=a_trial(hold=9),
        reason="typo",
        trainer=two.mara,
        now=now,
    ),
    "a grade": lambda test, two, now: amending.override(
        assessment=test, side=Side.LEFT, grade=Grade.FULL, reason="", trainer=two.mara, now=now
    ),
}


@pytest.mark.parametrize("what", ACTS)
def test_it_is_refused_and_nothing_is_written(two: Two, now: datetime, what: str) -> None:
    ada = two.ada()
    test = make_started(client=ada, service=two.hers, now=now)
    save(test, a_trial(), now=now)
    before = Assessment.objects.values().get(pk=test.pk)
    two.hand_over(ada, now=now)
    with pytest.raises(Refused, match="handed over to another trainer"):
        ACTS[what](test, two, now)
    assert Assessment.objects.values().get(pk=test.pk) == before
    assert (Trial.objects.count(), Amendment.objects.count()) == (1, 0)


def test_the_new_trainer_goes_on_where_they_were(two: Two, now: datetime) -> None:
    ada = two.ada()
    test = make_started(client=ada, service=two.hers, now=now)
    two.hand_over(ada, now=now)
    recording.save_trial(assessment=test, key=uuid4(), values=a_trial(), trainer=two.julian, now=now)
    assert Trial.objects.count() == 1


def test_a_decision_on_answers_comes_too_late(two: Two, now: datetime) -> None:
    ada = two.ada()
    screen = send_intake(ada, DIZZY, now=now)
    two.hand_over(ada, now=now)
    with pytest.raises(Client.DoesNotExist):
        screens.clear(screen=screen, trainer=two.mara, basis=Clearance.Basis.DECISION, now=now)
    assert not Clearance.objects.exists()


def test_its_page_is_gone_then(two: Two, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """The hand-over happens while the page is being answered."""
    ada = two.ada()
    screen = send_intake(ada, DIZZY, now=now)
    visit = make_appointment(client=ada, service=two.hers, start=now)
    real = desk_appointments.latest_screen
    desk: Browser = browser_of(two.mara.user)

    def meanwhile(*, client: Client, now: datetime) -> CurrentScreen:
        found = real(client=client, now=now)
        two.hand_over(ada, now=now)
        return found

    monkeypatch.setattr(desk_appointments, "latest_screen", meanwhile)
    sent = {"screen": screen.pk, "basis": "decision", "note": "fine"}
    assert desk.post(reverse("clearance", args=[visit.pk]), sent).status_code == 404
    assert not Clearance.objects.exists()
