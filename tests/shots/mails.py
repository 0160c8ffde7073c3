"""`python -m tests.shots.mails`: photograph each mail as a phone shows it, and keep its text beside it.

The letters are the examples that a trainer sees on the desk, the sign-in mails, and some hard cases; the
pictures land in var/shots/. The exit code is 1 when a letter is wider than the phone or asks for a file.
"""

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TypedDict

from playwright.sync_api import Browser

from tests import services
from tests.processes import manage, run_env
from tests.run import say
from tests.shots.__main__ import SHOTS, browser
from tests.tours.walker import OVERFLOW, SCHEMES

PHONE = {"width": 390, "height": 844}
# Runs inside the app, on the demo practice; prints one JSON object of name -> mail.
LETTERS = """
import json
from dataclasses import replace
from django.utils import timezone
from assessments.emails import samples, visits, reminders, to_trainer
from assessments.models import Trainer
from hipcoach.mail.kinds import compose
from hipcoach.mail.layout import as_html, as_text
from hipcoach.mail.models import OutgoingEmail

now = timezone.now()
trainer = Trainer.objects.select_related("user").order_by("pk").first()
trainer.mail_line = "The bell says Hinterhof; walk through the yard. I look forward to seeing you!"
letters = {kind: samples.sample(kind, trainer=trainer, now=now) for kind in samples.kinds()}
for kind in ("sign-in-code", "password-reset"):
    secret = "WXYZ-1234" if kind == "sign-in-code" else "http://localhost:8000/accounts/password/reset/key/4-abc/"
    letters[kind] = compose(OutgoingEmail(kind=kind, secret=secret), now)
visit = samples.sample_visit(trainer, now)
letters["reminder-with-intake"] = reminders.see_you_soon(visit, now, needs_intake=True)
visit.contact_zone = "America/New_York"
visit.contact_name = "Maximiliane-Alexandra von und zu Hohenlohe-Langenburg-Waldeck"
visit.service.name = "A very long hour of looking at how you move, sit, stand, squat and climb stairs"
visit.service.video_url = "https://video.example/rooms/abcdefghijklmnopqrstuvwxyz0123456789"
visit.service.what_to_wear = "Something you can move in, and socks. Please bring water and a towel."
letters["booked-abroad"] = visits.booked(visit, now)
visit.cancelled_late = True
letters["trainer-cancelled-late-abroad"] = to_trainer.called_off(visit, now)
print(json.dumps({
    name: {"subject": letter.subject, "text": as_text(letter), "html": as_html(letter)}
    for name, letter in letters.items()
}))
"""


class Mail(TypedDict):
    subject: str
    text: str
    html: str


def main() -> int:
    if not services.browser_path():
        say(f"The mails' pictures {services.SERVICES['browser'].reason}.")
        return 1
    SHOTS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, browser() as chromium:
        env = run_env(Path(data))
        manage(env, "prepare")
        mails: dict[str, Mail] = json.loads(manage(env, "shell", "-v", "0", "-c", LETTERS))
        problems = [problem for name, mail in mails.items() for problem in photograph(chromium, name, mail)]
    say(*problems, f"{len(mails)} mails in {SHOTS}, {len(problems)} problems.")
    return 1 if problems else 0


def photograph(chromium: Browser, name: str, mail: Mail) -> Iterator[str]:
    """Yield what is wrong with it."""
    (SHOTS / f"mail-{name}.txt").write_text(f"Subject: {mail['subject']}\n\n{mail['text']}", "utf-8")
    asked: list[str] = []
    page = chromium.new_page(viewport=PHONE)
    page.on("request", lambda request: asked.append(request.url))
    page.set_content(mail["html"])
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        page.screenshot(path=SHOTS / f"mail-{name}-390-{scheme}.png", full_page=True)
    if (beyond := page.evaluate(OVERFLOW)) > 0:
        yield f"{name} is {beyond} px too wide for a phone"
    yield from (f"{name} asks for {address}" for address in asked)
    page.close()


if __name__ == "__main__":
    sys.exit(main())
