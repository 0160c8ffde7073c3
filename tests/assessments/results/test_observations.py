"""What else the hour showed: noted for the trainer, and plainly for the client once it is shared."""

import pytest
from django.db import connection
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from assessments import recording
from assessments.models import Amendment, Assessment, Client, Observations, Service, Trainer
from tests.assessments.results.finished import make_finished
from tests.assessments.standing import CHEST_PAIN, send_intake
from tests.assessments.under_way import make_started
from tests.makers import make_signed_in_client

SENT = {
    "thomas_thigh_left": "up",
    "thomas_knee_left": "straight",
    "leg_raise_left": "70",
    "hamstring_right": "80",
    "balance_left": "12.4",
    "balance_right": "60",
    "squat": "Heels lift",
}


@pytest.fixture
def ada(trainer: Trainer) -> Client:
    return make_signed_in_client(trainer=trainer)


@pytest.fixture
def started(ada: Client, service: Service) -> Assessment:
    return make_started(client=ada, service=service, now=timezone.now())


def page_of(assessment: Assessment) -> str:
    return reverse("observations", args=[assessment.appointment_id])


def test_it_is_kept_and_shown_on_the_visit(desk: Browser, started: Assessment) -> None:
    assert desk.post(page_of(started), SENT).status_code == 302
    row = Observations.objects.get()
    assert (row.thomas_thigh_left, row.thomas_thigh_right, row.leg_raise_left) == ("up", "", 70)
    text = desk.get(started.appointment.get_absolute_url()).content.decode()
    for words in ("stays up", "70°", "80°", "12.4 s", "60.0 s, then stopped", "Heels lift"):
        assert words in text
    assert 'value="70"' in desk.get(page_of(started)).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"leg_raise_left": "121"},
        {"leg_raise_left": "-1"},
        {"leg_raise_left": "9" * 400},
        {"hamstring_left": "151"},
        {"balance_left": "60.1"},
        {"balance_left": "NaN"},
        {"balance_left": "1e999"},
        {"thomas_thigh_left": "sideways"},
        {"squat": "x" * 2001},
        {"squat": "nul\0"},
    ],
)
def test_what_cannot_be_is_asked_again(desk: Browser, started: Assessment, wrong: dict[str, str]) -> None:
    assert desk.post(page_of(started), SENT | wrong).status_code == 422
    assert not Observations.objects.exists()


def test_nothing_sent_is_nothing_seen(desk: Browser, started: Assessment) -> None:
    assert desk.post(page_of(started), {}).status_code == 302
    assert "nothing noted yet" in desk.get(started.appointment.get_absolute_url()).content.decode()


def test_words_lie_sealed(desk: Browser, started: Assessment) -> None:
    desk.post(page_of(started), SENT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT squat FROM assessments_observations")
        assert "Heels" not in str(cursor.fetchall())


def test_a_screen_that_stopped_stops_this_too(desk: Browser, started: Assessment, ada: Client) -> None:
    send_intake(ada, CHEST_PAIN, now=timezone.now())
    answer = desk.post(page_of(started), SENT)
    assert (answer.status_code, Observations.objects.exists()) == (422, False)
    assert "safety screen" in answer.content.decode()


@pytest.fixture
def shared(desk: Browser, ada: Client, service: Service) -> Assessment:
    now = timezone.now()
    assessment = make_finished(client=ada, service=service, now=now)
    desk.post(page_of(assessment), SENT)
    return recording.share(assessment=assessment, trainer=service.trainer, now=now)


def mine(ada: Client) -> str:
    browser = Browser()
    assert ada.user
    browser.force_login(ada.user)
    return browser.get(reverse("my_results")).content.decode()


def test_the_client_reads_it_plainly_once_it_is_shared(shared: Assessment, ada: Client) -> None:
    text = mine(ada)
    for words in ("above the bench", "70°", "Standing on one leg", "60.0 s, then stopped"):
        assert words in text
    for words in ("Thomas", "Heels", "pulled straighter"):
        assert words not in text
    Assessment.objects.update(shared_at=None)
    assert "70°" not in mine(ada)


def test_once_shared_a_change_needs_a_reason_and_is_told(
    desk: Browser, shared: Assessment, ada: Client
) -> None:
    changed = SENT | {"leg_raise_left": "75"}
    refused = desk.post(page_of(shared), changed)
    assert refused.status_code == 422
    assert "Please say why" in refused.content.decode()
    desk.post(page_of(shared), changed | {"reason": "Misread"})
    kept = Amendment.objects.get()
    assert (kept.before["leg_raise_left"], kept.after["leg_raise_left"], kept.is_told) == (70, 75, True)
    text = mine(ada)
    assert "what else was seen" in text
    assert "Misread" not in text


def test_notes_on_the_squat_are_told_to_nobody(desk: Browser, shared: Assessment, ada: Client) -> None:
    desk.post(page_of(shared), SENT | {"squat": "Better"})
    assert not Amendment.objects.get().is_told
    assert "what else was seen" not in mine(ada)


def test_a_doubled_sending_amends_nothing(desk: Browser, shared: Assessment) -> None:
    desk.post(page_of(shared), SENT | {"reason": "Again"})
    assert not Amendment.objects.exists()
