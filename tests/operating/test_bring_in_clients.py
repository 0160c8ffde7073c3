"""Clients from another program: new ones are made, known ones stay, doubtful ones are told why."""

import io
import tracemalloc
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from assessments.models import Client, Trainer
from hipcoach.mail.models import OutgoingEmail
from hipcoach.operating.moving_in.clients import import_clients
from hipcoach.operating.moving_in.reports import Report
from hipcoach.operating.moving_in.tables import NoTable
from tests.makers import make_client, make_trainer

pytestmark = pytest.mark.django_db


def bring(trainer: Trainer, *lines: str, is_trial: bool = False) -> Report:
    return import_clients([f"{line}\n" for line in lines], trainer=trainer, is_trial=is_trial)


def counts(report: Report) -> tuple[int, int, int]:
    return report.new, report.known, report.refused


@pytest.mark.parametrize(
    "lines",
    [
        ("name,email,phone,time zone", "Ada Lovelace,Ada@Example.com,+49 30 1,Europe/Paris"),
        (
            "\ufeffFirst Name;Last Name;E-Mail;Phone;Timezone;Shoe size",
            "Ada;Lovelace;ada@example.com;+49 30 1;Europe/Paris;39",
        ),
        ("Client\tMail\tMobile\tZone", '"Ada  Lovelace"\t ada@example.com \t+49 30 1\tEurope/Paris'),
        ("", "phone,zone,email,NAME", "", "+49 30 1,Europe/Paris,ada@example.com,Ada Lovelace", ",,,"),
    ],
)
def test_what_other_programs_write_is_read(trainer: Trainer, lines: tuple[str, ...]) -> None:
    assert counts(bring(trainer, *lines)) == (1, 0, 0)
    made = trainer.clients.get()
    assert (made.name, made.email, made.phone, made.time_zone) == (
        "Ada Lovelace",
        "ada@example.com",
        "+49 30 1",
        "Europe/Paris",
    )
    assert not OutgoingEmail.objects.exists()


def test_the_same_file_again_changes_nothing(trainer: Trainer) -> None:
    table = ("name,email", "Ada,ada@example.com", "Ben,")
    assert counts(bring(trainer, *table)) == (2, 0, 0)
    assert counts(bring(trainer, *table)) == (0, 2, 0)
    assert trainer.clients.count() == 2


def test_a_trial_says_the_same_and_writes_nothing(trainer: Trainer) -> None:
    table = ("name,email", "Ada,ada@example.com", "Ada,ada@example.com", "Ben,nonsense")
    tried = bring(trainer, *table, is_trial=True)
    assert not trainer.clients.exists()
    assert tried == bring(trainer, *table)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (",x@example.com,,", "no name"),
        ("Ada,not an address,,", "email"),
        ("Ada,,call me,", "phone"),
        ("Ada,,,Middle/Earth", "zone"),
        (f"{'x' * 121},,,", "long"),
        ("Known Person,known@example.com,,", "known"),
        ("Her Husband,KNOWN@example.com,,", "shared"),
        ("Known Person,,,", "known"),
    ],
)
def test_a_row_is_told_with_its_line_and_reason(trainer: Trainer, row: str, why: str) -> None:
    make_client(trainer=trainer, name="Known Person", email="known@example.com")
    report = bring(trainer, "name,email,phone,zone", "Fine,fine@example.com,,", row)
    if why == "known":
        assert counts(report) == (1, 1, 0)
    else:
        assert report.wrong == [(3, why)]
        assert counts(report) == (1, 0, 1)


def test_doubled_rows_are_one_client(trainer: Trainer) -> None:
    report = bring(trainer, "name,email", "Ada,ada@example.com", "ADA,Ada@Example.com", "Ben,", "ben,")
    assert report.wrong == [(3, "twice"), (5, "twice")]
    assert trainer.clients.count() == 2


def test_another_trainers_client_is_no_hindrance(trainer: Trainer) -> None:
    make_client(trainer=make_trainer(), name="Ada", email="ada@example.com")
    assert counts(bring(trainer, "name,email", "Ada,ada@example.com")) == (1, 0, 0)


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ((), "columns"),
        (("Ada,ada@example.com",), "columns"),
        (("name,full name", "Ada,Ada"), "columns twice"),
        (("name,email", '"Ada,ada@example.com', "Ben,"), "quotes"),
        (("name,email", "x" * 30_000), "long"),
    ],
)
def test_a_text_that_is_no_table_is_told(trainer: Trainer, lines: tuple[str, ...], why: str) -> None:
    with pytest.raises(NoTable) as told:
        bring(trainer, *lines)
    assert told.value.why == why
    assert not trainer.clients.exists()


def run(path: Path, trainer: Trainer, *options: str) -> str:
    out = io.StringIO()
    call_command("bring_in", "clients", str(path), "--trainer", trainer.user.email, *options, stdout=out)
    return out.getvalue()


def test_a_file_in_another_encoding_is_told_and_read_when_named(trainer: Trainer, tmp_path: Path) -> None:
    path = tmp_path / "clients.csv"
    path.write_bytes("name\nJörg Müller\n".encode("windows-1252"))
    with pytest.raises(CommandError, match="not in UTF-8"):
        run(path, trainer)
    with pytest.raises(CommandError, match="no encoding of this name"):
        run(path, trainer, "--encoding", "klingon")
    assert "1 new" in run(path, trainer, "--encoding", "windows-1252")
    assert trainer.clients.get().name == "Jörg Müller"


def test_many_rows_take_little_room(trainer: Trainer, tmp_path: Path) -> None:
    """A trial, so that the test is about reading; every third row is wrong."""
    path = tmp_path / "clients.csv"
    with path.open("w") as file:
        file.write("name,email\n")
        file.writelines(
            f"Person {n},{'nonsense' if n % 3 == 0 else f'person{n}@example.com'}\n" for n in range(15_000)
        )
    tracemalloc.start()
    try:
        with path.open(newline="") as lines:
            report = import_clients(lines, trainer=trainer, is_trial=True)
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert counts(report) == (10_000, 0, 5_000)
    assert (len(report.told), report.untold) == (50, 4_950)
    assert most < 8 * 2**20
    assert not Client.objects.exists()
