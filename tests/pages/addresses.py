"""Every address, what each persona gets there, and a world in which each of them has something."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.test import Client as Browser
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone

from assessments import incidents, inviting
from assessments.links import feed_token_of, invitation_token_of, manage_url, token_of
from assessments.mail_links import nudges_token
from assessments.models import Appointment, BusyBlock, Merge
from hipcoach.accounts.models import User
from programs import library
from programs.models import Exercise, Template
from tests.accounts.factors import add_passkey, give_app, passkeys
from tests.accounts.hands import show_who_one_is
from tests.accounts.soft_key import SoftKey
from tests.assessments.sources import make_source
from tests.assessments.under_way import a_trial, make_started, save
from tests.mail.promises import promise
from tests.makers import make_appointment, make_service, make_signed_in_client, make_trainer
from tests.programs.building import make_built
from tests.programs.makers import assigned_plan, make_assessment, make_ready, make_session
from tests.programs.own import make_own

PERSONAS = (
    *("visitor", "client", "other client", "trainer", "other trainer", "owner", "removed trainer"),
    "booker with link",
)
# Nobody knows who they are: to them, whatever is somebody's own leads to the sign-in.
OUTSIDE = ("visitor", "booker with link")

OPEN, ELSEWHERE, BAD, NOT_YOURS = 200, 302, 400, 404
Statuses = tuple[int, ...]


def answers(*five: int, owner: int | None = None, removed: int = NOT_YOURS) -> Statuses:
    """What each persona gets: the first five as named above, then the practice's owner and who was removed.

    The owner is a trainer of the same practice: to what is another trainer's own, a stranger like any other.
    Who has opened the link to a visit is a visitor everywhere else.
    """
    return (*five, five[-1] if owner is None else owner, removed, five[0])


EVERYBODY = (OPEN,) * len(PERSONAS)
NOBODY = (NOT_YOURS,) * len(PERSONAS)
INCOMPLETE = (BAD,) * len(PERSONAS)
SENT_ON = (ELSEWHERE,) * len(PERSONAS)
VISITORS = answers(OPEN, ELSEWHERE, ELSEWHERE, ELSEWHERE, ELSEWHERE, removed=ELSEWHERE)
SIGNED_IN = answers(ELSEWHERE, OPEN, OPEN, OPEN, OPEN, removed=OPEN)
CLIENTS = answers(ELSEWHERE, OPEN, OPEN, NOT_YOURS, NOT_YOURS)
TRAINERS = answers(ELSEWHERE, NOT_YOURS, NOT_YOURS, OPEN, OPEN)
OWN_TRAINER = answers(ELSEWHERE, NOT_YOURS, NOT_YOURS, OPEN, NOT_YOURS)
OWN_CLIENT = answers(ELSEWHERE, OPEN, NOT_YOURS, NOT_YOURS, NOT_YOURS)
OWNER = answers(ELSEWHERE, NOT_YOURS, NOT_YOURS, NOT_YOURS, NOT_YOURS, owner=OPEN)

# What each persona gets for a GET.
PAGES = {
    **dict.fromkeys(("home", "privacy", "healthz", "readyz", "trainers", "trainer", "service"), EVERYBODY),
    **dict.fromkeys(("learn", "self_test", "robots", "sitemap"), EVERYBODY),
    **dict.fromkeys(("manage", "reschedule", "cancel", "invite", "feed"), EVERYBODY),
    # Without the token, and without somebody to tell.
    **dict.fromkeys(("metrics", "security_txt"), NOBODY),
    "check_mail": NOBODY,  # Without the seal that its booking form gave.
    **dict.fromkeys(("slots", "book"), INCOMPLETE),
    "home_for_user": SENT_ON,
    **dict.fromkeys(("me", "my_intake", "my_results", "my_plan", "my_mail", "my_consent", "who"), CLIENTS),
    "claim": answers(ELSEWHERE, NOT_YOURS, NOT_YOURS, OPEN, OPEN, removed=OPEN),
    "my_data": CLIENTS,
    "my_data_erase": CLIENTS,
    "client_erase": OWN_TRAINER,
    "nudges_off": EVERYBODY,
    "tablet": NOBODY,  # Only on a device that a trainer has handed over.
    **dict.fromkeys(("manifest", "client_worker", "offline"), EVERYBODY),
    "my_sessions": CLIENTS,
    **dict.fromkeys(("my_session", "my_correction", "my_question"), OWN_CLIENT),
    # Without a plan: to the page of plans.
    "my_print": answers(ELSEWHERE, OPEN, ELSEWHERE, NOT_YOURS, NOT_YOURS),
    "my_today": answers(
        ELSEWHERE, OPEN, ELSEWHERE, NOT_YOURS, NOT_YOURS
    ),  # Without a plan: to the page of plans.
    **dict.fromkeys(("desk", "schedule", "clients", "clients_found", "mail_ledger", "bring_in"), TRAINERS),
    **dict.fromkeys(("desk_book", "away", "desk_calendars", "client_add"), TRAINERS),
    **dict.fromkeys(("exercises", "exercise", "exercise_new", "exercise_copy"), TRAINERS),
    **dict.fromkeys(("templates", "template_assign", "template", "template_new"), TRAINERS),
    **dict.fromkeys(("exercise_edit", "template_edit", "template_line", "template_shelf"), OWN_TRAINER),
    **dict.fromkeys(("settings", "settings_page", "settings_service_add", "settings_outside"), TRAINERS),
    **dict.fromkeys(("settings_hours", "settings_days", "settings_time_off"), TRAINERS),
    **dict.fromkeys(("share", "share_svg", "share_png"), TRAINERS),
    # A trainer who is set up is led on to the settings.
    **dict.fromkeys(("setup", "setup_step"), answers(ELSEWHERE, NOT_YOURS, NOT_YOURS, ELSEWHERE, ELSEWHERE)),
    # An address that opens nothing, or one without its link; see the tests of joining.
    **dict.fromkeys(("welcome", "welcome_owner", "join_practice"), NOBODY),
    "join": SENT_ON,
    **dict.fromkeys(
        ("practice", "practice_give", "colleague", "colleague_second_step", "trainer_remove"), OWNER
    ),
    **dict.fromkeys(("results", "results_export", "settings_test"), TRAINERS),
    **dict.fromkeys(
        ("client_results", "incident", "observations", "amend_setup", "amend_trial", "add_trial"), OWN_TRAINER
    ),
    "settings_service": OWN_TRAINER,
    **dict.fromkeys(("mail_texts", "mail_preview", "mail_letter"), TRAINERS),
    **dict.fromkeys(("client", "appointment", "assess", "assess_setup", "trial", "plan"), OWN_TRAINER),
    "questions": OWN_TRAINER,
    **dict.fromkeys(("suggest", "next_visit", "appointment_move", "away_told"), OWN_TRAINER),
    **dict.fromkeys(("client_contact", "client_merge", "plan_revise"), OWN_TRAINER),
    "client_hand_over": answers(ELSEWHERE, NOT_YOURS, NOT_YOURS, OPEN, NOT_YOURS, owner=OPEN),
    "assess_passive": OWN_TRAINER,
    "live_shell": TRAINERS,
    "live_worker": EVERYBODY,
    **dict.fromkeys(("account_login", "account_request_login_code"), VISITORS),
    **dict.fromkeys(("account_confirm_login_code", "account_set_password"), SENT_ON),
    # Nobody here needs to show once more who they are by a code.
    "reauthenticate_by_code": SENT_ON,
    "account_reauthenticate": answers(ELSEWHERE, ELSEWHERE, ELSEWHERE, OPEN, OPEN, removed=OPEN),
    "account_signup": VISITORS,
    "admin_login": answers(
        ELSEWHERE, 403, 403, 403, 403, removed=403
    ),  # To the throttled sign-in; then staff only.
    "account_logout": SIGNED_IN,
    "account_change_password": answers(ELSEWHERE, ELSEWHERE, ELSEWHERE, OPEN, OPEN, removed=OPEN),
    # The private ones among these open because everybody here has just shown who they are.
    **dict.fromkeys(("account_security", "account_sessions", "account_address"), SIGNED_IN),
    **dict.fromkeys(("account_address_confirm", "mfa_authenticate", "mfa_login_webauthn"), SENT_ON),
    # The second factor is of those who have a password; the first trainer has set one up.
    **dict.fromkeys(
        ("mfa_index", "mfa_list_webauthn"),
        answers(ELSEWHERE, NOT_YOURS, NOT_YOURS, ELSEWHERE, OPEN, removed=OPEN),
    ),
    "mfa_activate_totp": answers(ELSEWHERE, NOT_YOURS, NOT_YOURS, ELSEWHERE, OPEN, removed=OPEN),
    **dict.fromkeys(
        ("mfa_add_webauthn", "mfa_generate_recovery_codes"),
        answers(ELSEWHERE, NOT_YOURS, NOT_YOURS, OPEN, OPEN, removed=OPEN),
    ),
    **dict.fromkeys(("mfa_view_recovery_codes", "mfa_download_recovery_codes"), OWN_TRAINER),
    **dict.fromkeys(("mfa_deactivate_totp", "mfa_edit_webauthn", "mfa_remove_webauthn"), OWN_TRAINER),
    **dict.fromkeys(
        ("mfa_reauthenticate", "mfa_reauthenticate_webauthn"),
        answers(ELSEWHERE, NOT_YOURS, NOT_YOURS, OPEN, ELSEWHERE, removed=ELSEWHERE),
    ),
    **dict.fromkeys(("account_inactive", "account_reset_password", "account_reset_password_done"), EVERYBODY),
    **dict.fromkeys(("account_reset_password_from_key", "account_reset_password_from_key_done"), EVERYBODY),
}
# Buttons of whoever is there; what each is sent with nothing in it.
PUBLIC_BUTTONS = {"hold": BAD, "release": 303, "confirm": ELSEWHERE, "tablet_back": NOT_YOURS}
# Buttons of whoever is signed in.
ACCOUNT_BUTTONS = {"account_session_end", "account_sessions_end"}
# Buttons of the own client, likewise.
CLIENT_BUTTONS = {"my_data_keep", "my_trainer"}
# Buttons that act for whichever client presses them; what each is sent with nothing in it.
ANY_CLIENTS_BUTTONS = {"my_data_copy": OPEN, "bring_self_test": BAD}
# Buttons of the own trainer: whoever else sends a POST is sent to sign in, or gets 404.
BUTTONS = {
    "appointment_cancel",
    "appointment_link",
    "appointment_paid",
    "assessment_finish",
    "assessment_share",
    "assessment_start",
    "assessment_words",
    "attended",
    "calendar_remove",
    "calendar_sync",
    "clearance",
    "client_merge_undo",
    "client_keep",
    "client_settle",
    "exercise_bring_back",
    "exercise_retire",
    "exercise_share",
    "template_bring_back",
    "template_retire",
    "template_share",
    "finding_override",
    "incident_begin",
    "hand_over",
    "mail_retry",
    "no_show",
    "plan_archive",
    "plan_small_steps",
    "plan_steps",
    "retest",
    "settings_days_remove",
    "settings_time_off_remove",
    "trial_remove",
    "trial_take_back",
}
# Buttons that act for whichever trainer presses them.
DESK_BUTTONS = {"feed_renew", "mail_test", "template_copy"}
# Buttons of the own trainer that say what is missing when they are sent with nothing.
FILLED_BUTTONS = {"template_lines"}
OWN_EXERCISES = ("exercise_edit", "exercise_retire", "exercise_share", "exercise_bring_back")
BUILT = (
    "template_edit", "template_shelf", "template_lines", "template_share", "template_retire",
    "template_bring_back",
)  # fmt: skip
# Buttons of the practice's owner; what each answers to the owner when it is sent with nothing in it.
OWNER_BUTTONS = {
    "practice_invite": 422,
    "invitation_again": ELSEWHERE,
    "invitation_revoke": ELSEWHERE,
    "trainer_back": ELSEWHERE,
}
ALL_BUTTONS: set[str] = set().union(
    BUTTONS,
    ACCOUNT_BUTTONS,
    ANY_CLIENTS_BUTTONS,
    CLIENT_BUTTONS,
    DESK_BUTTONS,
    FILLED_BUTTONS,
    OWNER_BUTTONS,
    PUBLIC_BUTTONS,
)


@dataclass(frozen=True, slots=True)
class World:
    """One client with a visit, a test under way, a finished one and a plan; strangers on both sides.

    The trainer works in somebody else's practice, which somebody has left; so does the stranger in another.
    """

    addresses: dict[str, str]
    browsers: dict[str, Browser]


def make_world() -> World:
    now = timezone.now()
    library.load(now=now)
    owner = make_trainer()
    trainer = make_trainer(practice=owner.practice)
    stranger = make_trainer(practice=make_trainer().practice)
    removed = make_trainer(practice=owner.practice, is_listed=False, removed_at=now)
    service = make_service(trainer=trainer)
    client, other = make_signed_in_client(trainer=trainer), make_signed_in_client(trainer=stranger)
    make_ready(client, now=now)
    test = make_started(client=client, service=service, now=now)
    trial = save(test, a_trial(), now=now)
    incident = incidents.begin(appointment=test.appointment, key=uuid4(), trainer=trainer, now=now)
    finished = make_assessment(client=client, service=service, at=now - timedelta(days=3))
    plan = assigned_plan(client, now=now)
    logged = make_session(plan, now=now)
    visit = make_appointment(client=client, service=service, start=now + timedelta(days=2))
    away = BusyBlock.objects.create(
        trainer=trainer, start=now + timedelta(days=9), end=now + timedelta(days=10)
    )
    calendar = make_source(trainer=trainer)
    done = Merge.objects.create(kept=client, gone_ref=10**9, merged_at=now)
    own, built = make_own(trainer), make_built(trainer)
    trainers = (trainer, stranger, owner, removed)
    add_passkey(browser_of(trainer.user), SoftKey())
    give_app(trainer.user)
    people = (None, client.user, other.user, *(each.user for each in trainers))
    invitation = inviting.invite(practice=owner.practice, email="new@example.com", by=owner.user, now=now)
    offer, link = {"trainer": trainer.slug, "service": service.slug}, {"token": token_of(visit)}
    keys: dict[str, dict[str, Any]] = {
        "trainer": {"trainer": trainer.slug},
        "service": offer,
        "slots": offer,
        "hold": offer,
        "release": offer,
        "check_mail": offer | {"sealed": "forged"},
        "confirm": link,
        "book": offer,
        "manage": link,
        "reschedule": link,
        "cancel": link,
        "invite": link,
        "feed": {"token": feed_token_of(trainer)},
        "calendar_remove": {"pk": calendar.pk},
        "calendar_sync": {"pk": calendar.pk},
        "nudges_off": {"token": nudges_token(client)},
        **{name: {"kind": "appointment-booked"} for name in ("mail_preview", "mail_letter", "mail_test")},
        **{name: {"pk": client.pk} for name in ("client", "client_erase", "client_keep", "my_data_keep")},
        **{name: {"pk": client.pk} for name in ("next_visit", "client_contact", "hand_over")},
        **{name: {"pk": client.pk} for name in ("client_settle", "client_merge", "client_hand_over")},
        "client_merge_undo": {"pk": client.pk, "merge": done.pk},
        "appointment_move": {"pk": visit.pk},
        "away_told": {"pk": away.pk},
        "my_trainer": {"pk": client.pk},
        "trial_remove": {"pk": test.appointment_id, "trial": trial.pk},
        "assess_passive": {"pk": test.appointment_id, "side": "left"},
        "amend_trial": {"pk": test.appointment_id, "trial": trial.pk},
        "add_trial": {"pk": finished.appointment_id},
        "client_results": {"pk": client.pk},
        "retest": {"pk": client.pk},
        "incident": {"pk": incident.pk},
        "settings_service": {"pk": service.pk},
        "settings_time_off_remove": {"pk": away.pk},
        "suggest": {"pk": finished.pk},
        "plan": {"pk": plan.pk},
        **{
            name: {"pk": plan.pk}
            for name in ("plan_archive", "plan_revise", "plan_steps", "plan_small_steps", "questions")
        },
        **{name: {"pk": logged.pk} for name in ("my_session", "my_correction")},
        "my_question": {"pk": plan.items.all()[0].pk},
        "mail_retry": {"pk": promise(now=now, trainer_ref=trainer.pk).pk},
        **{name: {"pk": Exercise.objects.shared()[0].pk} for name in ("exercise", "exercise_copy")},
        **{name: {"pk": own.pk} for name in OWN_EXERCISES},
        **{
            name: {"pk": Template.objects.all()[0].pk}
            for name in ("template", "template_copy", "template_assign")
        },
        **{name: {"pk": built.pk} for name in BUILT},
        "template_line": {"pk": built.pk, "line": built.items.all()[0].pk},
        "setup_step": {"step": "zone"},
        "welcome": {"token": "1-forged"},
        "join": {"token": invitation_token_of(invitation)},
        "invitation_again": {"pk": invitation.pk},
        "invitation_revoke": {"pk": invitation.pk},
        **{name: {"pk": trainer.pk} for name in ("colleague", "colleague_second_step", "trainer_remove")},
        "trainer_back": {"pk": removed.pk},
        "mfa_edit_webauthn": {"pk": passkeys(trainer.user)[0].pk},
        "mfa_remove_webauthn": {"pk": passkeys(trainer.user)[0].pk},
        "account_reset_password_from_key": {"uidb36": "1", "key": "forged"},
    }
    visit_keys = {"pk": test.appointment_id}
    return World(
        addresses={
            name: reverse(name, kwargs=keys.get(name) or (visit_keys if takes_pk else {}))
            for name, takes_pk in names_of(get_resolver())
        },
        browsers=dict(zip(PERSONAS, [*map(browser_of, people), booker_of(visit)], strict=True)),
    )


def browser_of(user: User | None) -> Browser:
    browser = Browser()
    if user:
        browser.force_login(user)
        show_who_one_is(browser, user)
    return browser


def booker_of(visit: Appointment) -> Browser:
    """Who has come by the link in their mail."""
    browser = Browser()
    assert browser.get(manage_url(visit)).status_code == OPEN
    return browser


def names_of(resolver: URLResolver) -> Iterator[tuple[str, bool]]:
    """(name, whether it takes a pk) of every address but the admin's, which is staff's own."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.app_name != "admin":
                yield from names_of(pattern)
        else:
            yield str(pattern.name), "pk" in pattern.pattern.regex.groupindex
