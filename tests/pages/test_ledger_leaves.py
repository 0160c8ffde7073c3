"""The ledger is read leaf by leaf, each mail once, in as many queries whatever it holds."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from assessments.models import Trainer
from hipcoach.mail.ledger import MAILS_ON_A_LEAF, Leaf
from hipcoach.mail.models import OutgoingEmail
from tests.mail.promises import promise


def promise_many(count: int, *, trainer: Trainer, now: datetime) -> None:
    """Three due at the same minute each."""
    for number in range(count):
        promise(now=now, due_at=now - timedelta(minutes=number // 3), trainer_ref=trainer.pk)


def leaf_at(desk: Browser, query: str) -> Leaf:
    leaf: Leaf = desk.get(f"/desk/mail/?{query}").context["leaf"]
    return leaf


@pytest.mark.parametrize("state", ["", "promised"])
def test_leafing_on_and_back_shows_every_mail_once(
    desk: Browser, trainer: Trainer, now: datetime, state: str
) -> None:
    promise_many(2 * MAILS_ON_A_LEAF + 5, trainer=trainer, now=now)
    leaf = leaf_at(desk, f"state={state}")
    leaves = [leaf]
    while leaf.on:
        leaf = leaf_at(desk, f"state={state}&after={leaf.on}")
        leaves.append(leaf)
    seen = [mail.pk for each in leaves for mail in each.mails]
    assert [len(each.mails) for each in leaves] == [MAILS_ON_A_LEAF, MAILS_ON_A_LEAF, 5]
    assert len(set(seen)) == len(seen)
    assert leaf_at(desk, f"state={state}&before={leaf.back}") == leaves[1]
    assert leaf_at(desk, f"state={state}&before={leaves[1].back}") == leaves[0]


def test_a_full_leaf_takes_no_more_queries_than_a_short_one(
    desk: Browser, trainer: Trainer, now: datetime
) -> None:
    counts = []
    for _ in range(2):
        promise_many(MAILS_ON_A_LEAF // 2, trainer=trainer, now=now)
        with CaptureQueriesContext(connection) as queries:
            desk.get("/desk/mail/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("state", ["", "promised", "failed"])
def test_a_leaf_is_found_by_an_index_in_its_order(trainer: Trainer, now: datetime, state: str) -> None:
    """Otherwise a long history would be sorted for every look at it."""
    mails = OutgoingEmail.objects.filter(trainer_ref=trainer.pk, **({"state": state} if state else {}))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
    plan = mails.between(None, now).latest_first()[:MAILS_ON_A_LEAF].explain().lower()
    assert f"outgoing_ledger{'_state' * bool(state)}" in plan
    assert "sort" not in plan
    assert "temp b-tree" not in plan
