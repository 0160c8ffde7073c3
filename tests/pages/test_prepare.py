"""What `make run` says before anything starts: one clear sentence, or where HipCoach answers."""

import socket
from io import StringIO
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command

from hipcoach.pages.demo import SIGN_INS
from hipcoach.pages.management.commands.prepare import demand_port, demand_room
from programs.models import Exercise
from tests.makers import make_user
from tests.processes import free_port


def prepare(settings: LazySettings, var: Path) -> str:
    settings.VAR, settings.PORT = var, free_port()
    settings.SITE_URL = f"http://localhost:{settings.PORT}"
    said = StringIO()
    call_command("prepare", stdout=said)
    return said.getvalue()


def test_a_busy_port_is_refused_in_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(CommandError, match=rf"^Port {port} is in use\. .*PORT=9000 make run$"):
            demand_port(port)


def test_a_free_port_is_left_free() -> None:
    port = free_port()
    demand_port(port)
    demand_port(port)


def test_a_folder_that_cannot_be_written_is_refused_in_one_sentence(tmp_path: Path) -> None:
    var = tmp_path / "var"
    var.write_text("a file where the folder should be")
    with pytest.raises(CommandError, match=r"cannot write there .*HIPCOACH_VAR=folder make run$"):
        demand_room(var)


def test_room_is_made_and_the_probe_is_gone(tmp_path: Path) -> None:
    demand_room(tmp_path / "deep" / "var")
    assert list((tmp_path / "deep" / "var" / "tmp").iterdir()) == []


@pytest.mark.django_db
def test_it_loads_the_library_and_says_where_it_answers(settings: LazySettings, tmp_path: Path) -> None:
    said = prepare(settings, tmp_path)
    assert Exercise.objects.exists()
    assert settings.SITE_URL in said
    assert f"{settings.SITE_URL}/mailbox/" in said
    assert str(settings.MAIL_FOLDER) in said


@pytest.mark.django_db
def test_the_demos_people_are_named_only_where_they_are(settings: LazySettings, tmp_path: Path) -> None:
    assert "Sign in as" not in prepare(settings, tmp_path)
    make_user(email=SIGN_INS[0].email)
    said = prepare(settings, tmp_path)
    assert all(each.email in said and each.how in said for each in SIGN_INS)


@pytest.mark.django_db
def test_a_second_start_changes_nothing(settings: LazySettings, tmp_path: Path) -> None:
    prepare(settings, tmp_path)
    before = list(Exercise.objects.order_by("pk").values())
    prepare(settings, tmp_path)
    assert list(Exercise.objects.order_by("pk").values()) == before
