"""Assign one template to several clients at once: each is checked by every rule, and each is told apart."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from assessments.models import Assessment, Client, Trainer
from programs.assigning import ReasonMissing, assign
from programs.models import Plan, Template
from programs.refusals import Refused

MOST_AT_ONCE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What became of one client: the plan, or why there is none.

    `suits` names the templates that suit a client better, where a reason for this one is still to be given.
    """

    client: Client
    plan: Plan | None = None
    refused: str = ""
    suits: tuple[str, ...] = ()
    had_it: bool = False


def assign_to_several(
    *,
    clients: Collection[Client],
    template: Template,
    trainer: Trainer,
    starts_on: date,
    note: str = "",
    reasons: Mapping[int, str],
    now: datetime,
) -> tuple[Given, ...]:
    """One client's refusal stops nobody else's plan; sent twice, each has the one plan.

    Whom other templates suit better gets this one only with a reason; `reasons` holds them by client id.
    Every plan goes by the client's last finished test. Raises DoesNotExist for another trainer's client.
    """
    ordered = sorted(clients, key=lambda client: client.pk)
    tests = _last_tests(ordered)
    return tuple(
        _give(
            client,
            template=template,
            trainer=trainer,
            assessment=tests.get(client.pk),
            starts_on=starts_on,
            note=note,
            why=reasons.get(client.pk, ""),
            now=now,
        )
        for client in ordered
    )


def _give(
    client: Client,
    *,
    template: Template,
    trainer: Trainer,
    assessment: Assessment | None,
    starts_on: date,
    note: str,
    why: str,
    now: datetime,
) -> Given:
    try:
        plan = assign(
            client=client,
            template=template,
            trainer=trainer,
            assessment=assessment,
            starts_on=starts_on,
            note=note,
            why=why,
            now=now,
        )
    except ReasonMissing as missing:
        return Given(client=client, suits=missing.suits)
    except Refused as refused:
        return Given(client=client, refused=str(refused))
    return Given(client=client, plan=plan, had_it=plan.assigned_at < now)


def _last_tests(clients: Sequence[Client]) -> dict[int, Assessment]:
    tests = Assessment.objects.finished().filter(client__in=clients).order_by("finished_at", "pk")
    return {test.client_id: test for test in tests}
