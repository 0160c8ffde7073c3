"""Erasing finds what was said under a name or address of before a correction, and nobody else's words."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings

from assessments import contacts
from assessments.contacts import Person
from assessments.models import Client, Service, Trainer
from hipcoach.accounts.address import change_address
from hipcoach.accounts.models import User
from hipcoach.mail.delivery import sweep
from hipcoach.mail.models import OutgoingEmail
from hipcoach.pages import erasing
from hipcoach.pages.unmerging import undo
from tests.mail.promises import promise
from tests.makers import make_appointment, make_client, make_signed_in_client, make_trainer
from tests.pages.doubled import merged

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)
OLD, NEW = "tipo@example.org", "typo@example.org"


def corrected(client: Client, *, now: datetime, name: str = "", email: str = NEW) -> Client:
    person = Person(name=name or client.name, email=email)
    return contacts.change(client=client, person=person, trainer=client.trainer, now=now)


def erased(client: Client, *, now: datetime) -> None:
    erasing.ask(client=client, by=client.trainer.user, reason=erasing.Reason.TRAINER, now=now)
    assert erasing.carry_out_due(now + WEEK) == 1


def letter(folder: Path, name: str, *, to: str, text: str = "Hello.") -> Path:
    folder.mkdir(exist_ok=True)
    file = folder / f"{name}.eml"
    file.write_text(f"To: {to}\nSubject: News\n\n{text}\n", "utf-8")
    return file


def test_without_any_visit_the_old_account_and_its_mails_go_too(trainer: Trainer, now: datetime) -> None:
    client = make_signed_in_client(trainer=trainer, email=OLD)
    User.objects.filter(pk=client.user_id).update(email=OLD)
    promise(now=now, to=OLD)
    erased(corrected(client, now=now), now=now)
    assert not User.objects.filter(email__in=(OLD, NEW)).exists()
    assert not OutgoingEmail.objects.filter(to__in=(OLD, NEW)).exists()


def test_so_does_an_address_that_the_client_changed_themself(trainer: Trainer, now: datetime) -> None:
    client = make_signed_in_client(trainer=trainer)
    assert client.user
    before = client.email
    promise(now=now, to=before)
    assert change_address(user=client.user, email=NEW, now=now)
    client.refresh_from_db()
    erased(client, now=now)
    assert not OutgoingEmail.objects.filter(to__in=(before, NEW)).exists()


def test_a_slip_of_the_pen_that_was_a_trainers_address_takes_nothing_of_theirs(
    trainer: Trainer, now: datetime
) -> None:
    colleague = make_trainer(practice=trainer.practice)
    promise(now=now, to=colleague.user.email)
    erased(corrected(make_client(trainer=trainer, email=colleague.user.email), now=now), now=now)
    assert OutgoingEmail.objects.filter(to=colleague.user.email).exists()
    assert User.objects.filter(pk=colleague.user_id).exists()


def test_files_that_give_an_earlier_name_go(trainer: Trainer, now: datetime, settings: LazySettings) -> None:
    client = make_client(trainer=trainer, name="Ada Miss-Spelt")
    file = letter(settings.MAIL_FOLDER, "1", to=trainer.user.email, text="Ada Miss-Spelt has booked.")
    erased(corrected(client, now=now, name="Ada Misspelt", email=client.email), now=now)
    assert not file.exists()


def test_of_a_couple_only_the_ones_own_files_go(
    service: Service, now: datetime, settings: LazySettings
) -> None:
    settings.EMAIL_BACKEND = "hipcoach.mail.backends.EmlFolderBackend"
    one, two = (
        make_client(trainer=service.trainer, email="two@example.com", shares_email=True, name=name)
        for name in ("Oona", "Tove")
    )
    kept = letter(settings.MAIL_FOLDER, "tove", to="two@example.com", text="Hello Tove.")
    for days, client in enumerate((one, two), start=8):
        visit = make_appointment(client=client, service=service, start=now + timedelta(days=days))
        promise(now=now, to="two@example.com", subject_ref=visit.ref, trainer_ref=service.trainer_id)
    assert sweep(now) == 2
    erased(one, now=now)
    assert kept.exists()
    assert len(list(Path(settings.MAIL_FOLDER).glob("*.eml"))) == 2


def test_a_namesakes_file_stays(trainer: Trainer, now: datetime, settings: LazySettings) -> None:
    client, namesake = make_client(trainer=trainer), make_client(trainer=make_trainer())
    kept = letter(settings.MAIL_FOLDER, "1", to=namesake.email, text=f"Hello {namesake.name}.")
    erased(client, now=now)
    assert kept.exists()


def test_what_a_double_was_called_comes_along_and_goes_back(
    ada: Client, trainer: Trainer, now: datetime
) -> None:
    double = corrected(make_client(trainer=trainer, email=OLD), now=now)
    merge = merged(ada, double, now=now)
    ada.refresh_from_db()
    assert ada.formerly == [OLD]
    back = undo(merge=merge, trainer=trainer, now=now)
    ada.refresh_from_db()
    assert (ada.formerly, back.formerly) == ([], [OLD])
