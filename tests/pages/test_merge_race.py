"""A merge while the client sends an intake, or books: who comes second finds one record; nothing is lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser

from assessments.booking import Contact, book
from assessments.intake import save_draft
from assessments.models import Appointment, Client, Intake, Screen
from assessments.questions import STEPS
from assessments.refusals import NotBookable
from hipcoach.pages.merging import Changed
from hipcoach.pages.unmerging import CannotUndo, undo
from tests.assessments.intakes import UNREMARKABLE
from tests.makers import make_client, make_service, make_signed_in_client, make_trainer
from tests.pages.doubled import merged

ROUNDS = 4


def together(*acts: Callable[[], Any]) -> list[Any]:
    """Run all at once; what each came back with, or was refused with."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            barrier.wait(timeout=10)
            return act()
        except (Changed, CannotUndo, NotBookable) as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def merge_now(kept: Client, gone: Client, now: datetime) -> Callable[[], object]:
    return lambda: merged(Client.objects.get(pk=kept.pk), Client.objects.get(pk=gone.pk), now=now)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(ROUNDS))
def test_an_intake_sent_meanwhile_arrives(now: datetime, _round: int) -> None:
    trainer = make_trainer(hours=False)
    gone = make_signed_in_client(trainer=trainer)
    kept = make_client(trainer=trainer, email=gone.email, shares_email=True)
    save_draft(client=gone, answers=UNREMARKABLE, now=now)
    phone = Browser()
    assert gone.user
    phone.force_login(gone.user)
    last = {each.key: UNREMARKABLE[each.key] for each in STEPS[-1].questions if each.key in UNREMARKABLE}
    came, answer = together(
        merge_now(kept, gone, now), lambda: phone.post(f"/me/intake/?step={STEPS[-1].key}", last)
    )
    assert answer.status_code == 302
    client = kept if not isinstance(came, Changed) else gone
    assert Intake.objects.get().client == client
    assert Screen.objects.filter(client=client).count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(ROUNDS))
def test_a_visit_booked_meanwhile_is_somebodys(now: datetime, _round: int) -> None:
    trainer = make_trainer()
    service = make_service(trainer=trainer)
    kept, gone = make_client(trainer=trainer), make_client(trainer=trainer)
    contact = Contact(name=gone.name, email=gone.email, zone="Europe/Berlin")
    start = now + timedelta(days=2, hours=3)
    together(
        merge_now(kept, gone, now),
        lambda: book(service=service, start=start, contact=contact, now=now),
    )
    visit = Appointment.objects.get()
    assert Client.objects.filter(pk=visit.client_id).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(ROUNDS))
def test_two_tabs_merge_once_also_the_other_way_round(now: datetime, _round: int) -> None:
    trainer = make_trainer(hours=False)
    one, other = make_client(trainer=trainer, email="a@x.org"), make_client(trainer=trainer, email="b@x.org")
    with suppress(Client.DoesNotExist):
        together(merge_now(one, other, now), merge_now(other, one, now))
    assert Client.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_taken_back_by_two_tabs_it_comes_back_once(now: datetime) -> None:
    trainer = make_trainer(hours=False)
    kept, gone = make_client(trainer=trainer), make_client(trainer=trainer)
    merge = merged(kept, gone, now=now)
    found = together(*[lambda: undo(merge=merge, trainer=trainer, now=now)] * 2)
    assert found == [gone, gone]
    assert Client.objects.count() == 2


def test_a_request_under_way_goes_on_with_what_the_record_became(db: None, now: datetime) -> None:
    trainer = make_trainer(hours=False)
    gone = make_signed_in_client(trainer=trainer)
    kept = make_client(trainer=trainer, email=gone.email, shares_email=True)
    phone = Browser()
    assert gone.user
    phone.force_login(gone.user)
    seen: list[str] = []

    def meanwhile(execute: Any, sql: str, *args: Any) -> Any:
        """Merge once the request knows whose it is, right before it begins to write."""
        is_about_to_write = sql.startswith("SAVEPOINT") and any("assessments_client" in each for each in seen)
        if is_about_to_write and "merge" not in seen:
            seen.append("merge")
            merge_now(kept, gone, now)()
        seen.append(sql)
        return execute(sql, *args)

    with connection.execute_wrapper(meanwhile):
        answer = phone.post("/me/intake/")
    assert (answer.status_code, "merge" in seen) == (302, True)
    assert kept.intakes.drafts().count() == 1
