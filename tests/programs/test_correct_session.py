"""A session that was told wrongly is put right, and what it said before stays."""

from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client as Browser
from pytest_django import DjangoAssertNumQueries

from programs.logbook import Session, Told, correct_session
from programs.models import Plan, SessionCorrection, SessionLog
from programs.refusals import Refused
from tests.assessments.standing import CHEST_PAIN, send_intake
from tests.makers import make_signed_in_client
from tests.programs.makers import assigned_plan, make_ready, make_session

LIST = "/me/plan/sessions/"


@pytest.fixture
def log(plan: Plan, now: datetime) -> SessionLog:
    return make_session(plan, now=now, sets=2, pain=5, note="Ouch.")


def test_what_stands_is_new_and_what_stood_is_kept(plan: Plan, log: SessionLog, now: datetime) -> None:
    line = plan.items.all()[0].pk
    right = Session(sets={line: 3}, told={line: Told(amount=4, cramp=True)}, pain=1, note="It was fine.")
    correct_session(log=log, key=uuid4(), session=right, now=now)
    log.refresh_from_db()
    item = log.items.get()
    assert (log.pain, log.note, item.sets_done, item.amount) == (1, "It was fine.", 3, 4)
    before = log.corrections.get().before
    assert (before["pain"], before["note"], before["items"][0]["sets_done"]) == (5, "Ouch.", 2)


def test_a_repeated_sending_is_one_correction(log: SessionLog, now: datetime) -> None:
    key = uuid4()
    for note in ("First.", "Again."):
        correct_session(log=log, key=key, session=Session(note=note), now=now)
    log.refresh_from_db()
    assert (log.corrections.count(), log.note) == (1, "First.")


def test_anothers_key_and_foreign_lines_are_refused(plan: Plan, log: SessionLog, now: datetime) -> None:
    other = make_session(plan, now=now)
    key = uuid4()
    correct_session(log=other, key=key, session=Session(note="Mine."), now=now)
    with pytest.raises(Refused, match="another session"):
        correct_session(log=log, key=key, session=Session(note="Yours."), now=now)
    with pytest.raises(Refused, match="don't belong"):
        correct_session(log=log, key=uuid4(), session=Session(sets={10**6: 1}), now=now)
    assert SessionCorrection.objects.count() == 1


def test_the_page_shows_what_was_told_and_puts_it_right(phone: Browser, plan: Plan, log: SessionLog) -> None:
    page = phone.get(f"{LIST}{log.pk}/correct/").content.decode()
    assert page.count("checked") >= 3
    assert "Ouch." in page
    sent: dict[str, Any] = {"key": str(uuid4()), f"sets_{plan.items.all()[0].pk}": ["1"], "pain": "0"}
    shown = phone.post(f"{LIST}{log.pk}/correct/", sent, follow=True).content.decode()
    assert "1 of 5 sets" in shown
    assert "Put right on" in shown
    refused = phone.post(f"{LIST}{log.pk}/correct/", {"key": str(uuid4())})
    assert refused.status_code == 422
    assert "at least one set" in refused.content.decode()


def test_somebody_elses_session_is_not_found(phone: Browser, plan: Plan, now: datetime) -> None:
    other = make_signed_in_client(trainer=plan.client.trainer)
    make_ready(other, now=now)
    theirs = make_session(assigned_plan(other, now=now), now=now)
    for end in ("", "correct/"):
        assert phone.get(f"{LIST}{theirs.pk}/{end}").status_code == 404
    assert phone.post(f"{LIST}{theirs.pk}/correct/", {"note": "x"}).status_code == 404


def test_a_stop_leaves_the_own_past_open_and_consent_taken_back_hides_it(
    phone: Browser, plan: Plan, log: SessionLog, now: datetime
) -> None:
    send_intake(plan.client, CHEST_PAIN, now=now)
    assert "Ouch." in phone.get(f"{LIST}{log.pk}/").content.decode()
    plan.client.consents.update(withdrawn_at=now)
    for path in (LIST, f"{LIST}{log.pk}/", f"{LIST}{log.pk}/correct/"):
        page = phone.get(path).content.decode()
        assert "paused for now" in page
        assert "Ouch." not in page


def test_without_consent_nothing_new_is_kept(
    phone: Browser, plan: Plan, log: SessionLog, now: datetime
) -> None:
    plan.client.consents.update(withdrawn_at=now)
    phone.post(f"{LIST}{log.pk}/correct/", {"key": str(uuid4()), "note": "New."})
    with pytest.raises(Refused, match="consent"):
        correct_session(log=log, key=uuid4(), session=Session(note="New."), now=now)
    assert not SessionCorrection.objects.exists()


def test_many_sessions_cost_as_many_queries_as_few(
    phone: Browser,
    plan: Plan,
    log: SessionLog,
    now: datetime,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_max_num_queries(20) as few:
        phone.get(LIST)
    for _time in range(10):
        make_session(plan, now=now)
    with django_assert_max_num_queries(len(few)):
        assert phone.get(LIST).content.decode().count("row-item") == 11
