"""Corrections and a trainer's own reading, on the visit's page and on the client's."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from assessments import recording
from assessments.models import Amendment, Assessment, Client, Override, Service, Trainer
from tests.assessments.results.finished import finding_of, make_finished, trial_of
from tests.assessments.under_way import WHOLE_SETUP_SENT, trial_sent
from tests.makers import make_signed_in_client


@pytest.fixture
def ada(trainer: Trainer) -> Client:
    return make_signed_in_client(trainer=trainer)


@pytest.fixture
def shared(ada: Client, service: Service) -> Assessment:
    now = timezone.now()
    assessment = make_finished(client=ada, service=service, now=now, left=8, right=20)
    return recording.share(assessment=assessment, trainer=service.trainer, now=now)


def mine(ada: Client) -> str:
    browser = Browser()
    assert ada.user
    browser.force_login(ada.user)
    return browser.get(reverse("my_results")).content.decode()


def address(name: str, assessment: Assessment, *more: int) -> str:
    return reverse(name, args=[assessment.appointment_id, *more])


OWN = {"side": "left", "grade": "developing", "override_reason": "Slipped on the mat"}


def test_a_trainers_own_reading_is_shown_to_both_beside_the_rules(
    desk: Browser, shared: Assessment, ada: Client
) -> None:
    assert desk.post(address("finding_override", shared), OWN).status_code == 302
    visit = desk.get(shared.appointment.get_absolute_url()).content.decode()
    assert "On the left, the rules alone say: Limited." in visit
    assert "Slipped on the mat" in visit
    text = mine(ada)
    assert "reads this side as “On its way”. The seconds alone would say “Room to grow”." in text
    assert "how a side is read" in text
    assert "Slipped on the mat" not in text


@pytest.mark.parametrize(
    "wrong",
    [
        {"grade": "pain_stop"},
        {"grade": "ungraded_none"},
        {"grade": ""},
        {"side": "both"},
        {"override_reason": " "},
        {"override_reason": "x" * 501},
        {"override_reason": "\0"},
    ],
)
def test_an_own_reading_needs_a_grade_and_a_reason(
    desk: Browser, shared: Assessment, wrong: dict[str, str]
) -> None:
    assert desk.post(address("finding_override", shared), OWN | wrong).status_code == 422
    assert not Override.objects.exists()


def test_a_pain_stop_offers_no_other_reading(desk: Browser, service: Service, ada: Client) -> None:
    stopped = make_finished(client=ada, service=service, now=timezone.now(), pain=8)
    assert "Read it otherwise" not in desk.get(stopped.appointment.get_absolute_url()).content.decode()
    assert desk.post(address("finding_override", stopped), OWN).status_code == 422
    assert finding_of(stopped).overall == "pain_stop"


def test_a_corrected_hold_is_told_to_the_client_with_its_day(
    desk: Browser, shared: Assessment, ada: Client
) -> None:
    page = address("amend_trial", shared, trial_of(shared).pk)
    assert 'value="8.0"' in desk.get(page).content.decode()
    sent = trial_sent(hold="18", reason="Mistyped", key=str(uuid4()))
    assert desk.post(page, sent).headers["Location"] == shared.appointment.get_absolute_url()
    desk.post(page, sent)
    assert Amendment.objects.count() == 1
    visit = desk.get(shared.appointment.get_absolute_url()).content.decode()
    assert "Mistyped" in visit
    text = mine(ada)
    assert "18.0 s" in text
    assert f"changed this on {timezone.localdate(timezone=ada.tz):%-d %B %Y}: one of the holds." in text
    assert "Mistyped" not in text


def test_without_a_reason_nothing_is_corrected(desk: Browser, shared: Assessment) -> None:
    for page, sent in (
        (address("amend_trial", shared, trial_of(shared).pk), trial_sent(hold="18")),
        (address("amend_setup", shared), WHOLE_SETUP_SENT | {"shoes": "yes"}),
    ):
        assert desk.post(page, sent | {"reason": ""}).status_code == 422
    assert not Amendment.objects.exists()


@pytest.mark.parametrize("hold", ["1000", "30.1", "-1", "NaN", "1e400", "12,4,5", "\0"])
def test_a_hold_that_cannot_be_is_asked_again(desk: Browser, shared: Assessment, hold: str) -> None:
    sent = trial_sent(hold=hold, reason="Mistyped")
    assert desk.post(address("amend_trial", shared, trial_of(shared).pk), sent).status_code == 422
    assert not Amendment.objects.exists()


def test_a_foot_that_left_for_no_time_is_a_hold_of_0_s(desk: Browser, shared: Assessment) -> None:
    sent = trial_sent(hold="0", reason="Mistyped")
    assert desk.post(address("amend_trial", shared, trial_of(shared).pk), sent).status_code == 302
    assert finding_of(shared).left == "unable"


def test_a_corrected_setup_is_kept(desk: Browser, shared: Assessment) -> None:
    sent = WHOLE_SETUP_SENT | {"surface_height_cm": "50", "reason": "Wrong bench"}
    assert desk.post(address("amend_setup", shared), sent).status_code == 302
    amendment = Amendment.objects.get()
    assert (amendment.before["record"]["surface_height_cm"], amendment.of) == ("45.0", "setup")


def test_a_corrected_stop_is_said_to_be_one(desk: Browser, service: Service, ada: Client) -> None:
    now = timezone.now()
    stopped = make_finished(client=ada, service=service, now=now, pain=8)
    recording.share(assessment=stopped, trainer=service.trainer, now=now)
    desk.post(
        address("amend_trial", stopped, trial_of(stopped).pk), trial_sent(reason="Slid to 8 instead of 0")
    )
    visit = desk.get(stopped.appointment.get_absolute_url()).content.decode()
    assert "A pain stop was corrected" in visit or "a pain stop was corrected" in visit
    assert "the stop for pain, which had been noted by mistake" in mine(ada)


def test_a_trial_of_another_visit_is_not_here(desk: Browser, shared: Assessment, service: Service) -> None:
    other = make_finished(
        client=make_signed_in_client(trainer=service.trainer),
        service=service,
        now=timezone.now() - timedelta(days=1),
    )
    assert desk.get(address("amend_trial", shared, trial_of(other).pk)).status_code == 404


def test_words_changed_after_sharing_are_told(desk: Browser, shared: Assessment, ada: Client) -> None:
    page = address("assessment_words", shared)
    assert desk.post(page, {"summary": "Other words", "notes": ""}).status_code == 422
    desk.post(page, {"summary": "Other words", "notes": "", "reason": "A slip"})
    text = mine(ada)
    assert "Other words" in text
    assert "the words to you" in text


def test_the_page_says_what_it_means_what_it_does_not_and_what_comes(shared: Assessment, ada: Client) -> None:
    text = mine(ada)
    for words in (
        "What we tested",
        "What it means",
        "What it doesn&#x27;t mean",
        "Which muscles it is about",
        "What comes next",
        "it can&#x27;t single one out",
    ):
        assert words in text.replace("'", "&#x27;")
    for alarming in ("Limited", "Unable", "Pain stop", "weak", "isolate"):
        assert alarming not in text
    assert shared.shared_at
