"""After `rotate_keys` the old key can be thrown away: everything stored reads with the new one alone."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from assessments.models import Intake, Service
from hipcoach.mail.models import OutgoingEmail
from hipcoach.privacy import rotation
from hipcoach.privacy.crypto import WrongKey, seal, unseal
from hipcoach.privacy.rotation import Column, rotate, sealed_columns
from programs import library
from programs.models import Plan, SessionLog
from tests.accounts.factors import code_at, give_app, give_recovery_codes
from tests.mail.promises import fresh, promise
from tests.makers import make_user
from tests.pages.whole_life import PLAN_NOTE, SESSION_NOTE, live, signed_in

pytestmark = pytest.mark.django_db
OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))


def rotated() -> str:
    out = StringIO()
    call_command("rotate_keys", stdout=out)
    return out.getvalue()


@pytest.fixture
def secret(now: datetime, settings: LazySettings) -> OutgoingEmail:
    """A row that the old key sealed; since then a new one stands in front."""
    settings.FIELD_KEYS = [OLD]
    row = promise(now=now, secret="the left hip")
    settings.FIELD_KEYS = [NEW, OLD]
    return row


COLUMN = Column(OutgoingEmail, "secret")


def test_a_whole_life_reads_with_the_new_key_alone(
    service: Service, now: datetime, settings: LazySettings
) -> None:
    settings.FIELD_KEYS = [OLD]
    library.load(now=now)
    client = live(service, now=now)
    phone = signed_in(client)
    answers = [intake.answers for intake in Intake.objects.order_by("pk")]
    settings.FIELD_KEYS = [NEW, OLD]
    assert "can be taken out" in rotated()
    settings.FIELD_KEYS = [NEW]
    assert [intake.answers for intake in Intake.objects.order_by("pk")] == answers
    assert (Plan.objects.get().note, SessionLog.objects.get().note) == (PLAN_NOTE, SESSION_NOTE)
    assert phone.get("/me/").status_code == 200, "Signed in as before."
    for column in sealed_columns():
        list(column.model._base_manager.all())


def test_without_it_the_old_key_is_still_needed(secret: OutgoingEmail, settings: LazySettings) -> None:
    settings.FIELD_KEYS = [NEW]
    with pytest.raises(WrongKey):
        fresh(secret)


def test_every_encrypted_field_is_found_and_the_sessions_too() -> None:
    names = {str(column) for column in sealed_columns()}
    assert {
        "assessments.Intake.answers",
        "assessments.Trial.pain_place",
        "assessments.CalendarSource.url",
        "programs.Plan.reasons",
        "programs.SessionLog.note",
        "mail.OutgoingEmail.secret",
        "accounts.DeviceSession.session_data",
        "mfa.Authenticator.data",
    } <= names


def test_second_factors_work_on(service: Service, settings: LazySettings) -> None:
    settings.FIELD_KEYS = [OLD]
    user = service.trainer.user
    secret, codes = give_app(user), give_recovery_codes(user)
    settings.FIELD_KEYS = [NEW, OLD]
    column = Column(Authenticator, "data", inside=("secret", "seed"))
    assert (rotate(column).rotated, rotate(column).newest) == (2, 2)
    settings.FIELD_KEYS = [NEW]
    app, recovery = (
        Authenticator.objects.get(user=user, type=kind).wrap() for kind in ("totp", "recovery_codes")
    )
    assert app.validate_code(code_at(secret, datetime.now(UTC)))
    assert recovery.get_unused_codes() == codes


def test_a_second_time_it_has_nothing_to_do(secret: OutgoingEmail) -> None:
    assert rotate(COLUMN).rotated == 1
    again = rotate(COLUMN)
    assert (again.rotated, again.newest) == (0, 1)


def test_more_than_one_batch_is_done_and_a_row_costs_one_statement(
    now: datetime,
    settings: LazySettings,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    monkeypatch.setattr(rotation, "AT_ONCE", 2)
    settings.FIELD_KEYS = [OLD]
    for _ in range(5):
        promise(now=now)
    settings.FIELD_KEYS = [NEW, OLD]
    # Batches of 2, 2 and 1, the look for a fourth, and one update each.
    with django_assert_num_queries(4 + 5):
        assert rotate(COLUMN).rotated == 5


def test_a_write_that_comes_between_is_never_undone(
    secret: OutgoingEmail, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody saves after the value was read, and before it is replaced; even with the old key in front."""
    reseal, written = rotation.reseal, []

    def meanwhile(sealed: str) -> str:
        anew = reseal(sealed)
        if not written:
            settings.FIELD_KEYS = [OLD, NEW]
            OutgoingEmail.objects.filter(pk=secret.pk).update(secret="the right hip")
            settings.FIELD_KEYS = [NEW, OLD]
            written.append(sealed)
        return anew

    monkeypatch.setattr(rotation, "reseal", meanwhile)
    assert rotate(COLUMN).rotated == 1
    settings.FIELD_KEYS = [NEW]
    assert fresh(secret).secret == "the right hip"


@pytest.mark.parametrize("becomes", ["emptied", "deleted"])
def test_what_goes_meanwhile_is_let_go(
    secret: OutgoingEmail, monkeypatch: pytest.MonkeyPatch, becomes: str
) -> None:
    reseal = rotation.reseal

    def meanwhile(sealed: str) -> str:
        row = OutgoingEmail.objects.filter(pk=secret.pk)
        if becomes == "emptied":
            row.update(secret="")
        else:
            row.delete()
        return reseal(sealed)

    monkeypatch.setattr(rotation, "reseal", meanwhile)
    count = rotate(COLUMN)
    assert (count.rotated, count.busy, count.unreadable) == (0, 0, 0)


def test_a_row_that_never_rests_is_told_to_come_back_to(
    secret: OutgoingEmail, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    reseal = rotation.reseal

    def meanwhile(sealed: str) -> str:
        settings.FIELD_KEYS = [OLD, NEW]
        OutgoingEmail.objects.filter(pk=secret.pk).update(secret="another")
        settings.FIELD_KEYS = [NEW, OLD]
        return reseal(sealed)

    monkeypatch.setattr(rotation, "reseal", meanwhile)
    with pytest.raises(CommandError, match="1 values changed again and again"):
        rotated()


def test_a_value_that_no_key_opens_is_counted_and_stops_nothing(
    secret: OutgoingEmail, now: datetime, settings: LazySettings
) -> None:
    lost = promise(now=now, secret="with a key that is gone")
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    sealed = seal(b"lost")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE mail_outgoingemail SET secret = %s WHERE id = %s", [sealed, lost.pk])
    settings.FIELD_KEYS = [NEW, OLD]
    with pytest.raises(CommandError, match="keep every old key"):
        rotated()
    settings.FIELD_KEYS = [NEW]
    assert fresh(secret).secret == "the left hip"


def test_an_assigned_plan_may_be_sealed_anew_though_it_never_changes(
    service: Service, now: datetime, settings: LazySettings
) -> None:
    settings.FIELD_KEYS = [OLD]
    library.load(now=now)
    live(service, now=now)
    settings.FIELD_KEYS = [NEW, OLD]
    assert rotate(Column(Plan, "reasons")).rotated == 1


def test_what_second_factors_keep_sealed_is_rotated_too(settings: LazySettings) -> None:
    settings.FIELD_KEYS = [OLD]
    user = make_user()
    app = Authenticator.objects.create(
        user=user, type=Authenticator.Type.TOTP, data={"secret": seal(b"JBSW")}
    )
    codes = {"seed": seal(b"seed"), "used_mask": 0}
    Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data=codes)
    settings.FIELD_KEYS = [NEW, OLD]
    assert "mfa.Authenticator.data: 2 rotated" in rotated()
    assert "mfa.Authenticator.data: 0 rotated, 2 under" in rotated()
    settings.FIELD_KEYS = [NEW]
    app.refresh_from_db()
    assert unseal(app.data["secret"]) == b"JBSW"
