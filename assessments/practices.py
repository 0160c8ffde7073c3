"""Open a practice: its owner as the first trainer, ordinary hours, and the movement assessment to book."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from assessments.models import Practice, Service, SiteClaim, Trainer, WeeklyHours
from assessments.models.trainers import ANY_TRAINER
from hipcoach.accounts.models import User

OPENS, CLOSES = 9 * 60, 17 * 60  # Monday to Friday, until the trainer changes it.


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTrainer:
    """Who joins, with the e-mail address and password they sign in with."""

    name: str
    email: str
    password: str
    zone: str


def open_practice(
    *, name: str, owner: NewTrainer, is_demo: bool = False, setting_up: bool = False
) -> Trainer:
    """Make the practice and its owner's trainer page; `setting_up`: a closed one, to be set up step by step.

    From now on nobody can claim the site: see claiming.
    """
    with transaction.atomic():
        SiteClaim.objects.all().delete()
        user = _make_user(owner)
        practice = Practice.objects.create(name=name, owner=user, is_demo=is_demo)
        return join(practice, user, owner, setting_up=setting_up)


def add_trainer(*, practice: Practice, trainer: NewTrainer) -> Trainer:
    """Make another trainer of the practice, with hours and a first service of their own."""
    with transaction.atomic():
        return join(practice, _make_user(trainer), trainer)


def join(practice: Practice, user: User, new: NewTrainer, *, setting_up: bool = False) -> Trainer:
    """Make this user a trainer of the practice."""
    trainer = Trainer.objects.create(
        practice=practice,
        user=user,
        slug=_free_slug(new.name),
        name=new.name,
        zone=new.zone,
        is_listed=not setting_up,
        setup_step=Trainer.Step.ZONE if setting_up else "",
    )
    WeeklyHours.objects.bulk_create(
        WeeklyHours(trainer=trainer, weekday=weekday, opens=OPENS, closes=CLOSES) for weekday in range(5)
    )
    Service.objects.create(
        trainer=trainer,
        slug="movement-assessment",
        name=_("Movement assessment"),
        description=_("One hour: we talk, look at how you move, test both hips, and choose your plan."),
    )
    return trainer


def _make_user(new: NewTrainer) -> User:
    user = User.objects.create_user(new.email, new.password, name=new.name, time_zone=new.zone)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def _free_slug(name: str) -> str:
    stem = slugify(name)[:50] or "trainer"
    taken = {ANY_TRAINER, *Trainer.objects.filter(slug__startswith=stem).values_list("slug", flat=True)}
    slug, number = stem, 1
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug
