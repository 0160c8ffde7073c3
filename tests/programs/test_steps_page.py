"""Steps on the trainer's pages: shown with reasons, one tap each way, and only for their own clients."""

from datetime import datetime, timedelta

import pytest
from django.test import Client as Browser
from pytest_django import DjangoAssertNumQueries

from assessments.models import Client, Consent
from hipcoach.privacy.models import AuditEntry
from programs.models import Decision, Plan
from tests.makers import make_signed_in_client, make_trainer
from tests.programs.makers import assigned_plan, make_ready, make_template
from tests.programs.sessions import train, train_twice


def trained(client: Client, *, now: datetime, **told: int) -> Plan:
    template = make_template(exercises=["long-stance-lunge", "glute-bridge"], slug=f"made-{client.pk}")
    plan = assigned_plan(client, template=template, now=now - timedelta(days=7))
    train_twice(plan, now=now, **told)
    return plan


@pytest.fixture
def waiting(ready: Client, now: datetime) -> Plan:
    return trained(ready, now=now)


def post(desk: Browser, plan: Plan, **data: str | list[str]) -> str:
    response = desk.post(f"{plan.get_absolute_url()}steps/", data, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def name_of(plan: Plan, number: int, kind: str = "reps") -> str:
    return f"{plan.items.all()[number].pk}:{kind}"


def test_plan_page_and_desk_tell_the_steps_with_their_reasons(desk: Browser, waiting: Plan) -> None:
    for address in (waiting.get_absolute_url(), "/desk/"):
        page = desk.get(address).content.decode()
        assert page.count("Twice all of it, easy and without pain: 10–12 repetitions instead of 10.") == 2
        assert name_of(waiting, 0) in page


def test_one_tap_takes_it_and_leads_back_where_it_was(desk: Browser, waiting: Plan) -> None:
    page = post(desk, waiting, take=name_of(waiting, 0), back="desk")
    assert "<title>Today" in page
    assert "Done: version 2 is your client&#x27;s plan now." in page
    new = waiting.client.plans.current().get()
    page = post(desk, new, take=[name_of(new, 1)])
    assert "Glute bridge: more repetitions, 10–12." in page
    assert "Long-stance lunge: more repetitions, 10–12." in page


def test_one_tap_declines_it(desk: Browser, waiting: Plan) -> None:
    page = post(desk, waiting, decline=name_of(waiting, 0))
    assert "All right, it stays as it is." in page
    assert waiting.client.plans.count() == 1
    assert Decision.objects.get().outcome == "declined"


def test_what_no_longer_stands_is_said(desk: Browser, waiting: Plan, now: datetime) -> None:
    train(waiting, at=now, effort="hard")
    assert "no longer stands" in post(desk, waiting, take=name_of(waiting, 0))
    assert waiting.client.plans.count() == 1


@pytest.mark.parametrize("value", ["0:reps", "x", "", ":", "1e9:reps", "{}:party", "{}:", "٣:reps"])
def test_a_tampered_step_is_not_found(desk: Browser, waiting: Plan, value: str) -> None:
    url = f"{waiting.get_absolute_url()}steps/"
    named = value.format(waiting.items.all()[0].pk)
    assert desk.post(url, {"take": named}).status_code == 404
    assert desk.get(url).status_code == 405


def test_small_steps_by_themselves_are_one_tap_too(desk: Browser, waiting: Plan) -> None:
    url = f"{waiting.get_absolute_url()}small-steps/"
    assert (
        "Ask me before every step" in desk.post(url, {"by_themselves": "yes"}, follow=True).content.decode()
    )
    waiting.refresh_from_db()
    assert waiting.small_steps
    desk.post(url, {"by_themselves": "no"})
    waiting.refresh_from_db()
    assert not waiting.small_steps


def test_strangers_change_nothing(client: Browser, waiting: Plan, clock: None) -> None:
    client.force_login(make_trainer().user)
    for name in ("steps", "small-steps", "revise"):
        data = {"take": name_of(waiting, 0), "by_themselves": "yes"}
        assert client.post(f"{waiting.get_absolute_url()}{name}/", data).status_code == 404
    assert waiting.client.plans.count() == 1


def test_the_desk_names_pain_and_standstill_and_notes_who_was_seen(
    desk: Browser, waiting: Plan, now: datetime
) -> None:
    idle, hurt = (
        make_signed_in_client(trainer=waiting.client.trainer, name=name) for name in ("Idle", "Sore")
    )
    for each in (idle, hurt):
        make_ready(each, now=now)
    assigned_plan(idle, template=waiting.template, now=now - timedelta(days=9))
    trained(hurt, now=now, pain=6)
    page = desk.get("/desk/").content.decode()
    assert "9 days without a session" in page
    assert "Pain 6, 29 Nov" in page
    noted = AuditEntry.objects.filter(subject="list", fields=["screen", "plans", "sessions"])
    assert set(noted.values_list("client_ref", flat=True)) == {waiting.client_id, idle.pk, hurt.pk}
    hurt.consents.filter(kind=Consent.Kind.HEALTH_DATA).update(withdrawn_at=now)
    assert "Pain 6" not in desk.get("/desk/").content.decode()


def test_the_clients_page_tells_it_too(desk: Browser, waiting: Plan) -> None:
    page = desk.get(waiting.client.get_absolute_url()).content.decode()
    assert "2 done, 3 planned so far" in page
    assert "2 steps to decide" in page


def test_many_clients_cost_the_desk_as_many_queries_as_one(
    desk: Browser, waiting: Plan, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(40) as few:
        desk.get("/desk/")
    for _number in range(3):
        client = make_signed_in_client(trainer=waiting.client.trainer)
        make_ready(client, now=now)
        trained(client, now=now, pain=5)
    with django_assert_max_num_queries(len(few)):
        desk.get("/desk/")
