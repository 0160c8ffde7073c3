"""A client carries their self-test into the intake: by their own press, sealed, and only with consent."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from assessments import consents, home_test
from assessments.intake import open_draft, save_draft, submit
from assessments.models import Client, Consent, Trainer
from hipcoach.privacy.models import AuditEntry
from tests.assessments.desks import desk_of
from tests.assessments.intakes import UNREMARKABLE
from tests.assessments.standing import send_intake
from tests.makers import make_appointment, make_service, make_signed_in_client

URL = "/me/intake/self-test/"
LEFT = {"passive": "above", "hold": 12.4, "tries": 2, "knee": "above", "pain": 1, "radiating": False}
RIGHT = LEFT | {"hold": 8.5, "tries": 1}


@pytest.fixture
def ada(trainer: Trainer, client: Browser) -> Client:
    ada = make_signed_in_client(trainer=trainer)
    assert ada.user
    client.force_login(ada.user)
    return ada


def a_result(**changes: Any) -> dict[str, Any]:
    today = timezone.localdate().isoformat()
    return {"version": 1, "key": str(uuid4()), "on": today, "left": LEFT, "right": RIGHT} | changes


def bring(client: Browser, result: object) -> Any:
    return client.post(URL, {"result": json.dumps(result)})


def agree(ada: Client) -> None:
    save_draft(client=ada, answers={"health_data": True}, now=timezone.now())


def test_it_goes_along_with_the_answers(ada: Client, client: Browser, trainer: Trainer) -> None:
    agree(ada)
    assert bring(client, a_result()).status_code == 200
    page = client.get("/me/intake/").content.decode()
    assert "goes along" in page
    assert "best of 2 tries: 12.4 s" in page
    now = timezone.now()
    save_draft(client=ada, answers=UNREMARKABLE, now=now)
    submit(client=ada, now=now)
    assert "self_test" in AuditEntry.objects.latest("pk").fields
    visit = make_appointment(client=ada, service=make_service(trainer=trainer), start=now + timedelta(days=2))
    desk = desk_of(trainer).get(reverse("appointment", args=[visit.pk])).content.decode()
    assert "Self-test at home" in desk
    assert "12.4 s" in desk


def test_it_lies_sealed(ada: Client, client: Browser) -> None:
    agree(ada)
    bring(client, a_result())
    with connection.cursor() as cursor:
        cursor.execute("SELECT self_test FROM assessments_intake")
        stored = str(cursor.fetchall())
    assert "12.4" not in stored
    assert "passive" not in stored


def test_without_consent_it_stays_on_the_device(ada: Client, client: Browser, now: datetime) -> None:
    answer = bring(client, a_result())
    assert answer.status_code == 409
    assert "agree" in answer.json()["told"]
    assert not ada.intakes.exists()
    assert "once you have agreed" in client.get("/me/intake/").content.decode()


def test_consent_of_before_is_enough_until_it_is_taken_back(ada: Client, client: Browser) -> None:
    now = timezone.now()
    send_intake(ada, now=now)
    assert bring(client, a_result()).status_code == 200
    assert ada.intakes.drafts().get().self_test
    consents.withdraw(client=ada, kind=Consent.Kind.HEALTH_DATA, now=now)
    assert bring(client, a_result()).status_code == 409


def test_sent_twice_it_is_there_once(ada: Client, client: Browser) -> None:
    agree(ada)
    result = a_result()
    assert [bring(client, result).status_code for _ in range(2)] == [200, 200]
    save_draft(client=ada, answers=UNREMARKABLE, now=timezone.now())
    submit(client=ada, now=timezone.now())
    assert bring(client, result).status_code == 200
    assert not ada.intakes.drafts().exists()


def test_it_can_be_left_out_again(ada: Client, client: Browser) -> None:
    agree(ada)
    bring(client, a_result())
    client.post(URL, {"leave_out": "1"})
    assert ada.intakes.get().self_test is None
    assert ada.intakes.get().answers == {"health_data": True}


def test_a_short_check_knows_nothing_of_it(ada: Client, client: Browser) -> None:
    draft = open_draft(client=ada, now=timezone.now())
    assert draft.self_test is None
    assert draft.self_test_rows == []


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        [],
        {},
        a_result(version=2),
        a_result(version=True),
        a_result(key="no key"),
        a_result(on="2020-01-01"),
        a_result(on="9999-12-31"),
        a_result(on="soon"),
        a_result(left=None, right=None),
        a_result(left=LEFT | {"hold": -1}),
        a_result(left=LEFT | {"hold": 31}),
        a_result(left=LEFT | {"hold": True}),
        a_result(left=LEFT | {"hold": None}),
        a_result(left=LEFT | {"hold": "12"}),
        a_result(left=LEFT | {"hold": float("nan")}),
        a_result(left=LEFT | {"tries": 4}),
        a_result(left=LEFT | {"tries": True}),
        a_result(left=LEFT | {"pain": 11}),
        a_result(left=LEFT | {"passive": "sideways"}),
        a_result(left=LEFT | {"knee": 7}),
        a_result(left={"passive": "above"}),
        a_result(left="x" * 3_000),
    ],
)
def test_what_is_no_self_test_is_refused(ada: Client, client: Browser, wrong: object) -> None:
    agree(ada)
    assert bring(client, wrong).status_code == 400
    assert ada.intakes.get().self_test is None


@pytest.mark.parametrize("text", ["", "{", "[" * 1_900])
def test_what_is_no_json_is_refused(ada: Client, client: Browser, text: str) -> None:
    assert client.post(URL, {"result": text}).status_code == 400


def test_a_side_may_be_left_out(now: datetime) -> None:
    found = home_test.read(a_result(on="2026-11-30", right=None), today=now.date())
    assert [side for side, _noted in home_test.in_words(found.as_json())] == ["left"]
