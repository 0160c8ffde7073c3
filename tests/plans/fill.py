"""A site of any size: one client's whole chain by the real verbs, then copied by SQL as often as asked.

Trainers have the numbers from 1, and so have clients; client n belongs to trainer ((n - 1) mod trainers) + 1.
So shares are odd numbers mostly: one in three of all clients is one in three of each trainer's.
Run inside `manage.py shell` on PostgreSQL.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from allauth.account.models import EmailAddress
from django.db import connection, models, transaction
from django.utils import timezone

from assessments import findings
from assessments.models import (
    Appointment,
    Assessment,
    BusyBlock,
    CalendarSource,
    Client,
    Consent,
    Intake,
    Practice,
    Service,
    Trainer,
    Trial,
    WeeklyHours,
)
from hipcoach.accounts.models import User
from programs import library
from programs.models import ItemLog, Plan, Question, SessionLog
from tests.bench.figures import SERVICE, ZONE
from tests.makers import PASSWORD, make_client, make_user
from tests.plans.sizes import Size
from tests.programs.makers import assigned_plan, make_assessment, make_ready, make_session

IN_A_PRACTICE = 4
# Four visits a day, every second hour; the newest lie so many days ahead.
VISITS_A_DAY, DAYS_AHEAD = 4, 40
NAMES = "ARRAY['Ada','Bo','Cleo','Dario','Edda','Femi','Gus','Hana','Ines','Jan','Kaya','Lou','Mira','Nils']"


@dataclass(frozen=True, slots=True, kw_only=True)
class Models:
    """The rows that all others are copies of."""

    client: Client
    visit: Appointment
    assessment: Assessment
    plan: Plan
    session: SessionLog


def fill(size: Size) -> None:
    """Fill an empty database."""
    now = timezone.now()
    with transaction.atomic():
        services = _make_services(size.trainers)
        made = _make_models(services[0], now=now)
    with connection.cursor() as cursor:
        # Every row points to one that is there by the way it is made; a million checks would only say so.
        cursor.execute("SET session_replication_role = replica; SET statement_timeout = 0")
        cursor.execute("SET maintenance_work_mem = '256MB'")
        with _indexes_last():
            for statement in _copies(size, made):
                cursor.execute(statement)
        _count_on()
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("RESET session_replication_role; RESET statement_timeout; RESET maintenance_work_mem")


def _make_services(count: int) -> list[Service]:
    """One service of each of so many trainers, four of them in a practice."""
    numbers = range(1, count + 1)
    users = User.objects.bulk_create(
        User(id=number, email=f"trainer{number}@example.com", name=f"Trainer {number}") for number in numbers
    )
    users[0].set_password(PASSWORD)
    users[0].save()
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, primary=True, verified=True) for user in users
    )
    practices = Practice.objects.bulk_create(
        Practice(name=f"Studio {user.pk}", owner=user) for user in users[::IN_A_PRACTICE]
    )
    trainers = Trainer.objects.bulk_create(
        Trainer(
            id=user.pk,
            practice=practices[place // IN_A_PRACTICE],
            user=user,
            name=user.name,
            slug=f"trainer-{user.pk}",
            zone=ZONE,
        )
        for place, user in enumerate(users)
    )
    WeeklyHours.objects.bulk_create(
        WeeklyHours(trainer=trainer, weekday=day, opens=9 * 60, closes=17 * 60)
        for trainer in trainers
        for day in range(7)
    )
    CalendarSource.objects.bulk_create(
        CalendarSource(trainer=trainer, name="Own", url="https://calendar.example/own.ics")
        for trainer in trainers
    )
    _count_on()
    return Service.objects.bulk_create(
        Service(
            id=trainer.pk,
            trainer=trainer,
            slug=SERVICE,
            name="Movement assessment",
            buffer_after=0,
            notice=60,
        )
        for trainer in trainers
    )


def _make_models(service: Service, *, now: datetime) -> Models:
    """The first client's chain, from the intake to a session; an hour for it that no copy takes."""
    library.load(now=now)
    user = make_user(email="client1@example.com", name="Ada Client 1")
    client = make_client(trainer=service.trainer, user=user, name="Ada Client 1")
    make_ready(client, now=now)
    at = (now - timedelta(days=2)).replace(hour=2, minute=0, second=0, microsecond=0)
    assessment = make_assessment(client=client, service=service, at=at)
    Trial.objects.create(
        assessment=assessment,
        key=uuid4(),
        side=findings.Side.LEFT,
        kind=findings.TrialKind.COUNTED,
        number=1,
        hold=Decimal(6),
        knee=findings.KneeLevel.ABOVE,
        ended_by=findings.EndedBy.DROP,
        recorded_at=at,
    )
    Assessment.objects.filter(pk=assessment.pk).update(shared_at=at)
    plan = assigned_plan(client, now=now - timedelta(days=1))
    session = make_session(plan, now=now)
    return Models(
        client=client, visit=assessment.appointment, assessment=assessment, plan=plan, session=session
    )


def _copies(size: Size, made: Models) -> Iterator[str]:
    """Statements, in the order in which each one finds what it points to."""
    yield from _people(size, made)
    yield from _visits(size, made)
    yield from _health(made)
    yield from _programs(made)
    yield from _mails()
    yield from _traces()


def _people(size: Size, made: Models) -> Iterator[str]:
    user = made.client.user
    assert user
    numbers = f"generate_series(2, {size.clients}) n"
    person = {"email": "'client' || n || '@example.com'"}
    name = f"({NAMES})[1 + n % 14] || ' Client ' || n"
    account = f"{user.pk - 1} + n"
    yield _copy(user, numbers, person | {"id": account, "name": name, "last_login": "now()"})
    yield _copy(EmailAddress.objects.get(user=user), numbers, person | {"user_id": account})
    yield _copy(
        made.client,
        numbers,
        person
        | {
            "id": "n",
            "trainer_id": f"(n - 1) % {size.trainers} + 1",
            "user_id": account,
            "name": name,
            "phone": "'+49 30 ' || n",
            # Half of them, one in fifty each week.
            "retest_on": "CASE WHEN n / 7 % 2 = 0 THEN current_date - 175 + 7 * (n / 14 % 50) END",
        },
    )


def _visits(size: Size, made: Models) -> Iterator[str]:
    each, clients = size.visits // size.trainers, size.clients // size.trainers
    source = f"""
        generate_series(1, {size.trainers}) t
        CROSS JOIN generate_series(0, {each - 1}) k
        CROSS JOIN LATERAL (
            SELECT t + {size.trainers} * (k % {clients}) AS client,
                   (current_date + {DAYS_AHEAD} - k / {VISITS_A_DAY}
                    + make_time(9 + 2 * (k % {VISITS_A_DAY}), 0, 0)) AT TIME ZONE '{ZONE}' AS start
        ) at
    """
    yield _copy(
        made.visit,
        source,
        {
            "trainer_id": "t",
            "service_id": "t",
            "client_id": "at.client",
            # A third of what is over was never marked.
            "status": "CASE WHEN k % 20 = 7 THEN 'cancelled'"
            " WHEN at.start > now() OR k % 3 = 0 THEN 'confirmed'"
            " WHEN k % 20 = 13 THEN 'no_show' ELSE 'attended' END",
            "start": "at.start",
            "end": "at.start + interval '1 hour'",
            "blocked_start": "at.start",
            "blocked_end": "at.start + interval '1 hour'",
            "booked_at": "at.start - interval '50 days'",
            "contact_name": "'Client ' || at.client",
            "contact_email": "'client' || at.client || '@example.com'",
            "nonce": "substr(md5(t || ':' || k), 1, 16)",
        },
    )
    yield _copy(
        BusyBlock.objects.create(
            trainer=made.client.trainer, start=made.visit.start, end=made.visit.end, label="Own"
        ),
        "assessments_trainer t CROSS JOIN generate_series(1, 100) k",
        {
            "trainer_id": "t.id",
            "source_id": "(SELECT s.id FROM assessments_calendarsource s WHERE s.trainer_id = t.id)",
            "start": "current_date - 40 + k + time '18:00'",
            "end": "current_date - 40 + k + time '19:00'",
        },
    )


def _health(made: Models) -> Iterator[str]:
    """What each client agreed to and answered, the screen of it, and a test of each one's newest visit."""
    intake = Intake.objects.get()
    others = "(SELECT id, now() - interval '1 day' * (id % 499) AS at FROM assessments_client WHERE id > 1) c"
    for consent in Consent.objects.all():
        yield _copy(consent, others, {"client_id": "c.id", "given_at": "c.at"})
    nudges = Consent(client=made.client, kind=Consent.Kind.NUDGES, wording_version=consent.wording_version)
    nudges.given_at = intake.started_at
    nudges.save()
    yield _copy(nudges, f"{others} WHERE c.id % 3 = 0", {"client_id": "c.id", "given_at": "c.at"})
    answered = {"client_id": "c.id", "started_at": "c.at", "submitted_at": "c.at"}
    yield _copy(intake, others, answered)
    yield _copy(
        intake.screen,
        f"(SELECT * FROM assessments_intake WHERE id <> {intake.pk}) i",
        {
            "intake_id": "i.id",
            "client_id": "i.client_id",
            "made_at": "i.submitted_at",
            "outcome": "CASE WHEN i.id % 41 = 0 THEN 'review' ELSE 'clear' END",
        },
    )
    newest = f"""
        (SELECT DISTINCT ON (client_id) * FROM assessments_appointment
        WHERE status = 'attended' AND id <> {made.visit.pk} ORDER BY client_id, start DESC) v
    """
    yield _copy(
        made.assessment,
        newest,
        {
            "appointment_id": "v.id",
            "client_id": "v.client_id",
            "tester_id": "v.trainer_id",
            "started_at": "v.start",
            # One in a hundred was begun and left open.
            "finished_at": 'CASE WHEN v.client_id % 97 > 0 THEN v."end" END',
            "shared_at": 'CASE WHEN v.client_id % 97 > 0 THEN v."end" END',
        },
    )
    tests = f"(SELECT * FROM assessments_assessment WHERE id <> {made.assessment.pk}) a"
    finding = {"assessment_id": "a.id", "made_at": "a.finished_at"}
    yield _copy(made.assessment.finding, f"{tests} WHERE a.finished_at IS NOT NULL", finding)
    trial = {"assessment_id": "a.id", "key": "gen_random_uuid()", "recorded_at": "a.started_at"}
    yield _copy(
        Trial.objects.get(),
        f"{tests} CROSS JOIN (VALUES ('left'), ('right')) s (side)",
        trial | {"side": "s.side"},
    )


def _programs(made: Models) -> Iterator[str]:
    """A plan for each third client, half of them archived; eight sessions of each; some questions."""
    yield _copy(
        made.plan,
        "(SELECT * FROM assessments_client WHERE id > 1 AND id % 3 = 0) c",
        {
            "client_id": "c.id",
            "series": "gen_random_uuid()",
            "assessment_id": "NULL",
            "assigned_at": "now() - interval '1 day' * (c.id % 299)",
            "starts_on": "current_date - (c.id % 299)::int",
            "archived_at": "CASE WHEN c.id % 6 = 0 THEN now() END",
            "small_steps": "c.id % 33 = 3",
        },
    )
    plans = f"(SELECT * FROM programs_plan WHERE id <> {made.plan.pk}) p"
    for item in made.plan.items.all():
        yield _copy(item, plans, {"plan_id": "p.id", "line": "gen_random_uuid()"})
    yield _copy(
        made.session,
        f"{plans} CROSS JOIN generate_series(1, 8) k WHERE p.starts_on + 2 * k <= current_date",
        {
            "client_id": "p.client_id",
            "plan_id": "p.id",
            "key": "gen_random_uuid()",
            "day": "p.starts_on + 2 * k",
            "logged_at": "p.starts_on + 2 * k + time '18:00'",
        },
    )
    yield _copy(
        ItemLog.objects.all()[0],
        f'programs_sessionlog l JOIN programs_planitem i ON i.plan_id = l.plan_id AND i."order" <= 3'
        f" WHERE l.id <> {made.session.pk}",
        {"session_id": "l.id", "plan_item_id": "i.id"},
    )
    question = Question.objects.create(
        client=made.client,
        item=made.plan.items.all()[0],
        key=uuid4(),
        text="Like this?",
        written_at=made.plan.assigned_at,
    )
    yield _copy(
        question,
        f'{plans} JOIN programs_planitem i ON i.plan_id = p.id AND i."order" = 1'
        " CROSS JOIN (VALUES (false), (true)) a (is_answer)"
        " WHERE p.id % 5 = 0 AND (NOT a.is_answer OR p.id % 35 > 0)",
        {
            "client_id": "p.client_id",
            "item_id": "i.id",
            "key": "gen_random_uuid()",
            "is_answer": "a.is_answer",
            "written_at": "p.assigned_at",
        },
    )


def _mails() -> Iterator[str]:
    """Two for each visit: of booking it, and the reminder. Those of visits ahead wait, a few are due now."""
    yield """
        INSERT INTO mail_outgoingemail (key, kind, subject_ref, facts, secret, "to", trainer_ref,
                                        urgent, promised_at, due_at, useful_until, state, reason, attempts,
                                        settled_at)
        SELECT 'appointment:' || v.id || ':' || m.kind || ':v1', m.kind, 'appointment:' || v.id,
               jsonb_build_object('appointment', v.id, 'version', v.version, 'before', 1440), '',
               CASE WHEN v.start > now() - interval '1 year' THEN v.contact_email ELSE '' END, v.trainer_id,
               false, v.booked_at, m.due, v.start,
               CASE WHEN m.due > now() THEN 'promised' WHEN v.id % 199 = 0 THEN 'failed' ELSE 'sent' END,
               '', 1,
               CASE WHEN m.due <= now() THEN m.due END
        FROM assessments_appointment v CROSS JOIN LATERAL (
            VALUES ('appointment-booked', v.booked_at), ('appointment-reminder', v.start - interval '1 day')
        ) m (kind, due)
    """
    yield """
        UPDATE mail_outgoingemail SET due_at = now() - interval '1 minute' WHERE id IN (
            SELECT id FROM mail_outgoingemail WHERE state = 'promised' ORDER BY due_at LIMIT 20
        )
    """


def _traces() -> Iterator[str]:
    """Who looked at whom, who is signed in, what was counted and what is to be erased."""
    yield """
        INSERT INTO privacy_auditentry (at, actor_id, act, client_ref, subject, fields)
        SELECT now() - interval '1 hour' * (c.id % 8999 + k * 700), c.trainer_id, 'read', c.id,
               (ARRAY['timeline', 'list', 'plan 1', 'results'])[1 + k % 4], '["screen"]'
        FROM assessments_client c CROSS JOIN generate_series(1, 5) k
    """
    yield """
        INSERT INTO accounts_devicesession (session_key, session_data, expire_date, user_id)
        SELECT md5('session' || u.id), repeat('sealed', 60), now() + interval '1 day' * (u.id % 90),
               CASE WHEN u.id % 100 > 0 THEN u.id END
        FROM accounts_user u WHERE u.id % 4 = 0
    """
    yield """
        INSERT INTO privacy_ratecount (key, "window", count)
        SELECT encode(sha256(c.id::text::bytea), 'hex'),
               date_trunc('hour', now()) - interval '1 hour' * (c.id % 48), 1
        FROM assessments_client c WHERE c.id % 4 = 0
    """
    yield """
        INSERT INTO privacy_erasurerequest (client_ref, reason, asked_at, due_at, undone_at, done_at)
        SELECT c.id, 'client', now() - interval '8 days', now() - interval '1 day',
               CASE WHEN c.id NOT IN (505, 909) THEN now() END, NULL
        FROM assessments_client c WHERE c.id > 1 AND c.id % 101 = 0
    """
    yield """
        INSERT INTO assessments_merge (kept_id, gone_ref, merged_at, undone_at, record)
        SELECT c.id, 1000000000 + c.id, now() - interval '90 days', NULL, NULL
        FROM assessments_client c WHERE c.id % 51 = 1 AND c.id > 1
    """


def _copy(row: models.Model, source: str, values: Mapping[str, str]) -> str:
    """Copy this row once for each of the source's, with these values instead of its own."""
    fields = [field for field in row._meta.concrete_fields if not field.primary_key]
    columns = {field.column: f'model."{field.column}"' for field in fields} | values
    names = ", ".join(f'"{column}"' for column in columns)
    return f"""
        INSERT INTO {row._meta.db_table} ({names})
        SELECT {", ".join(columns.values())}
        FROM (SELECT * FROM {row._meta.db_table} WHERE id = {row.pk}) model CROSS JOIN {source}
    """


@contextmanager
def _indexes_last() -> Iterator[None]:
    """Without the indexes that guard nothing meanwhile: made at once, at the end, they cost a third."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
            " JOIN pg_class c ON c.oid = indrelid"
            " WHERE c.relnamespace = 'public'::regnamespace AND NOT indisunique"
            " AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)"
        )
        left_out = cursor.fetchall()
        for name, _definition in left_out:
            cursor.execute(f"DROP INDEX {name}")
        yield
        for _name, definition in left_out:
            cursor.execute(definition)


def _count_on() -> None:
    """Let every table's numbers go on behind those that were given."""
    with connection.cursor() as cursor:
        tables = [model._meta.db_table for model in (User, Trainer, Service, Client)]
        for table in tables:
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")
