"""One booked service at one instant."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.models.clients import Client
from assessments.models.trainers import Service, Trainer
from hipcoach.common.overlap import NoOverlap
from hipcoach.common.text import new_nonce
from hipcoach.common.zones import validate_zone
from hipcoach.privacy.fields import EncryptedTextField

# The longest a blocked range can be; it bounds every range query from below, so that none reads all history.
# See also the check constraint below and Service's.
LONGEST_BLOCK = timedelta(minutes=600 + 240 + 240)
FEED_LOOKS_BACK = timedelta(days=30)


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def of_own_clients(self) -> "AppointmentQuerySet":
        """Without the visits of clients who have gone to another trainer since."""
        return self.filter(Q(client=None) | Q(client__trainer=F("trainer")))

    def live(self) -> "AppointmentQuerySet":
        """Those that block their time. A hold that lapsed does until a verb needs its time."""
        return self.filter(status__in=Appointment.LIVE)

    def booked(self) -> "AppointmentQuerySet":
        """Everything but holds."""
        return self.exclude(status=Appointment.Status.HELD)

    def linked(self) -> "AppointmentQuerySet":
        """Those whose link was mailed: all that are booked or wait for their confirmation."""
        return self.exclude(status=Appointment.Status.HELD, contact_email="")

    def confirmed(self) -> "AppointmentQuerySet":
        return self.filter(status=Appointment.Status.CONFIRMED)

    def kept_or_to_come(self) -> "AppointmentQuerySet":
        """Visits to which somebody came, or is to come."""
        return self.filter(status__in=(Appointment.Status.CONFIRMED, Appointment.Status.ATTENDED))

    def starting_between(self, since: datetime, until: datetime) -> "AppointmentQuerySet":
        return self.filter(start__gte=since, start__lt=until).order_by("start")

    def upcoming(self, now: datetime) -> "AppointmentQuerySet":
        """Confirmed and not over; those that nobody has marked since are not read again and again."""
        return self.confirmed().filter(end__gt=now, start__gt=now - LONGEST_BLOCK).order_by("start")

    def standing(self, now: datetime) -> "AppointmentQuerySet":
        """Upcoming, and those still kept until their confirmation."""
        waits = Q(status=Appointment.Status.HELD, hold_until__gt=now) & ~Q(contact_email="")
        ahead = self.filter(end__gt=now, start__gt=now - LONGEST_BLOCK).order_by("start")
        return ahead.filter(waits | Q(status=Appointment.Status.CONFIRMED))

    def to_write_about(self, now: datetime) -> "AppointmentQuerySet":
        """Confirmed and not begun; or cancelled, so that a mail may still have to say it, and not over."""
        status = Appointment.Status
        ahead, off = Q(status=status.CONFIRMED, start__gt=now), Q(status=status.CANCELLED, end__gt=now)
        return self.filter(ahead | off, start__gt=now - LONGEST_BLOCK).order_by("start")

    def past(self, now: datetime) -> "AppointmentQuerySet":
        return self.booked().filter(end__lte=now).order_by("-start")

    def overlapping(self, since: datetime, until: datetime) -> "AppointmentQuerySet":
        """Rows whose blocked range meets [since, until)."""
        return self.filter(
            blocked_start__gt=since - LONGEST_BLOCK, blocked_start__lt=until, blocked_end__gt=since
        )

    def blocking(self, since: datetime, until: datetime, *, now: datetime) -> "AppointmentQuerySet":
        """Live rows whose blocked range meets [since, until), without holds that have lapsed."""
        live = self.live().overlapping(since, until)
        return live.exclude(status=Appointment.Status.HELD, hold_until__lte=now)

    def meeting(self, since: datetime, until: datetime) -> "AppointmentQuerySet":
        """Live rows of which some part, without its buffers, lies in [since, until)."""
        return (
            self.live()
            .filter(blocked_start__gt=since - LONGEST_BLOCK, start__lt=until, end__gt=since)
            .order_by("start", "pk")
        )

    def lapsed_holds(self, now: datetime) -> "AppointmentQuerySet":
        return self.filter(status=Appointment.Status.HELD, hold_until__lte=now)

    def make_way(self, since: datetime, until: datetime, *, now: datetime) -> None:
        """Give back the lapsed holds that meet [since, until), because another visit comes there.

        The others stay until the nightly clean-up: the link in their mail can still confirm them.
        """
        self.lapsed_holds(now).overlapping(since, until).give_back()

    def in_feed(self, now: datetime) -> "AppointmentQuerySet":
        """What the trainer's own calendar shows: visits, and bookings that wait for their confirmation.

        Never the hours that visitors keep while they fill in the form.
        """
        held = Appointment.Status.HELD
        return (
            self.of_own_clients()
            .live()
            .filter(start__gte=now - FEED_LOOKS_BACK)
            .exclude(status=held, contact_email="")
            .exclude(status=held, hold_until__lte=now)
            .select_related("service", "client")
            .order_by("start", "pk")
        )

    def held_for(self, holder: str) -> "AppointmentQuerySet":
        """What this visitor keeps while they fill in the form: one row at most, lapsed or not."""
        return self.filter(status=Appointment.Status.HELD, holder=holder) if holder else self.none()

    def give_back(self) -> None:
        """Delete holds and nothing else: what hangs on an appointment comes with its booking only."""
        self.filter(status=Appointment.Status.HELD)._raw_delete(self.db)


class Appointment(models.Model):
    class Status(models.TextChoices):
        HELD = "held", _("held")
        CONFIRMED = "confirmed", _("confirmed")
        CANCELLED = "cancelled", _("cancelled")
        ATTENDED = "attended", _("attended")
        NO_SHOW = "no_show", _("no-show")

    LIVE = (Status.HELD, Status.CONFIRMED, Status.ATTENDED, Status.NO_SHOW)

    class By(models.TextChoices):
        CLIENT = "client", _("client")
        TRAINER = "trainer", _("trainer")

    trainer = models.ForeignKey(Trainer, on_delete=models.PROTECT, related_name="appointments")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="appointments")
    client = models.ForeignKey(
        Client, null=True, blank=True, on_delete=models.PROTECT, related_name="appointments"
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.CONFIRMED)
    start = models.DateTimeField(_("start"))
    end = models.DateTimeField(_("end"))
    blocked_start = models.DateTimeField(editable=False)
    blocked_end = models.DateTimeField(editable=False)
    hold_until = models.DateTimeField(null=True, blank=True, editable=False)
    # Keyed hash of the visitor's cookie while they fill in the form; "" once a contact is given.
    holder = models.CharField(max_length=64, blank=True, default="", editable=False)
    # Rises with every change of the hour or status; the SEQUENCE of the invitation.
    version = models.PositiveIntegerField(default=1, editable=False)
    # The contact as given at booking; a client record is never overwritten from it.
    contact_name = models.CharField(_("name"), max_length=120)
    contact_email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    contact_phone = models.CharField(_("phone"), max_length=40, blank=True)
    contact_zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[validate_zone])
    # For the visit (parking, access). Sealed, because people write about their health all the same.
    note = EncryptedTextField(_("note"), blank=True, default="")
    # Names one sending of the booking form, so that a doubled submit shows the one booking.
    submission = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    # Part of the manage link's keyed hash; a new one revokes the old link.
    nonce = models.CharField(max_length=16, default=new_nonce, editable=False)
    booked_at = models.DateTimeField(editable=False)
    # Marked by the trainer; what was paid, and how, is not ours to know.
    paid_at = models.DateTimeField(null=True, blank=True, editable=False)
    cancelled_at = models.DateTimeField(null=True, blank=True, editable=False)
    cancelled_by = models.CharField(max_length=8, choices=By, blank=True, editable=False)
    cancelled_late = models.BooleanField(default=False, editable=False)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        indexes = [
            models.Index(fields=["trainer", "blocked_start"], name="appointment_by_block"),
            models.Index(fields=["trainer", "start"], name="appointment_by_start"),
            # What is to come: everybody's, a trainer's, a client's. Without the two a plan reads everybody's.
            models.Index(fields=["start"], name="appointment_coming", condition=Q(status="confirmed")),
            models.Index(
                fields=["trainer", "start"], name="appointment_coming_to", condition=Q(status="confirmed")
            ),
            models.Index(
                fields=["client", "start"], name="appointment_coming_of", condition=Q(status="confirmed")
            ),
            models.Index(
                fields=["trainer", "hold_until"], name="appointment_holds", condition=Q(status="held")
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="appointment_forward"),
            models.CheckConstraint(
                condition=Q(blocked_start__lte=F("start"), blocked_end__gte=F("end"))
                & Q(blocked_end__lte=F("blocked_start") + LONGEST_BLOCK),
                name="appointment_block_covers",
            ),
            models.CheckConstraint(
                condition=Q(status="held")
                | Q(client__isnull=False)
                # Erased: an hour without a word about whose it was.
                | Q(contact_name="", contact_email="", contact_phone=""),
                name="appointment_has_client",
            ),
            models.CheckConstraint(
                condition=Q(status="held", hold_until__isnull=False) | ~Q(status="held"),
                name="appointment_hold_ends",
            ),
            models.UniqueConstraint(
                fields=["holder"],
                name="appointment_one_hold_each",
                condition=Q(status="held") & ~Q(holder=""),
            ),
            NoOverlap(
                name="appointment_no_overlap",
                owner="trainer",
                start="blocked_start",
                end="blocked_end",
                live=["held", "confirmed", "attended", "no_show"],
                violation_error_message=_("Another appointment takes this time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact_name}, {self.start:%Y-%m-%d %H:%M}Z"

    def get_absolute_url(self) -> str:
        return reverse("appointment", args=[self.pk])

    @property
    def who(self) -> str:
        """The name as given; a visit of somebody who was erased has none."""
        return self.contact_name or ("" if self.is_held else gettext("Erased client"))

    @property
    def is_confirmed(self) -> bool:
        return self.status == self.Status.CONFIRMED

    @property
    def is_held(self) -> bool:
        return self.status == self.Status.HELD

    def has_lapsed(self, now: datetime) -> bool:
        return self.status == self.Status.HELD and self.hold_until is not None and self.hold_until <= now

    def is_kept_for(self, holder: str, service: Service, start: datetime) -> bool:
        """Whether this visitor keeps just this hour while they fill in the form; lapsed or not."""
        mine = bool(holder) and self.holder == holder and self.status == self.Status.HELD
        return mine and self.service_id == service.pk and self.start == start

    @property
    def awaits_confirmation(self) -> bool:
        """Booked with a contact, and kept only until the button behind the mailed link is pressed."""
        return self.status == self.Status.HELD and bool(self.contact_email)

    @property
    def reminders(self) -> list[int]:
        """The offsets at which this visit is reminded of: the service's, but for what the client declined."""
        declined = self.client.reminders_off if self.client else []
        return [before for before in self.service.reminders if before not in declined]

    @property
    def where(self) -> str:
        """Where the visit happens, on one line: the place, or the video link."""
        return self.service.video_url or self.trainer.place

    @property
    def ref(self) -> str:
        """How mails and the ledger name this row."""
        return f"appointment:{self.pk}"

    def set_time(self, start: datetime) -> None:
        """Place the visit, with the service's length and buffers, at this instant."""
        self.start = start
        self.end = start + timedelta(minutes=self.service.duration)
        self.blocked_start, self.blocked_end = self.service.blocked_at(start)

    def pass_to(self, service: Service) -> None:
        """Make it a visit of this service and its trainer; it keeps its start and its length."""
        self.trainer, self.service = service.trainer, service
        self.blocked_start = self.start - timedelta(minutes=service.buffer_before)
        self.blocked_end = self.end + timedelta(minutes=service.buffer_after)
