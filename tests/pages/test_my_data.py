"""/me/data/: who saw one's data, by day and in plain words, and the way to a copy and to being forgotten."""

from datetime import datetime, timedelta
from itertools import count

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from assessments.models import Client, Service, Trainer
from hipcoach.accounts.models import User
from hipcoach.pages.trail import OTHERWISE, WORDS
from hipcoach.privacy import audit
from hipcoach.privacy.models import AuditEntry
from tests.assessments.desks import desk_of
from tests.makers import make_client, make_trainer
from tests.pages.whole_life import live, signed_in

_numbers = count(1)


def seen(
    client: Client, *, by: User | None, at: datetime, act: str = "read", subject: str = "timeline"
) -> None:
    audit.record(
        actor=by,
        client_id=client.pk,
        act=AuditEntry.Act(act),
        subject=subject,
        fields=["screen.matches"],
        now=at,
    )


def page(browser: Browser, query: str = "") -> str:
    answer = browser.get(f"/me/data/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_says_who_looked_at_what_on_which_day(
    phone: Browser, ada: Client, trainer: Trainer, now: datetime
) -> None:
    for minutes in range(3):
        seen(ada, by=trainer.user, at=now + timedelta(minutes=minutes))
    seen(ada, by=trainer.user, at=now, act="change", subject="plan 12")
    text = page(phone)
    assert trainer.name in text
    assert "Monday 30 November 2026" in text
    assert "looked at your timeline" in text
    assert "3 times" in text
    assert "gave you a plan" in text


def test_a_day_is_the_clients_own(phone: Browser, ada: Client, trainer: Trainer, now: datetime) -> None:
    seen(ada, by=trainer.user, at=now.replace(hour=23, minute=30))
    assert "Tuesday 1 December 2026" in page(phone), "In Berlin it is tomorrow already."


def test_codes_and_numbers_are_never_shown(
    phone: Browser, ada: Client, trainer: Trainer, now: datetime
) -> None:
    seen(ada, by=trainer.user, at=now, subject="frobnicated 4711")
    text = page(phone)
    assert str(OTHERWISE["read"]) in text
    assert not [word for word in ("frobnicated", "4711", "screen.matches") if word in text]


def test_what_one_did_oneself_is_not_listed(phone: Browser, ada: Client, now: datetime) -> None:
    seen(ada, by=ada.user, at=now)
    assert "Nobody yet" in page(phone)


def test_a_strangers_trail_is_not_shown(phone: Browser, trainer: Trainer, now: datetime) -> None:
    seen(make_client(trainer=trainer), by=trainer.user, at=now)
    assert "Nobody yet" in page(phone)


def test_both_trainers_of_a_client_are_listed(
    phone: Browser, ada: Client, trainer: Trainer, now: datetime
) -> None:
    other = make_trainer()
    again = make_client(trainer=other, user=ada.user)
    seen(ada, by=trainer.user, at=now)
    seen(again, by=other.user, at=now)
    assert {trainer.name, other.name} <= {each.who for each in phone.get("/me/data/").context["seen"]}


def test_somebody_who_is_gone_is_still_in_the_trail(phone: Browser, ada: Client, now: datetime) -> None:
    seen(ada, by=None, at=now)
    assert "Somebody who was not signed in" in page(phone)


def test_days_are_paged_the_latest_first(
    phone: Browser, ada: Client, trainer: Trainer, now: datetime
) -> None:
    for day in range(13):
        seen(ada, by=trainer.user, at=now - timedelta(days=day))
    days = [each.day for each in phone.get("/me/data/").context["seen"]]
    assert (len(days), days) == (7, sorted(days, reverse=True))
    assert len(phone.get("/me/data/?page=2").context["seen"]) == 6
    assert "Older" in page(phone)


@pytest.mark.parametrize(
    "query", ["?page=0", "?page=-1", "?page=x", "?page=%00", f"?page={'9' * 400}", "?page="]
)
def test_an_odd_page_is_some_page(phone: Browser, query: str) -> None:
    page(phone, query)


def test_a_long_trail_costs_as_few_queries_as_a_short_one(
    phone: Browser, ada: Client, trainer: Trainer, now: datetime
) -> None:
    counts = []
    for days in (1, 30):
        for day in range(days):
            for minute in range(5):
                at = now - timedelta(days=day, minutes=minute)
                seen(ada, by=trainer.user, at=at, subject=f"plan {next(_numbers)}")
        with CaptureQueriesContext(connection) as queries:
            page(phone)
        counts.append(len(queries))
    # Session, user, records; their numbers, twice; days counted, named and told; erasures.
    assert counts == [9, 9]


def test_every_trace_that_pages_and_verbs_leave_has_words_of_its_own(
    service: Service, shelves: None, clock: None, now: datetime
) -> None:
    """A whole life, and every page of the desk about it opened: nothing falls back to the vague words."""
    client = live(service, now=now)
    desk = desk_of(service.trainer)
    visit = client.appointments.order_by("start")[0]
    plan, test = client.plans.get(), client.assessments.get()
    for address in (
        *("/desk/", "/desk/schedule/?week=2026-W48", "/desk/clients/", f"/desk/clients/{client.pk}/"),
        *(
            f"/desk/appointments/{visit.pk}/",
            f"/desk/plans/{plan.pk}/",
            f"/desk/assessments/{test.pk}/suggest/",
        ),
    ):
        assert desk.get(address).status_code == 200, address
    kinds = {(act, subject.split()[0]) for act, subject in AuditEntry.objects.values_list("act", "subject")}
    assert kinds - set(WORDS) == set()
    told = signed_in(client).get("/me/data/").context["seen"]
    words = {deed.words for each in told for deed in each.deeds}
    assert len(words) > 5
    assert not words & {str(vague) for vague in OTHERWISE.values()}


def test_who_has_no_record_has_no_such_page(db: None) -> None:
    assert desk_of(make_trainer()).get("/me/data/").status_code == 404
