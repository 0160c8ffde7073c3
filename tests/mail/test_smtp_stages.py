"""Whatever goes wrong at whatever stage: the mail is kept or given up with a reason, the next is sent."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.conf import LazySettings

from assessments.models import Service
from hipcoach.mail import talk
from hipcoach.mail.delivery import deliver_due, sweep
from hipcoach.mail.models import OutgoingEmail
from tests.assessments.visits import booked, contact
from tests.mail.promises import fresh, promise
from tests.mail.scripted import HANG_UP, Script, scripted

pytestmark = pytest.mark.django_db

REFUSED = "The mail server refused this mail ({})."
DOUBT = "The mail server took this mail and never answered: it may have arrived."
AGAIN = "The mail server asked us to try again ({})."
NOT_US = "The mail server takes no such mail from us for now ({})."
NO_ADDRESS = "The mail server says that this address takes no mail ({})."
NOT_NOW = "The mail server can't reach this address for now ({})."
BROKE = "The connection to the mail server broke."
AWAY = "The mail server can't be reached."
NO_MAIL = "The mail server takes no mail from us for now."
WHO = "The mail server doesn't take our name and password."


def count(first: datetime, step: timedelta) -> Iterator[datetime]:
    while True:
        yield first
        first += step


def use(script: Script, settings: LazySettings) -> None:
    settings.EMAIL_BACKEND = "hipcoach.mail.backends.SmtpBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", script.port
    settings.EMAIL_USE_TLS, settings.EMAIL_TIMEOUT = False, 5


IN_LINE = ("PIPELINING", "SIZE 1000000")
TROUBLES = [
    ("MAIL", "452 No room", "promised", AGAIN.format(452)),
    ("MAIL", "552 Too big", "failed", REFUSED.format(552)),
    ("MAIL", HANG_UP, "promised", BROKE),
    ("MAIL", "nonsense", "promised", BROKE),
    ("RCPT", "450 Grey ada@example.com", "promised", NOT_NOW.format(450)),
    ("RCPT", "421 Too many", "promised", NOT_NOW.format(421)),
    ("RCPT", "550 No ada@example.com", "failed", NO_ADDRESS.format(550)),
    ("RCPT", "550 5.1.1 No ada@example.com", "failed", NO_ADDRESS.format(550)),
    ("RCPT", "554 5.7.1 Relay access denied", "promised", NOT_US.format(554)),
    ("RCPT", "550-5.1.8 Sender address\r\n550 5.1.8 rejected", "promised", NOT_US.format(550)),
    ("RCPT", HANG_UP, "promised", BROKE),
    ("RCPT", "nonsense", "promised", BROKE),
    ("RCPT", "252 Perhaps", "promised", BROKE),
    ("RCPT", "251 Elsewhere", "sent", ""),
    ("DATA", "451 Later", "promised", AGAIN.format(451)),
    ("DATA", "554 No", "failed", REFUSED.format(554)),
    ("DATA", HANG_UP, "promised", BROKE),
    ("DATA", "nonsense", "promised", BROKE),
    ("DATA", "250 OK", "promised", BROKE),
    ("content", "452 Full", "promised", AGAIN.format(452)),
    ("content", "552 Too big", "failed", REFUSED.format(552)),
    ("content", "550 5.7.26 Not authenticated", "promised", NOT_US.format(550)),
    ("content", "252 Perhaps", "sent", ""),
    ("content", HANG_UP, "promised", DOUBT),
    ("content", "nonsense", "promised", DOUBT),
]


@pytest.mark.parametrize("extensions", [(), IN_LINE], ids=["one by one", "in line"])
@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: " ".join(trouble[:2]))
def test_trouble_with_one_mail(
    settings: LazySettings,
    caplog: pytest.LogCaptureFixture,
    now: datetime,
    trouble: tuple[str, ...],
    extensions: tuple[str, ...],
) -> None:
    stage, answer, state, reason = trouble
    first, second = promise(now=now), promise(now=now)
    with scripted(Script(answers={stage: answer}, extensions=extensions)) as script:
        use(script, settings)
        sweep(now)
    assert (fresh(first).state, fresh(first).reason, fresh(first).attempts) == (state, reason, 1)
    assert (fresh(second).state, fresh(second).attempts) == ("sent", 1)
    assert (len(script.taken), script.unwanted) == (1 + (state == "sent"), [])
    assert "ada@example.com" not in caplog.text


@pytest.mark.parametrize(
    "trouble",
    [
        *(("connect", answer, AWAY) for answer in ("421 Busy", "554 Go away", HANG_UP, "nonsense")),
        ("EHLO", HANG_UP, AWAY),
        *(("STAR", answer, AWAY) for answer in ("454 No TLS", "501 What", HANG_UP)),
        *(("AUTH", answer, WHO) for answer in ("454 Not now", "535 Wrong ada@example.com")),
        ("AUTH", HANG_UP, AWAY),
        *(("MAIL", f"{code} Not ada@example.com", NO_MAIL) for code in ("421", "450-Too\r\n450", "553")),
        ("content", "454 Throttling failure: Daily message quota exceeded", NO_MAIL),
    ],
)
def test_trouble_with_every_mail_costs_none_an_attempt(
    settings: LazySettings,
    caplog: pytest.LogCaptureFixture,
    now: datetime,
    trouble: tuple[str, ...],
) -> None:
    stage, answer, reason = trouble
    rows = [promise(now=now) for _ in range(2)]
    with scripted(Script(answers={stage: answer})) as script:
        use(script, settings)
        settings.EMAIL_USE_TLS = stage == "STAR"
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = "ada" if stage == "AUTH" else ""
        assert sweep(now) == 0
        told = {(fresh(row).state, fresh(row).attempts, fresh(row).reason) for row in rows}
        settings.EMAIL_USE_TLS = False
        assert sweep(now + timedelta(minutes=2)) == 2
    assert told == {("promised", 0, reason)}
    assert len(script.taken) == 2
    assert "ada@example.com" not in caplog.text


def test_a_server_that_hangs_up_after_each_mail_costs_the_next_one_nothing(
    settings: LazySettings, now: datetime
) -> None:
    rows = [promise(now=now) for _ in range(3)]
    with scripted(Script(answers={"content": f"250 OK and {HANG_UP}"})) as script:
        use(script, settings)
        sweep(now)
    assert [(fresh(row).state, fresh(row).attempts) for row in rows] == [("sent", 1)] * 3
    assert (len(script.taken), script.connections) == (3, 2)


@pytest.mark.parametrize("extensions", [(), IN_LINE], ids=["one by one", "in line"])
@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA"])
def test_a_server_that_has_enough_of_a_connection_costs_the_next_mail_nothing(
    settings: LazySettings, now: datetime, stage: str, extensions: tuple[str, ...]
) -> None:
    rows = [promise(now=now) for _ in range(3)]
    script = Script(
        extensions=extensions, later={stage: (2, "421 4.7.0 Too many messages in this connection")}
    )
    with scripted(script):
        use(script, settings)
        sweep(now)
    assert [(fresh(row).state, fresh(row).attempts) for row in rows] == [("sent", 1)] * 3
    assert (len(script.taken), script.connections) == (3, 2)


@pytest.mark.parametrize("extensions", [(), IN_LINE], ids=["one by one", "in line"])
@pytest.mark.parametrize("number", [1, 2], ids=["fresh", "warm"])
def test_a_server_that_thinks_long_gets_each_mail_once(
    settings: LazySettings,
    monkeypatch: pytest.MonkeyPatch,
    now: datetime,
    number: int,
    extensions: tuple[str, ...],
) -> None:
    """Longer than any other answer may take, and than the lease of what else this worker had claimed."""
    monkeypatch.setattr(talk, "ASKS_EVERY", 0.05)
    rows = [promise(now=now) for _ in range(4)]
    clock = count(now, timedelta(seconds=20))
    with scripted(Script(extensions=extensions, thinks={number: 1.0})) as script:
        use(script, settings)
        settings.EMAIL_TIMEOUT = 0.4
        deliver_due(lambda: next(clock))
    assert [(fresh(row).state, fresh(row).attempts) for row in rows] == [("sent", 1)] * 4
    assert len(script.taken) == 4


def test_a_mail_that_is_taken_without_an_answer_goes_three_times_and_no_oftener(
    settings: LazySettings, now: datetime
) -> None:
    row = promise(now=now)
    for later in (now, now + timedelta(minutes=30), now + timedelta(hours=5)):
        with scripted(Script(answers={"content": HANG_UP})) as script:
            use(script, settings)
            sweep(later)
    assert (fresh(row).state, fresh(row).attempts, fresh(row).reason) == ("failed", 3, DOUBT)


def test_a_password_with_any_letters_says_why_mails_wait(settings: LazySettings, now: datetime) -> None:
    row = promise(now=now)
    with scripted(Script()) as script:
        use(script, settings)
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "mara", "größer"
        sweep(now)
    assert (fresh(row).state, fresh(row).attempts, fresh(row).reason) == ("promised", 0, AWAY)


def test_commands_leave_in_line_where_the_server_says_that_they_may(
    settings: LazySettings, now: datetime
) -> None:
    rows = [promise(now=now) for _ in range(3)]
    # It answers none of MAIL, RCPT and DATA before all of them have come.
    with scripted(Script(extensions=IN_LINE)) as script:
        use(script, settings)
        sweep(now)
    assert [(fresh(row).state, fresh(row).attempts) for row in rows] == [("sent", 1)] * 3
    assert (len(script.taken), script.connections) == (3, 1)
    bodies = [content.removesuffix(b".\r\n") for content in script.taken]
    assert [int(sender.rpartition("SIZE=")[2]) for sender in script.senders] == [len(body) for body in bodies]


def test_a_server_that_says_nothing_of_a_line_is_asked_one_by_one(
    settings: LazySettings, now: datetime
) -> None:
    promise(now=now)
    with scripted(Script(answers={"MAIL": "550 No"})) as script:
        use(script, settings)
        sweep(now)
    assert script.commands == ["EHLO", "MAIL", "RSET", "QUIT"]


@pytest.mark.parametrize("stage", ["MAIL", "RCPT"])
@pytest.mark.parametrize("to_data", ["354 Go on", "503 To whom?", HANG_UP])
def test_not_a_word_goes_to_a_server_that_refused_an_address(
    settings: LazySettings, now: datetime, stage: str, to_data: str
) -> None:
    row, next_one = promise(now=now), promise(now=now)
    with scripted(Script(answers={stage: "452 Later", "DATA": to_data}, extensions=IN_LINE)) as script:
        use(script, settings)
        sweep(now)
    assert (fresh(row).state, "(452)" in fresh(row).reason) == ("promised", True)
    assert (fresh(next_one).state, fresh(next_one).attempts) == ("sent", 1)
    assert (len(script.taken), script.unwanted) == (1, [])


def test_one_connection_carries_a_batch(settings: LazySettings, now: datetime) -> None:
    for _ in range(20):
        promise(now=now)
    with scripted(Script()) as script:
        use(script, settings)
        sweep(now)
    assert (len(script.taken), script.connections) == (20, 1)


@pytest.mark.parametrize(
    "to", ["no-at-sign", "ada@@example.com", "a b@example.com", "ada@exa\r\nmple.com", "@"]
)
def test_what_is_no_address_is_given_up_with_the_reason(
    settings: LazySettings, now: datetime, to: str
) -> None:
    row, other = promise(now=now, to=to), promise(now=now)
    with scripted(Script()) as script:
        use(script, settings)
        sweep(now)
    assert (fresh(row).state, fresh(row).reason) == ("failed", "This is no address that mail can go to.")
    assert (fresh(other).state, len(script.taken)) == ("sent", 1)


@pytest.mark.parametrize(("extensions", "state"), [(("SMTPUTF8", "8BITMIME"), "sent"), ((), "failed")])
def test_an_address_with_letters_beyond_ascii_needs_a_server_that_knows_them(
    settings: LazySettings, now: datetime, extensions: tuple[str, ...], state: str
) -> None:
    row = promise(now=now, to="zoë@bücher.example")
    with scripted(Script(extensions=extensions)) as script:
        use(script, settings)
        sweep(now)
    assert fresh(row).state == state
    if state == "sent":
        assert "SMTPUTF8" in script.senders[0]
        assert "To: zoë@bücher.example".encode() in script.taken[0]
    else:
        assert fresh(row).reason == "The mail server can't deliver to an address with such letters."


@pytest.mark.parametrize(("extensions", "can"), [(("SMTPUTF8", "8BITMIME"), True), ((), False)])
def test_an_answer_goes_to_an_address_that_exists_or_nowhere(
    settings: LazySettings, service: Service, now: datetime, extensions: tuple[str, ...], can: bool
) -> None:
    visit = booked(service=service, now=now, given=contact(email="zoë@bücher.example"))
    OutgoingEmail.objects.exclude(kind="trainer-booked").delete()
    with scripted(Script(extensions=extensions)) as script:
        use(script, settings)
        sweep(now)
    (taken,) = script.taken
    assert ("Reply-To: zoë@bücher.example".encode() in taken) is can
    assert (b"Reply-To" in taken) is can
    assert OutgoingEmail.objects.about(visit.ref).get().state == "sent"


def test_a_domain_beyond_ascii_reaches_every_server(settings: LazySettings, now: datetime) -> None:
    row = promise(now=now, to="ada@bücher.example")
    with scripted(Script()) as script:
        use(script, settings)
        sweep(now)
    assert (fresh(row).state, b"To: ada@xn--bcher-kva.example" in script.taken[0]) == ("sent", True)
