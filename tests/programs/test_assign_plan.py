"""Assigning: a dated copy of the template, one current plan a client, one promised mail."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from assessments.models import Client, Service
from hipcoach.mail.models import OutgoingEmail
from hipcoach.privacy.models import AuditEntry
from programs.assigning import archive, assign
from programs.models import Plan
from tests.programs.makers import assigned_plan, make_assessment, shared_template


def test_a_plan_copies_its_template(ready: Client, service: Service, now: datetime) -> None:
    assessment = make_assessment(client=ready, service=service, at=now - timedelta(hours=1))
    template = shared_template()
    plan = assign(
        client=ready,
        template=template,
        trainer=ready.trainer,
        assessment=assessment,
        starts_on=date(2026, 12, 7),
        note="Slowly, please.",
        now=now,
    )
    assert (plan.name, plan.summary, plan.weeks) == ("Above the hip", template.client_summary, 6)
    assert (plan.starts_on, plan.ends_on) == (date(2026, 12, 7), date(2027, 1, 17))
    assert (plan.version, plan.previous, plan.note) == (1, None, "Slowly, please.")
    assert plan.reasons == ["You lift the foot already; next comes holding the knee above the hip."]
    assert plan.inputs["overall"] == "limited"
    assert [(each.name, each.dose) for each in plan.items.all()] == [
        (each.exercise.name, each.dose) for each in template.items.select_related("exercise")
    ]


def test_the_plan_before_is_archived_and_points_to_the_next(plan: Plan, now: datetime) -> None:
    later = now + timedelta(days=1)
    new = assigned_plan(plan.client, template=shared_template("first-lift"), now=later)
    plan.refresh_from_db()
    assert plan.archived_at == later
    assert (new.previous, new.version) == (plan, 2)
    assert list(plan.client.plans.current()) == [new]


def test_the_same_assignment_sent_twice_is_one_plan(plan: Plan, now: datetime) -> None:
    assert assigned_plan(plan.client, now=now + timedelta(seconds=3)) == plan
    assert plan.client.plans.count() == 1
    assert OutgoingEmail.objects.filter(kind="plan-assigned").count() == 1
    assert AuditEntry.objects.filter(subject=f"plan {plan.pk}").count() == 1


@pytest.mark.parametrize("change", [{"note": "New word."}, {"starts_on": date(2026, 12, 14)}], ids=str)
def test_a_corrected_assignment_is_a_new_version(plan: Plan, now: datetime, change: dict[str, Any]) -> None:
    same: dict[str, Any] = {"starts_on": plan.starts_on, "note": plan.note}
    new = assign(
        client=plan.client,
        template=shared_template(),
        trainer=plan.client.trainer,
        now=now,
        **(same | change),
    )
    assert (new.version, new.previous) == (2, plan)


def test_the_client_is_promised_one_mail_about_the_current_plan(plan: Plan, now: datetime) -> None:
    new = assigned_plan(plan.client, template=shared_template("first-lift"), now=now)
    mails = OutgoingEmail.objects.filter(kind="plan-assigned").values_list("subject_ref", "to", "state")
    assert set(mails) == {
        (plan.ref, plan.client.email, "skipped"),
        (new.ref, plan.client.email, "promised"),
    }


def test_a_client_without_an_address_gets_a_plan_and_no_mail(ready: Client, now: datetime) -> None:
    ready.email = ""
    ready.save()
    assert assigned_plan(ready, now=now).items.exists()
    assert not OutgoingEmail.objects.filter(kind="plan-assigned").exists()


def test_an_archived_plan_is_over_once_and_its_mail_is_not_sent(plan: Plan, now: datetime) -> None:
    for minutes in (1, 2):
        archive(plan=plan, trainer=plan.client.trainer, now=now + timedelta(minutes=minutes))
    plan.refresh_from_db()
    assert plan.archived_at == now + timedelta(minutes=1)
    assert not plan.client.plans.current().exists()
    assert OutgoingEmail.objects.get(subject_ref=plan.ref).state == "skipped"


def test_assigning_and_archiving_are_noted_without_values(plan: Plan, now: datetime) -> None:
    archive(plan=plan, trainer=plan.client.trainer, now=now)
    entries = AuditEntry.objects.filter(subject=f"plan {plan.pk}").order_by("pk")
    assert [(entry.actor, entry.act, entry.fields) for entry in entries] == [
        (plan.client.trainer.user, "change", ["assigned"]),
        (plan.client.trainer.user, "change", ["archived"]),
    ]
