"""Clearing the demo removes it whole, and nothing else."""

from collections import Counter
from datetime import timedelta

import pytest
from django.apps import apps
from django.conf import LazySettings
from django.core.management import call_command

from assessments import booking
from assessments.booking import Contact
from assessments.models import Client, Practice, Service
from hipcoach.accounts.models import User
from hipcoach.mail.models import OutgoingEmail
from hipcoach.pages.demo.story import make
from hipcoach.privacy.models import AuditEntry
from programs import library
from tests.makers import make_client, make_service, make_trainer
from tests.pages.demo_world import NOW, few

pytestmark = pytest.mark.django_db
CAST = few("Leonie Brandt", "Ottilie Krüger", "Paul Hoffmann", "Aaron Feldstein", "Bridget O'Malley")
OURS = ("accounts", "account", "assessments", "mail", "programs")


@pytest.fixture(autouse=True)
def debug(settings: LazySettings) -> None:
    settings.DEBUG = True


@pytest.fixture
def real_service() -> Service:
    """A real practice with a client, a visit to come and its mails; the library is loaded."""
    library.load(now=NOW)
    service = make_service(trainer=make_trainer(zone="UTC"))
    booking.book(
        service=service,
        start=NOW.replace(hour=9) + timedelta(days=2),
        contact=Contact(name="Real Person", email="real@example.com"),
        now=NOW,
    )
    return service


def rows() -> Counter[str]:
    models = (model for model in apps.get_models() if model._meta.app_label in OURS)
    return Counter({model._meta.label: model._base_manager.count() for model in models})


def test_the_real_practice_beside_it_stays_whole(real_service: Service) -> None:
    mails = OutgoingEmail.objects.filter(trainer_ref=real_service.trainer_id)
    before, promised = rows(), mails.count()
    make(now=NOW, casts=CAST)
    assert rows() > before
    call_command("clear_demo", verbosity=0)
    assert rows() == before
    assert Client.objects.get().name == "Real Person"
    assert mails.count() == promised > 0


def test_a_demo_user_who_also_follows_a_real_trainer_stays(real_service: Service) -> None:
    make(now=NOW, casts=CAST)
    leonie = User.objects.get(email="leonie@hipcoach.example")
    make_client(trainer=real_service.trainer, user=leonie)
    call_command("clear_demo", verbosity=0)
    assert User.objects.filter(pk=leonie.pk).exists()


def test_someone_who_only_asked_for_a_code_goes_too() -> None:
    make(now=NOW, casts=few("Tomasz Wieczorek"))
    User.objects.create_user("tomasz@hipcoach.example")
    call_command("clear_demo", verbosity=0)
    assert not User.objects.exists()


def test_the_audit_trail_stays() -> None:
    make(now=NOW, casts=CAST)
    trail = AuditEntry.objects.count()
    call_command("clear_demo", verbosity=0)
    assert AuditEntry.objects.count() == trail > 0


def test_after_clearing_the_demo_can_be_made_again(real_service: Service) -> None:
    make(now=NOW, casts=CAST)
    call_command("clear_demo", verbosity=0)
    make(now=NOW, casts=CAST)
    assert Practice.objects.filter(is_demo=True).count() == 1


def test_without_a_demo_there_is_nothing_to_clear(
    real_service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    before = rows()
    call_command("clear_demo")
    assert rows() == before
    assert "no demo" in capsys.readouterr().out
