"""The practice, its trainers, what they offer, and when."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments import reminding
from assessments.findings import Thresholds
from hipcoach.common.text import new_nonce
from hipcoach.common.zones import validate_zone, zone_or_none, zone_or_utc
from hipcoach.privacy.fields import EncryptedTextField

ANY_TRAINER = "any"  # Reserved in the URL contract: whichever trainer is free.


class Practice(models.Model):
    name = models.CharField(_("name"), max_length=120)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="practices")
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("practice")
        verbose_name_plural = _("practices")

    def __str__(self) -> str:
        return self.name


class TrainerQuerySet(models.QuerySet["Trainer"]):
    def working(self) -> "TrainerQuerySet":
        """Those who may open the desk: everybody but the removed."""
        return self.filter(removed_at=None)

    def bookable(self) -> "TrainerQuerySet":
        return self.filter(is_listed=True, services__is_active=True).distinct()


class Trainer(models.Model):
    class Step(models.TextChoices):
        """What a new trainer still sets up, in this order; nothing once they are through."""

        ZONE = "zone", _("your time zone")
        HOURS = "hours", _("your hours")
        SERVICE = "service", _("what you offer")
        PLACE = "place", _("where you meet")
        LOOK = "look", _("a look at your page")

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="trainers")
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="trainer")
    slug = models.SlugField(_("address of the page"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    bio = models.TextField(_("about"), max_length=2000, blank=True)
    zone = models.CharField(_("time zone"), max_length=64, validators=[validate_zone])
    venue_name = models.CharField(_("place"), max_length=120, blank=True)
    venue_address = models.CharField(_("address"), max_length=300, blank=True)
    venue_directions = models.TextField(_("how to find it"), max_length=600, blank=True)
    map_url = models.URLField(_("map link"), max_length=500, blank=True)
    is_listed = models.BooleanField(_("open for booking"), default=True)
    # No longer of the practice: signs in to nothing, and stays for what is on record.
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Where a new trainer goes on after signing in; empty for all others.
    setup_step = models.CharField(max_length=8, choices=Step, blank=True, default="", editable=False)
    # A booking is kept for a short while only, until a button behind the mailed link confirms it.
    confirm_first = models.BooleanField(_("confirm by e-mail first"), default=False)
    # Part of the calendar feed's keyed hash; a new one revokes the old address.
    feed_nonce = models.CharField(max_length=16, default=new_nonce, editable=False)
    # A word of the trainer's own under each mail to a client.
    mail_line = models.CharField(_("your own line"), max_length=200, blank=True)
    mails_agenda = models.BooleanField(_("the day's visits by mail, each morning"), default=True)
    # Bumped by every verb that changes an answer about free hours.
    availability_version = models.PositiveBigIntegerField(default=1, editable=False)
    # The trainer's conventions for the strength test; seconds, but for pain 0-10.
    pain_limit = models.PositiveSmallIntegerField(
        _("pain that ends testing"), default=4, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    limited_below = models.DecimalField(_("limited below (s)"), max_digits=4, decimal_places=1, default=10)
    full_from = models.DecimalField(_("full from (s)"), max_digits=4, decimal_places=1, default=15)
    hold_cap = models.DecimalField(_("cap (s)"), max_digits=4, decimal_places=1, default=30)
    retest_weeks = models.PositiveSmallIntegerField(_("retest after (weeks)"), default=6, db_default=6)

    objects = TrainerQuerySet.as_manager()

    class Meta:
        verbose_name = _("trainer")
        verbose_name_plural = _("trainers")
        constraints = [
            models.CheckConstraint(condition=~Q(slug=ANY_TRAINER), name="trainer_slug_not_reserved"),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True) | Q(is_listed=False), name="trainer_removed_is_closed"
            ),
            models.CheckConstraint(
                condition=Q(pain_limit__gte=1, pain_limit__lte=10)
                & Q(
                    limited_below__gt=0,
                    full_from__gt=F("limited_below"),
                    hold_cap__gte=F("full_from"),
                    hold_cap__lte=600,
                ),
                name="trainer_thresholds_in_order",
            ),
            models.CheckConstraint(
                condition=Q(retest_weeks__gte=1, retest_weeks__lte=52), name="trainer_retest_possible"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("trainer", args=[self.slug])

    @property
    def ref(self) -> str:
        """How mails and the ledger name this row."""
        return f"trainer:{self.pk}"

    @property
    def tz(self) -> ZoneInfo:
        return zone_or_utc(self.zone)

    @property
    def zone_is_lost(self) -> bool:
        """Whether the zone on record has left the zone data; nothing is offered until another is chosen."""
        return zone_or_none(self.zone) is None

    @property
    def place(self) -> str:
        """Where visits happen, on one line."""
        return ", ".join(filter(None, (self.venue_name, self.venue_address)))

    @property
    def thresholds(self) -> Thresholds:
        return Thresholds(
            pain_limit=self.pain_limit,
            limited_below=float(self.limited_below),
            full_from=float(self.full_from),
            cap=float(self.hold_cap),
        )


def default_reminders() -> list[int]:
    return list(reminding.DEFAULT)


def validate_reminders(value: object) -> None:
    wrong = reminding.problem_with(value if isinstance(value, list) else [value])
    if wrong:
        raise ValidationError(wrong, code="reminders")


class ServiceQuerySet(models.QuerySet["Service"]):
    def bookable(self) -> "ServiceQuerySet":
        return self.filter(is_active=True, trainer__is_listed=True).select_related("trainer")


class Service(models.Model):
    """What a trainer offers. Lengths are minutes unless the name says otherwise."""

    trainer = models.ForeignKey(Trainer, on_delete=models.CASCADE, related_name="services")
    slug = models.SlugField(_("address of the page"), max_length=60)
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("description"), max_length=2000, blank=True)
    price = models.CharField(_("price, as text"), max_length=60, blank=True)
    what_to_wear = models.TextField(_("what to wear and bring"), max_length=600, blank=True)
    # Set for visits held online; shown to those who have booked, never on the public page.
    video_url = models.URLField(_("video link"), max_length=500, blank=True)
    duration = models.PositiveSmallIntegerField(_("duration"), default=60)
    buffer_before = models.PositiveSmallIntegerField(_("buffer before"), default=0)
    buffer_after = models.PositiveSmallIntegerField(_("buffer after"), default=15)
    slot_step = models.PositiveSmallIntegerField(_("a start every"), default=30)
    notice = models.PositiveIntegerField(_("minimum notice"), default=12 * 60)
    horizon_days = models.PositiveSmallIntegerField(_("bookable ahead (days)"), default=60)
    daily_cap = models.PositiveSmallIntegerField(_("visits a day at most"), null=True, blank=True)
    cancel_cutoff = models.PositiveIntegerField(_("free to cancel until"), default=24 * 60)
    # Whole minutes before the start; see also reminding.
    reminders = models.JSONField(
        _("reminders"), default=default_reminders, blank=True, validators=[validate_reminders]
    )
    move_cutoff = models.PositiveIntegerField(_("free to move until"), default=24 * 60)
    is_active = models.BooleanField(_("offered"), default=True)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        constraints = [
            models.UniqueConstraint(fields=["trainer", "slug"], name="service_slug_unique"),
            models.CheckConstraint(
                condition=Q(duration__gte=5, duration__lte=600, slot_step__gte=5, slot_step__lte=600),
                name="service_lengths_positive",
            ),
            models.CheckConstraint(
                condition=Q(
                    buffer_before__lte=240, buffer_after__lte=240, horizon_days__gte=1, horizon_days__lte=730
                ),
                name="service_bounds",
            ),
            models.CheckConstraint(
                condition=Q(daily_cap__isnull=True) | Q(daily_cap__gte=1), name="service_cap_positive"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("service", args=[self.trainer.slug, self.slug])

    @property
    def is_online(self) -> bool:
        return bool(self.video_url)

    def blocked_at(self, start: datetime) -> tuple[datetime, datetime]:
        """What a visit at this instant blocks, with its buffers: (from, until)."""
        end = start + timedelta(minutes=self.duration)
        return start - timedelta(minutes=self.buffer_before), end + timedelta(minutes=self.buffer_after)


class WeeklyHours(models.Model):
    """Open hours of one weekday, wall clock in the trainer's zone, in minutes since midnight."""

    trainer = models.ForeignKey(Trainer, on_delete=models.CASCADE, related_name="weekly_hours")
    weekday = models.PositiveSmallIntegerField(_("weekday, Monday = 0"))
    opens = models.PositiveSmallIntegerField(_("opens"))
    closes = models.PositiveSmallIntegerField(_("closes"))

    class Meta:
        verbose_name = _("weekly hours")
        verbose_name_plural = _("weekly hours")
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="weekly_hours_weekday"),
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens"), closes__lte=1440), name="weekly_hours_forward"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday}: {self.opens}-{self.closes}"


class DateOverride(models.Model):
    """Hours of one date instead of the weekly ones; a row without hours closes the day."""

    trainer = models.ForeignKey(Trainer, on_delete=models.CASCADE, related_name="date_overrides")
    day = models.DateField(_("day"))
    opens = models.PositiveSmallIntegerField(_("opens"), null=True, blank=True)
    closes = models.PositiveSmallIntegerField(_("closes"), null=True, blank=True)

    class Meta:
        verbose_name = _("special day")
        verbose_name_plural = _("special days")
        ordering = ["day", "opens"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens__isnull=True, closes__isnull=True)
                | Q(opens__isnull=False, closes__gt=F("opens"), closes__lte=1440),
                name="date_override_forward",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}"

    def clean(self) -> None:
        """To the database's check, a missing half is neither right nor wrong."""
        if (self.opens is None) != (self.closes is None):
            raise ValidationError(_("Give both times, or leave both empty to close the day."))


class CalendarSource(models.Model):
    """A secret iCalendar address whose events make the trainer busy."""

    trainer = models.ForeignKey(Trainer, on_delete=models.CASCADE, related_name="calendar_sources")
    name = models.CharField(_("name"), max_length=80)
    url = EncryptedTextField(_("secret address"))
    synced_at = models.DateTimeField(_("last good sync"), null=True, blank=True, editable=False)
    tried_at = models.DateTimeField(_("last try"), null=True, blank=True, editable=False)
    # What the calendar's server called the version we hold, so that an unchanged one is not read again.
    etag = models.CharField(max_length=200, blank=True, editable=False)
    problem = models.CharField(_("what went wrong"), max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = _("calendar")
        verbose_name_plural = _("calendars")

    def __str__(self) -> str:
        return self.name


class BusyBlockQuerySet(models.QuerySet["BusyBlock"]):
    def time_off(self) -> "BusyBlockQuerySet":
        """What the trainer blocked; the rest was imported from a calendar."""
        return self.filter(source=None)


class BusyBlock(models.Model):
    """Busy instants: time off, or imported from a calendar."""

    trainer = models.ForeignKey(Trainer, on_delete=models.CASCADE, related_name="busy_blocks")
    source = models.ForeignKey(
        CalendarSource, null=True, blank=True, on_delete=models.CASCADE, related_name="busy_blocks"
    )
    start = models.DateTimeField(_("from"))
    end = models.DateTimeField(_("until"))
    label = models.CharField(_("label"), max_length=80, blank=True)
    # When the visits in it were first cancelled in one act.
    cleared_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = BusyBlockQuerySet.as_manager()

    class Meta:
        verbose_name = _("busy time")
        verbose_name_plural = _("busy times")
        ordering = ["start"]
        indexes = [models.Index(fields=["trainer", "start"], name="busy_block_by_start")]
        constraints = [models.CheckConstraint(condition=Q(end__gt=F("start")), name="busy_block_forward")]

    def __str__(self) -> str:
        return self.label or str(self.start)
