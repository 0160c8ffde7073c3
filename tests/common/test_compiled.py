"""A query whose SQL is written once answers as the queryset does, whatever it is asked."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from assessments.models import Appointment, Client, DateOverride, Service
from hipcoach.common.compiled import Compiled, CompiledInsert, CompiledModels
from hipcoach.mail.models import OutgoingEmail
from tests.makers import make_appointment, make_client, make_service, make_trainer

pytestmark = pytest.mark.django_db
FIRST = datetime(2026, 12, 1, 9, tzinfo=UTC)


@pytest.fixture
def visits(service: Service, client_record: Client) -> list[Appointment]:
    hours = [FIRST + timedelta(hours=hour) for hour in range(4)]
    return [make_appointment(client=client_record, service=service, start=hour) for hour in hours]


def test_moments_may_be_shifted_in_the_query(visits: list[Appointment]) -> None:
    found = Compiled(
        lambda since: Appointment.objects.filter(start__gt=since - timedelta(hours=1)).values_list("pk")
    )
    for hour in range(4):
        rows = found.rows(FIRST + timedelta(hours=hour + 1))
        assert sorted(rows) == [(visit.pk,) for visit in visits[hour + 1 :]]


@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_any_number_of_a_tuple_is_found(count: int) -> None:
    found = Compiled(lambda some: Service.objects.filter(trainer__pk__in=some).values_list("trainer_id"))
    services = [make_service(trainer=make_trainer()) for _ in range(6)]
    asked = tuple(service.trainer_id for service in services[:count])
    assert sorted(found.rows(asked)) == sorted((each,) for each in asked)


def test_what_is_not_given_may_change_the_query(service: Service) -> None:
    def build(slug: Any, trainer: Any) -> Any:
        found = Service.objects.filter(slug=slug)
        return (found if trainer is None else found.filter(trainer__slug=trainer)).values_list("pk")

    found, other = Compiled(build), make_service(trainer=make_trainer())
    assert len(found.rows(service.slug, None)) == 2
    assert found.rows(service.slug, other.trainer.slug) == [(other.pk,)]
    assert found.rows("'; DROP TABLE --%s", None) == []


def test_dates_are_dates_on_every_database(service: Service) -> None:
    DateOverride.objects.create(trainer=service.trainer, day=FIRST.date())
    found = Compiled(lambda trainer: DateOverride.objects.filter(trainer__pk=trainer).values_list("day"))
    assert found.rows(service.trainer_id) == [(FIRST.date(),)]


def test_the_second_time_asks_the_same_sql(service: Service) -> None:
    make_client(trainer=service.trainer)
    found = Compiled(lambda slug: Service.objects.filter(slug=slug).values_list("pk"))
    with CaptureQueriesContext(connection) as captured:
        found.rows("one")
        found.rows("two")
    one, two = (query["sql"] for query in captured)
    assert one.replace("one", "two") == two


def test_whole_rows_are_as_the_queryset_has_them(service: Service) -> None:
    service.video_url = "https://video.example/room"
    service.save()
    found = CompiledModels(Service, lambda pk: Service.objects.filter(pk=pk), along=["trainer"])
    row, known = found.found(service.pk)[0], Service.objects.select_related("trainer").get(pk=service.pk)
    assert vars_of(row) == vars_of(known)
    assert vars_of(row.trainer) == vars_of(known.trainer)


def test_whole_rows_bring_the_other_row_along_and_can_be_saved(service: Service) -> None:
    found = CompiledModels(Service, lambda pk: Service.objects.filter(pk=pk), along=["trainer"])
    found.found(service.pk)
    with CaptureQueriesContext(connection) as captured:
        row = found.found(service.pk)[0]
        assert row.trainer.name
    assert len(captured) == 1
    row.name = "Another"
    row.save()
    assert list(Service.objects.values_list("name")) == [("Another",)]


def test_sealed_columns_are_opened(visits: list[Appointment]) -> None:
    visits[0].note = "The side door, please."
    visits[0].save()
    found = CompiledModels(Appointment, lambda pk: Appointment.objects.filter(pk=pk))
    assert found.found(visits[0].pk)[0].note == "The side door, please."


def vars_of(row: Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_rows_further_along_and_keys_that_lead_nowhere(visits: list[Appointment]) -> None:
    visits[1].client = None
    visits[1].status = Appointment.Status.HELD
    visits[1].hold_until = FIRST
    visits[1].save()
    found = CompiledModels(
        Appointment,
        lambda since: Appointment.objects.filter(start__gte=since).order_by("start"),
        along=["trainer", "trainer__user", "client", "client__trainer"],
    )
    found.found(FIRST)
    with CaptureQueriesContext(connection) as captured:
        first, second, *_others = found.found(FIRST)
        assert first.trainer.user.email == visits[0].trainer.user.email
        assert first.client == visits[0].client
        assert second.client is None
        assert first.client
        assert first.client.trainer == first.trainer
        assert first.trainer is second.trainer
    assert len(captured) == 1


def test_a_column_left_out_is_read_when_it_is_asked_for(visits: list[Appointment]) -> None:
    visits[0].note = "The side door, please."
    visits[0].save()
    found = CompiledModels(
        Appointment,
        lambda pk: Appointment.objects.filter(pk=pk),
        along=["client"],
        without=["note", "client__name"],
    )
    visit = found.found(visits[0].pk)[0]
    assert visit.client
    assert visits[0].client
    with CaptureQueriesContext(connection) as captured:
        assert visit.start == visits[0].start
        assert visit.client.email == visits[0].client.email
    assert len(captured) == 0
    with CaptureQueriesContext(connection) as captured:
        assert visit.note == "The side door, please."
        assert visit.client.name == visits[0].client.name
    assert len(captured) == 2


def test_new_rows_are_those_that_django_would_write(service: Service, client_record: Client) -> None:
    inserts, wanted = CompiledInsert(Appointment), []
    for count in (1, 2, 1):
        rows = [like(client_record, service, hour=len(wanted) + hour) for hour in range(count)]
        inserts.insert(*rows)
        wanted += rows
    assert [vars_of(row) for row in Appointment.objects.order_by("start")] == [vars_of(row) for row in wanted]
    assert not any(row._state.adding for row in wanted)
    wanted[0].note = "Another"
    wanted[0].save()
    assert Appointment.objects.count() == 4


def test_a_new_row_is_the_one_that_saving_makes(service: Service, client_record: Client) -> None:
    typed = {"trainer": service.trainer, "name": "Zoë", "phone": "+49 30 1", "formerly": ["Zoe"]}
    client, visit = Client(**typed), like(client_record, service, hour=0)
    CompiledInsert(Client).insert(client)
    CompiledInsert(Appointment).insert(visit)
    saved_client, saved_visit = Client(**typed), like(client_record, service, hour=1)
    saved_client.save()
    saved_visit.save()
    assert same(client, saved_client) == {"id", "created_at"}
    assert same(visit, saved_visit) == {"id", "start", "end", "blocked_start", "blocked_end", "nonce"}


def same(one: Model, other: Model) -> set[str]:
    """The columns in which these rows differ, in the database."""
    mine, its = (vars_of(type(row)._default_manager.get(pk=row.pk)) for row in (one, other))
    return {name for name in mine if mine[name] != its[name]}


def like(client: Client, service: Service, *, hour: int) -> Appointment:
    visit = Appointment(
        trainer=service.trainer,
        service=service,
        client=client,
        contact_email="zoë@example.com",
        note="A note that is sealed.",
        booked_at=FIRST,
    )
    visit.set_time(FIRST + timedelta(hours=hour))
    return visit


def test_what_the_database_refuses_is_refused(visits: list[Appointment]) -> None:
    double = like(visits[0].client or make_client(), visits[0].service, hour=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        CompiledInsert(Appointment).insert(double)
    assert (double.pk, double._state.adding) == (None, True)


def test_rows_that_are_there_already_are_skipped() -> None:
    inserts = CompiledInsert(OutgoingEmail, skip_known=True)
    rows = [OutgoingEmail(key=key, facts={"visit": 1}, promised_at=FIRST, due_at=FIRST) for key in "abc"]
    inserts.insert(rows[0], rows[1])
    rows[1].facts = {"visit": 2}
    inserts.insert(rows[1], rows[2])
    assert list(OutgoingEmail.objects.order_by("key").values_list("key", "facts")) == [
        (key, {"visit": 1}) for key in "abc"
    ]
