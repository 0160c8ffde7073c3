"""Who may become a trainer here: the first owner of an empty site, and whom an owner invites.

No row holds what opens its link: see assessments.links.
"""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from assessments.models.trainers import Practice
from hipcoach.common.text import new_nonce


class SiteClaim(models.Model):
    """The one-time address of an empty site's first owner. A newer one replaces it; claiming deletes it.

    There is one row at most, so that whoever claims or renews waits for the other.
    """

    THE_ONE = 1

    nonce = models.CharField(max_length=16, default=new_nonce, editable=False)
    expires_at = models.DateTimeField()

    class Meta:
        verbose_name = _("one-time address")
        verbose_name_plural = _("one-time addresses")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="site_claim_only_one")]

    def __str__(self) -> str:
        return f"until {self.expires_at:%Y-%m-%d %H:%M}Z"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def waiting(self) -> "InvitationQuerySet":
        """Neither taken up nor taken back; maybe outlived."""
        return self.filter(accepted_at=None, revoked_at=None)

    def open(self, now: datetime) -> "InvitationQuerySet":
        """Those whose link opens."""
        return self.waiting().filter(expires_at__gt=now)


class Invitation(models.Model):
    """An owner asks somebody to join the practice as a trainer."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail"), max_length=254)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="invitations"
    )
    # Part of the link's keyed hash; a new one revokes the old link.
    nonce = models.CharField(max_length=16, default=new_nonce, editable=False)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                "practice",
                Lower("email"),
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="invitation_one_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"

    @property
    def ref(self) -> str:
        """How mails and the ledger name this row."""
        return f"invitation:{self.pk}"

    def has_outlived(self, now: datetime) -> bool:
        return self.expires_at <= now
