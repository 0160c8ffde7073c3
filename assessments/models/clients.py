"""The people a trainer works with."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Lower
from django.db.models.lookups import Exact
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments.models.trainers import Trainer
from hipcoach.common.zones import validate_zone, zone_or_utc


class ClientQuerySet(models.QuerySet["Client"]):
    def with_email(self, email: str) -> "ClientQuerySet":
        """Case aside, in the words of the unique index, so that it serves."""
        same = Exact(Lower("email"), Lower(Value(email)))
        return self.filter(same) if email else self.none()


class Client(models.Model):
    """A client belongs to one trainer. The user is set only once the e-mail address is proven."""

    trainer = models.ForeignKey(Trainer, on_delete=models.PROTECT, related_name="clients")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="clients"
    )
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    # Two people may share one address, by the trainer's explicit act.
    shares_email = models.BooleanField(_("shares this address with someone"), default=False)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[validate_zone])
    # Reminders this client would rather not get: offsets as in Service.reminders.
    reminders_off = models.JSONField(_("reminders not wanted"), default=list, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ClientQuerySet.as_manager()

    class Meta:
        verbose_name = _("client")
        verbose_name_plural = _("clients")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                "trainer",
                Lower("email"),
                condition=~Q(email="") & Q(shares_email=False),
                name="client_email_unique",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("client", args=[self.pk])

    @property
    def tz(self) -> ZoneInfo:
        return zone_or_utc(self.time_zone)
