"""What can be asked of a site that has grown: each page and job that reads a growing table, as it runs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from assessments import links, mail_tasks, tasks
from assessments.free_hours import forget_all
from assessments.models import Appointment, Assessment, Client, Trainer
from hipcoach.mail import tasks as mail
from hipcoach.mail.models import OutgoingEmail
from hipcoach.pages import tasks as policy
from programs import mail_tasks as nudges
from programs import tasks as steps
from tests.accounts.hands import show_who_one_is
from tests.assessments.standing import send_intake
from tests.assessments.visits import form
from tests.bench.figures import SERVICE, ZONE, span
from tests.makers import PASSWORD
from tests.programs.makers import WHOLE_KIT, assigned_plan, make_session

# Whoever waits for the answer, or how often nobody does.
When = Literal["visitor", "client", "trainer", "minutes", "hour", "night"]
HEADERS = {"host": "localhost", "x-forwarded-proto": "https"}
# A week beyond everybody's last visit.
FREE_IN_DAYS = 47


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    name: str
    when: When
    act: Callable[[], object]


def everything() -> Iterator[Asked]:
    yield from _of_visitors()
    yield from _of_bookers()
    yield from _of_clients()
    yield from _of_trainers()
    yield from _of_verbs()
    yield from _of_jobs()


def _of_visitors() -> Iterator[Asked]:
    offer = f"/t/trainer-1/{SERVICE}/"
    free = _noon(days=FREE_IN_DAYS)
    taken = _noon(days=5)
    month = span(timezone.now().date(), days=31)
    pages = {
        "front page": "/",
        "trainers": "/trainers/",
        "a trainer's page": "/t/trainer-1/",
        "picker": offer,
        "month of free hours": f"{offer}slots.json?{month}",
        "month of free hours, anyone's": f"/t/any/{SERVICE}/slots.json?{month}",
        "booking form": f"{offer}book/?start={free:%Y-%m-%dT%H:%M:%SZ}",
        "site map": "/sitemap.xml",
        "readyz": "/readyz",
    }
    for name, path in pages.items():
        yield _page(name, "visitor", Browser(headers=HEADERS), path)
    for name, path in (("a booking", offer), ("a booking at anyone's", f"/t/any/{SERVICE}/")):
        yield _sent(name, "visitor", Browser(headers=HEADERS), f"{path}book/", form(free))
    yield _sent(
        "a booking of a known client",
        "visitor",
        Browser(headers=HEADERS),
        f"{offer}book/",
        form(free, email="CLIENT1@example.com", name="Ada Client 1"),
    )
    yield _sent(
        "a booking refused", "visitor", Browser(headers=HEADERS), f"{offer}book/", form(taken), status=409
    )
    hold = {"start": f"{free:%Y-%m-%dT%H:%M:%SZ}"}
    yield _sent("an hour held", "visitor", Browser(headers=HEADERS), f"{offer}hold/", hold, status=303)
    for name, email in (
        ("a code asked for", "client1@example.com"),
        ("a code, unknown address", "nobody@example.com"),
    ):
        yield _sent(
            name, "visitor", Browser(headers=HEADERS), reverse("account_request_login_code"), {"email": email}
        )
    typed = {"login": "trainer1@example.com", "password": PASSWORD}
    yield _sent("a trainer signs in", "visitor", Browser(headers=HEADERS), reverse("account_login"), typed)
    feed = reverse("feed", args=[links.feed_token_of(Trainer.objects.get(pk=1))])
    yield _page("calendar feed", "visitor", Browser(headers=HEADERS), feed)


def _of_bookers() -> Iterator[Asked]:
    now = timezone.now()
    visit = Appointment.objects.filter(trainer=1).upcoming(now).filter(start__gt=now + timedelta(days=10))[0]
    token = links.token_of(visit)
    browser = Browser(headers=HEADERS)
    yield _page("the link of a visit", "visitor", browser, reverse("manage", args=[token]))
    yield _page("moving a visit, page", "visitor", browser, reverse("reschedule", args=[token]))
    moved = {"start": f"{_noon(days=FREE_IN_DAYS):%Y-%m-%dT%H:%M:%SZ}"}
    yield _sent("a visit moved", "visitor", browser, reverse("reschedule", args=[token]), moved)
    yield _sent("a visit cancelled", "visitor", browser, reverse("cancel", args=[token]), {})


def _of_clients() -> Iterator[Asked]:
    client = Client.objects.select_related("user").get(pk=1)
    assert client.user
    browser = _signed_in(client.user)
    for name in (
        "me",
        "my_intake",
        "my_consent",
        "my_results",
        "my_mail",
        "my_plan",
        "my_today",
        "my_sessions",
        "my_data",
        "account_sessions",
    ):
        yield _page(f"client: {name.removeprefix('my_')}", "client", browser, reverse(name))
    yield _sent("client: copy of the data", "client", browser, reverse("my_data_copy"), {}, status=200)


def _of_trainers() -> Iterator[Asked]:
    trainer = Trainer.objects.select_related("user").get(pk=1)
    browser = _signed_in(trainer.user)
    client = trainer.clients.get(pk=1)
    visit = client.appointments.filter(assessment__finished_at__isnull=False)[0]
    open_test = Assessment.objects.filter(tester=trainer, finished_at=None)[0]
    pages = {
        "desk": reverse("desk"),
        "schedule": reverse("schedule"),
        "clients": reverse("clients"),
        "clients, page 10": f"{reverse('clients')}?page=10",
        "clients, searched": f"{reverse('clients')}?q=client1",
        "search by a letter": f"{reverse('clients_found')}?q=a",
        "a client's timeline": reverse("client", args=[1]),
        "a client's results": reverse("client_results", args=[1]),
        "a visit": visit.get_absolute_url(),
        "a test": reverse("assess", args=[open_test.appointment_id]),
        "results": reverse("results"),
        "results as a table": reverse("results_export"),
        "mail ledger": reverse("mail_ledger"),
        "mail ledger, failed": f"{reverse('mail_ledger')}?state=failed",
        "mail ledger, to come": f"{reverse('mail_ledger')}?state=promised",
        "a plan": client.plans.get().get_absolute_url(),
        "templates": reverse("templates"),
        "exercises": reverse("exercises"),
        "practice": reverse("practice"),
        "a colleague": reverse("colleague", args=[2]),
        "away": reverse("away"),
        "settings": reverse("settings"),
        "calendars": reverse("desk_calendars"),
        "time off": reverse("settings_time_off"),
        "handing over": reverse("client_hand_over", args=[1]),
        "erasing, page": reverse("client_erase", args=[1]),
    }
    for name, path in pages.items():
        yield _page(f"desk: {name}", "trainer", browser, path)
    person = {"name": "Zoe New", "email": "zoe@example.com", "phone": "", "zone": ZONE}
    yield _sent("desk: a client added", "trainer", browser, reverse("client_add"), person)
    failed = OutgoingEmail.objects.filter(trainer_ref=1, state="failed").latest("pk")
    yield _sent("desk: a mail sent again", "trainer", browser, reverse("mail_retry", args=[failed.pk]), {})
    over = trainer.appointments.confirmed().filter(end__lt=timezone.now()).latest("start")
    yield _sent("desk: a visit attended", "trainer", browser, reverse("attended", args=[over.pk]), {})
    coming = trainer.appointments.upcoming(timezone.now()).last()
    assert coming
    yield _sent(
        "desk: a visit cancelled", "trainer", browser, reverse("appointment_cancel", args=[coming.pk]), {}
    )


def _of_verbs() -> Iterator[Asked]:
    """What is sent by forms too long to type here."""
    client = Client.objects.select_related("trainer__user").get(pk=1)
    plan, now = client.plans.get(), timezone.now()
    yield Asked(
        name="verb: an intake sent", when="client", act=lambda: send_intake(client, WHOLE_KIT, now=now)
    )
    yield Asked(name="verb: a session logged", when="client", act=lambda: make_session(plan, now=now))
    yield Asked(name="verb: a plan assigned", when="trainer", act=lambda: assigned_plan(client, now=now))


def _of_jobs() -> Iterator[Asked]:
    jobs: tuple[tuple[When, Callable[[], object]], ...] = (
        ("minutes", mail.sweep),
        ("minutes", tasks.sync_due),
        ("minutes", mail_tasks.promise_agendas),
        ("minutes", steps.take_small_steps),
        ("hour", mail_tasks.promise_retests),
        ("hour", nudges.promise_nudges),
        ("hour", policy.erase_due),
        ("night", policy.carry_out_policy),
    )
    for when, job in jobs:
        yield Asked(name=f"job: {job.__name__}", when=when, act=job)


def _page(name: str, when: When, browser: Browser, path: str) -> Asked:
    def act() -> None:
        forget_all()
        _expect(browser.get(path), 200, path)

    return Asked(name=name, when=when, act=act)


def _sent(
    name: str, when: When, browser: Browser, path: str, typed: dict[str, Any], *, status: int = 302
) -> Asked:
    def act() -> None:
        forget_all()
        _expect(browser.post(path, typed), status, path)

    return Asked(name=name, when=when, act=act)


def _expect(response: Any, status: int, path: str) -> None:
    said = b"".join(response) if response.streaming else response.content
    if response.status_code != status:
        raise RuntimeError(f"{path} answered {response.status_code}: {said.decode()[:3000]}")


def _signed_in(user: Any) -> Browser:
    """Just now, so that private pages open."""
    browser = Browser(headers=HEADERS)
    browser.force_login(user)
    show_who_one_is(browser, user)
    return browser


def _noon(*, days: int) -> datetime:
    """So many days from now; where there are visits, one takes it or begins or ends at it."""
    return timezone.now().replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=days)
