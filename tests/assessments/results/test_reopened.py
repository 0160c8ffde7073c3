"""A faint, dizziness, chest symptoms or numbness end testing until the short check is answered anew.

Source: DOMAIN, "The hip flexor strength test", 6.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client as Browser
from django.utils import timezone

from assessments import amending, incidents, intake, observing, recording
from assessments.findings import KneeLevel, Passive, Side
from assessments.incidents import Told
from assessments.models import Appointment, Assessment, Client, Service
from assessments.observed import Observed, SideObserved, WentWrong
from assessments.questions import Asked
from assessments.recording import Refused
from hipcoach.pages.demo.health import NOTHING_NEW
from tests.assessments.under_way import SETUP, a_trial, make_started, save
from tests.makers import make_client

MINUTE = timedelta(minutes=1)


@pytest.fixture
def test_under_way(service: Service, client_record: Client, now: datetime) -> Assessment:
    return make_started(client=client_record, service=service, now=now)


def went_wrong(visit: Appointment, kind: WentWrong, *, now: datetime) -> None:
    incident = incidents.begin(appointment=visit, key=uuid4(), trainer=visit.trainer, now=now)
    told = Told(kind=kind, happened_at=now, what="On the mat")
    incidents.add(incident=incident, key=uuid4(), told=told, trainer=visit.trainer, now=now)


def answer(client: Client, *, now: datetime) -> None:
    intake.save_draft(client=client, asked=Asked.CHECK, answers=NOTHING_NEW, now=now)
    intake.submit(client=client, asked=Asked.CHECK, now=now)


@pytest.mark.parametrize("kind", [WentWrong.FAINT, WentWrong.CHEST, WentWrong.NUMBNESS])
def test_it_stops_the_test_until_the_check_is_answered_again(
    test_under_way: Assessment, now: datetime, kind: WentWrong
) -> None:
    answer(test_under_way.client, now=now)
    went_wrong(test_under_way.appointment, kind, now=now + MINUTE)
    with pytest.raises(Refused, match="short check"):
        save(test_under_way, a_trial(), now=now + 2 * MINUTE)
    with pytest.raises(Refused, match="short check"):
        recording.save_setup(
            assessment=test_under_way, values=SETUP, trainer=test_under_way.tester, now=now + 2 * MINUTE
        )
    # The same answers as some minutes ago, and yet no repeat.
    answer(test_under_way.client, now=now + 3 * MINUTE)
    assert save(test_under_way, a_trial(), now=now + 4 * MINUTE).number == 1


@pytest.mark.parametrize("kind", [WentWrong.FALL, WentWrong.PAIN, WentWrong.OTHER])
def test_what_else_goes_wrong_leaves_it_to_the_trainer(
    test_under_way: Assessment, now: datetime, kind: WentWrong
) -> None:
    went_wrong(test_under_way.appointment, kind, now=now + MINUTE)
    assert save(test_under_way, a_trial(), now=now + 2 * MINUTE).number == 1


def lift(test: Assessment, *, now: datetime, radiating: bool = True) -> None:
    passive = Passive(level=KneeLevel.ABOVE, radiating=radiating)
    recording.save_passive(
        assessment=test, side=Side.LEFT, lift=passive, trainer=test.tester, now=now, anew=True
    )


@pytest.mark.parametrize(
    "numb",
    [lambda test, now: save(test, a_trial(radiating=True), now=now), lambda test, now: lift(test, now=now)],
)
def test_numbness_noted_in_the_test_itself_stops_the_other_side_too(
    test_under_way: Assessment, now: datetime, numb: Callable[..., object]
) -> None:
    answer(test_under_way.client, now=now)
    numb(test_under_way, now + MINUTE)
    with pytest.raises(Refused, match="short check"):
        save(test_under_way, a_trial(Side.RIGHT), now=now + 2 * MINUTE)
    answer(test_under_way.client, now=now + 3 * MINUTE)
    assert save(test_under_way, a_trial(Side.RIGHT), now=now + 4 * MINUTE).number == 1
    with pytest.raises(Refused, match="stopped this side"):
        save(test_under_way, a_trial(Side.LEFT), now=now + 4 * MINUTE)


def test_numbness_that_was_noted_by_mistake_is_corrected_and_the_test_goes_on(
    test_under_way: Assessment, now: datetime
) -> None:
    trial = save(test_under_way, a_trial(radiating=True), now=now + MINUTE)
    amending.amend_trial(
        assessment=test_under_way,
        pk=trial.pk,
        values=a_trial(),
        reason="Tapped by mistake",
        trainer=test_under_way.tester,
        now=now + 2 * MINUTE,
    )
    assert save(test_under_way, a_trial(Side.RIGHT), now=now + 3 * MINUTE).number == 1


def test_numbness_that_a_correction_brings_stops_it_as_well(
    test_under_way: Assessment, now: datetime
) -> None:
    trial = save(test_under_way, a_trial(), now=now + MINUTE)
    amending.amend_trial(
        assessment=test_under_way,
        pk=trial.pk,
        values=a_trial(radiating=True),
        reason="They said so only now",
        trainer=test_under_way.tester,
        now=now + 2 * MINUTE,
    )
    with pytest.raises(Refused, match="short check"):
        save(test_under_way, a_trial(Side.RIGHT), now=now + 3 * MINUTE)


def test_until_somebody_says_what_it_was_nothing_goes_on(test_under_way: Assessment, now: datetime) -> None:
    visit = test_under_way.appointment
    incident = incidents.begin(appointment=visit, key=uuid4(), trainer=visit.trainer, now=now + MINUTE)
    with pytest.raises(Refused, match="what it was"):
        save(test_under_way, a_trial(), now=now + 2 * MINUTE)
    told = Told(kind=WentWrong.OTHER, happened_at=now)
    incidents.add(incident=incident, key=uuid4(), told=told, trainer=visit.trainer, now=now + 2 * MINUTE)
    assert save(test_under_way, a_trial(), now=now + 3 * MINUTE).number == 1


def test_what_began_before_the_last_answers_is_known_to_them(
    test_under_way: Assessment, now: datetime
) -> None:
    visit = test_under_way.appointment
    incidents.begin(appointment=visit, key=uuid4(), trainer=visit.trainer, now=now + MINUTE)
    answer(test_under_way.client, now=now + 2 * MINUTE)
    assert save(test_under_way, a_trial(), now=now + 3 * MINUTE).number == 1


def test_what_else_is_tested_waits_too(test_under_way: Assessment, now: datetime) -> None:
    went_wrong(test_under_way.appointment, WentWrong.CHEST, now=now + MINUTE)
    side = SideObserved(balance=Decimal(12))
    with pytest.raises(Refused, match="short check"):
        observing.save(
            assessment=test_under_way,
            values=Observed(left=side, right=side),
            trainer=test_under_way.tester,
            now=now + 2 * MINUTE,
        )


def test_another_persons_faint_stops_nobody_else(
    test_under_way: Assessment, service: Service, now: datetime
) -> None:
    other = make_client(trainer=service.trainer, email="other@example.com")
    earlier = now - timedelta(days=1)
    went_wrong(
        make_started(client=other, service=service, now=earlier).appointment,
        WentWrong.FAINT,
        now=now + MINUTE,
    )
    assert save(test_under_way, a_trial(), now=now + 2 * MINUTE).number == 1


def test_it_can_still_be_finished(test_under_way: Assessment, now: datetime) -> None:
    went_wrong(test_under_way.appointment, WentWrong.FAINT, now=now + MINUTE)
    recording.finish(assessment=test_under_way, trainer=test_under_way.tester, now=now + 2 * MINUTE)
    assert Assessment.objects.get().is_finished


def test_the_live_screen_says_so_and_the_visit_offers_the_tablet(
    desk: Browser, service: Service, client_record: Client
) -> None:
    now = timezone.now() - 5 * MINUTE
    started = make_started(client=client_record, service=service, now=now)
    went_wrong(started.appointment, WentWrong.FAINT, now=now + MINUTE)
    page = desk.get(f"/desk/appointments/{started.appointment_id}/assess/")
    text = page.content.decode()
    assert "chest symptoms or numbness, the client answers the short check" in text
    assert (page.context["live_state"]["mayTest"], "Record a trial" in text) == (False, False)
    visit_page = desk.get(started.appointment.get_absolute_url()).content.decode()
    assert "chest symptoms or numbness, the client answers the short check" in visit_page
    assert "Hand over the tablet" in visit_page


def test_the_live_screen_leads_to_what_nobody_has_told_yet(
    desk: Browser, service: Service, client_record: Client
) -> None:
    now = timezone.now() - 5 * MINUTE
    started = make_started(client=client_record, service=service, now=now)
    visit = started.appointment
    incident = incidents.begin(appointment=visit, key=uuid4(), trainer=visit.trainer, now=now + MINUTE)
    page = desk.get(f"/desk/appointments/{visit.pk}/assess/")
    assert f'<a href="/desk/incidents/{incident.pk}/">Say what it was</a>' in page.content.decode()
    assert page.context["live_state"]["mayTest"] is False
