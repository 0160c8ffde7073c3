"""What `make run` does before the processes start: room, port, database, library, demo, a word of welcome."""

import errno
import socket
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.utils import timezone

from assessments.claiming import offer_site
from assessments.links import claim_url
from assessments.models import Practice
from hipcoach.accounts.models import User
from hipcoach.common.locks import in_turn
from hipcoach.environment import BASE_DIR
from hipcoach.pages.demo import SIGN_INS
from programs import library


class Command(BaseCommand):
    help = "Make this computer ready to run HipCoach, and say where it will answer."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        demand_room(settings.VAR)
        demand_port(settings.PORT)
        with in_turn("prepare"):  # Two starts at once would make the same tables.
            call_command("migrate", verbosity=0)
            library.load(now=timezone.now())
            if settings.DEBUG and settings.DEMO and not Practice.objects.exists():
                call_command("demo", verbosity=0)
        self.stdout.write(welcome())


def demand_room(folder: Path) -> None:
    """Make the folders of `var/`; raise CommandError where nothing can be written."""
    try:
        for name in ("tmp", "mail", "static"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        probe = folder / "tmp" / "probe"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise CommandError(
            f"HipCoach keeps its data in {folder}, and cannot write there ({error.strerror}). "
            "Name another folder: HIPCOACH_VAR=folder make run"
        ) from error


def demand_port(port: int) -> None:
    """Raise CommandError unless a server can listen on this port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            why = "is in use" if error.errno == errno.EADDRINUSE else f"cannot be opened ({error.strerror})"
            raise CommandError(f"Port {port} {why}. Choose another one: PORT=9000 make run") from error


def welcome() -> str:
    mail = settings.MAIL_FOLDER
    place = mail.relative_to(BASE_DIR) if mail.is_relative_to(BASE_DIR) else mail
    has_demo = User.objects.filter(email__in=[each.email for each in SIGN_INS]).exists()
    sign_ins = [f"  {each.role:<9}{each.email:<28}{each.how}" for each in SIGN_INS]
    lines = (
        "",
        f"HipCoach   {settings.SITE_URL}",
        f"Mail       {settings.SITE_URL}/mailbox/ (files in {place}/)",
        *claim_lines(),
        *(("Sign in as", *sign_ins) if has_demo else ()),
        "Stop with Ctrl-C.",
        "",
    )
    return "\n".join(lines)


def claim_lines() -> tuple[str, ...]:
    """How to make an empty site one's own; a new address at every start, and the one before opens nothing."""
    if Practice.objects.exists():
        return ()
    address = claim_url(offer_site(timezone.now()))
    return (f"Claim it   {address}", "           Nobody owns this site yet: it works once, for a day.")
