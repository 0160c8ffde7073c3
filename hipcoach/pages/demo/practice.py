"""The demo's practice: two trainers, their hours and what they offer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from assessments.models import BusyBlock, DateOverride, Service, Trainer, WeeklyHours
from assessments.practices import NewTrainer, add_trainer, open_practice
from hipcoach.common.zones import midnight
from hipcoach.pages.demo import JULIAN, KEY_PHRASE, MARA

Hours = tuple[int, int]
MORNING, AFTERNOON, EVENING = (9 * 60, 12 * 60 + 30), (13 * 60 + 30, 18 * 60), (16 * 60, 20 * 60)
CLOTHES = "Shorts or leggings you can squat in. Shoes come off for the test."
# Today is always open, weekends too, so that the desk has something to show.
OPEN_DAY = (8 * 60, 20 * 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Portrait:
    """A trainer, with their weekly hours by weekday (Monday first)."""

    sign_in: NewTrainer
    bio: str
    venue: str
    address: str
    directions: str
    week: tuple[tuple[Hours, ...], ...]
    price: str


PORTRAITS = (
    Portrait(
        sign_in=NewTrainer(name="Mara Feldkamp", email=MARA, password=KEY_PHRASE, zone="Europe/Berlin"),
        bio=(
            "I spent ten years at a desk before I became a trainer, so I know how a day of sitting feels. "
            "We go step by step: a calm look at how your hips move, then a plan that fits into your week. "
            "No shouting, no secrets, and plenty of tea."
        ),
        venue="Studio Hinterhof",
        address="Beispielweg 12, 10999 Berlin",
        directions=(
            "Through the gate, across the yard, second door on the left. "
            "Bicycles can stay in the yard; there is no parking on our street."
        ),
        week=(
            (MORNING, AFTERNOON),
            (MORNING, AFTERNOON),
            (EVENING,),
            (MORNING, AFTERNOON),
            (MORNING,),
            (),
            (),
        ),
        price="€80",
    ),
    Portrait(
        sign_in=NewTrainer(name="Julian Okoro", email=JULIAN, password=KEY_PHRASE, zone="America/New_York"),
        bio=(
            "Former hurdler, now a coach for people who want to lift, climb stairs and play with their kids. "
            "I like simple tests, honest numbers and small steps that add up. "
            "Bring comfortable clothes; everything else is here."
        ),
        venue="Corner Gym",
        address="100 Sample Street, Brooklyn, New York",
        directions="Ring at the side door, then one floor up. The lift is behind the stairs.",
        week=(
            (MORNING,),
            (MORNING, AFTERNOON),
            (MORNING, AFTERNOON),
            (EVENING,),
            (MORNING, AFTERNOON),
            (MORNING,),
            (),
        ),
        price="$95",
    ),
)


def open_demo_practice(*, now: datetime) -> tuple[Trainer, Trainer]:
    """Mara, who owns the practice, and Julian."""
    first, second = PORTRAITS
    mara = open_practice(name="Hips & Habits", owner=first.sign_in, is_demo=True)
    julian = add_trainer(practice=mara.practice, trainer=second.sign_in)
    for trainer, portrait in ((mara, first), (julian, second)):
        _introduce(trainer, portrait)
        _offer(trainer, portrait.price)
        _set_hours(trainer, portrait.week)
        _set_special_days(trainer, now=now)
    return mara, julian


def _introduce(trainer: Trainer, portrait: Portrait) -> None:
    trainer.bio = portrait.bio
    trainer.venue_name, trainer.venue_address = portrait.venue, portrait.address
    trainer.venue_directions = portrait.directions
    trainer.save(update_fields=["bio", "venue_name", "venue_address", "venue_directions"])


def _offer(trainer: Trainer, price: str) -> None:
    trainer.services.update(price=price, what_to_wear=CLOTHES)
    Service.objects.create(
        trainer=trainer,
        slug="retest",
        name="Retest",
        description="If you have been tested before: we repeat the test, compare, and adjust your plan.",
        duration=45,
        price=price,
        what_to_wear=CLOTHES,
    )


def _set_hours(trainer: Trainer, week: Iterable[tuple[Hours, ...]]) -> None:
    trainer.weekly_hours.all().delete()
    WeeklyHours.objects.bulk_create(
        WeeklyHours(trainer=trainer, weekday=weekday, opens=opens, closes=closes)
        for weekday, day in enumerate(week)
        for opens, closes in day
    )


def _set_special_days(trainer: Trainer, *, now: datetime) -> None:
    """Long hours today, a closed day, and some time off."""
    today = now.astimezone(trainer.tz).date()
    opens, closes = OPEN_DAY
    DateOverride.objects.create(trainer=trainer, day=today, opens=opens, closes=closes)
    DateOverride.objects.create(trainer=trainer, day=today + timedelta(days=16))
    away = midnight(today + timedelta(days=25), trainer.tz)
    lunch = midnight(today + timedelta(days=4), trainer.tz) + timedelta(hours=11)
    BusyBlock.objects.create(trainer=trainer, start=away, end=away + timedelta(days=4), label="Away")
    BusyBlock.objects.create(trainer=trainer, start=lunch, end=lunch + timedelta(hours=2), label="Team lunch")
