"""From an account to a page that can be booked, step by step; leaving in between loses nothing."""

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from assessments.models import Trainer
from assessments.practices import NewTrainer, open_practice
from tests.makers import PASSWORD, make_appointment, make_client, make_trainer
from tests.pages.addresses import browser_of

pytestmark = pytest.mark.django_db
WEEK = {f"day_{day}_{half}": ["", ""] for day in range(7) for half in ("opens", "closes")}
MONDAYS = WEEK | {"day_0_opens": ["10:00", ""], "day_0_closes": ["14:00", ""]}
SERVICE = {"name": "Movement assessment", "duration": "60", "price": "80 €", "description": "We look."}
PLACE = {"where": "place", "place": "Studio", "address": "Beispielweg 12", "directions": ""}
STEPS = [
    ("zone", {"zone": "lisbon"}),
    ("hours", MONDAYS),
    ("service", SERVICE),
    ("place", PLACE),
    ("look", {}),
]


@pytest.fixture
def mara() -> Trainer:
    person = NewTrainer(name="Mara Lind", email="mara@example.com", password=PASSWORD, zone="UTC")
    return open_practice(name="Northside", owner=person, setting_up=True)


@pytest.fixture
def desk(mara: Trainer) -> Browser:
    return browser_of(mara.user)


def step_url(step: str) -> str:
    return reverse("setup_step", args=[step])


def test_five_steps_make_a_page_that_can_be_booked(mara: Trainer, desk: Browser, client: Browser) -> None:
    hours = reverse("service", args=["mara-lind", "movement-assessment"])
    for step, typed in STEPS:
        assert client.get(hours).status_code == 404
        assert desk.get(reverse("setup"))["Location"] == step_url(step)
        assert desk.post(step_url(step), typed).status_code == 302
    picker = client.get(hours).context["picker"]
    assert {hour.start.weekday() for hour in picker.hours} == {0}
    mara.refresh_from_db()
    assert (mara.setup_step, mara.zone, mara.place) == ("", "Europe/Lisbon", "Studio, Beispielweg 12")


def test_signing_in_again_leads_back_to_the_step(desk: Browser) -> None:
    for step, typed in STEPS:
        assert desk.get(reverse("home_for_user"), follow=True).redirect_chain[-1][0] == step_url(step)
        desk.post(step_url(step), typed)
    assert desk.get(reverse("home_for_user"))["Location"] == reverse("desk")


def test_a_step_ahead_waits(desk: Browser) -> None:
    for step in ("hours", "service", "place", "look"):
        assert desk.get(step_url(step))["Location"] == reverse("setup")
        assert desk.post(step_url(step), dict(STEPS)[step])["Location"] == reverse("setup")
    assert Trainer.objects.get().setup_step == "zone"
    assert not Trainer.objects.get().is_listed


def test_a_step_gone_back_to_leads_on_to_where_one_was(mara: Trainer, desk: Browser) -> None:
    for step, typed in STEPS[:3]:
        desk.post(step_url(step), typed)
    desk.post(step_url("zone"), {"zone": "Europe/Berlin"})
    mara.refresh_from_db()
    assert (mara.setup_step, mara.zone) == ("place", "Europe/Berlin")


def test_sent_twice_is_harmless(mara: Trainer, desk: Browser) -> None:
    for step, typed in STEPS:
        for _time in range(2):
            desk.post(step_url(step), typed)
    assert mara.services.count() == 1
    assert mara.weekly_hours.count() == 1


@pytest.mark.parametrize(
    ("step", "typed"),
    [
        ("zone", {"zone": "Atlantis"}),
        ("zone", {"zone": ""}),
        ("zone", {"zone": "x" * 100_000}),
        ("zone", {"zone": "Lis\0bon"}),
        ("hours", WEEK),
        ("hours", MONDAYS | {"day_1_opens": ["25:00", ""]}),
        ("service", SERVICE | {"name": ""}),
        ("service", SERVICE | {"duration": "0"}),
        ("place", PLACE | {"place": "", "address": ""}),
        ("place", PLACE | {"where": "video"}),
        ("place", PLACE | {"where": "video", "video_url": "javascript:alert(1)"}),
        ("place", PLACE | {"where": "nowhere"}),
        ("place", {}),
    ],
)
def test_what_is_wrong_is_said_and_one_stays(
    mara: Trainer, desk: Browser, step: str, typed: dict[str, object]
) -> None:
    Trainer.objects.update(setup_step=step)
    answer = desk.post(step_url(step), typed)
    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert Trainer.objects.get().setup_step == step


def test_a_visit_booked_from_the_desk_meanwhile_is_never_stranded(mara: Trainer, desk: Browser) -> None:
    Trainer.objects.update(setup_step="hours")
    soon = timezone.now().replace(hour=12, minute=0) + timedelta(weeks=1)
    tuesday = soon + timedelta(days=(1 - soon.weekday()) % 7)
    make_appointment(client=make_client(trainer=mara), service=mara.services.get(), start=tuesday)
    assert desk.post(step_url("hours"), MONDAYS).status_code == 422
    assert desk.post(step_url("zone"), {"zone": "Pacific/Auckland"}).status_code == 422
    mara.refresh_from_db()
    assert (mara.weekly_hours.count(), mara.zone, mara.setup_step) == (5, "UTC", "hours")


def test_mondays_hours_are_copied_without_saving(mara: Trainer, desk: Browser) -> None:
    Trainer.objects.update(setup_step="hours")
    answer = desk.post(step_url("hours"), MONDAYS | {"copy": "workdays"})
    assert answer.content.decode().count('value="10:00"') == 5
    assert mara.weekly_hours.count() == 5


def test_online_visits_need_a_link_and_no_place(mara: Trainer, desk: Browser) -> None:
    Trainer.objects.update(setup_step="place")
    desk.post(step_url("place"), {"where": "video", "video_url": "video.example/mara"})
    assert mara.services.get().video_url == "https://video.example/mara"


def test_the_device_proposes_its_clock(desk: Browser) -> None:
    desk.cookies["zone"] = "Asia%2FTokyo"
    assert 'value="Asia/Tokyo"' in desk.get(step_url("zone")).content.decode()


def test_an_unknown_step_is_not_found(desk: Browser) -> None:
    assert desk.get("/desk/start/nonsense/").status_code == 404


def test_the_steps_are_no_business_of_a_trainer_who_is_through() -> None:
    desk = browser_of(make_trainer().user)
    assert desk.post(step_url("zone"), {"zone": "lisbon"})["Location"] == reverse("setup")
    assert desk.get(reverse("setup"))["Location"] == reverse("settings")
    assert Trainer.objects.get().zone == "Europe/Berlin"
