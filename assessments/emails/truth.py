"""What is read again before a mail goes out, and the reason when a promise is no longer true."""

from django.utils.translation import gettext as _

from assessments.models import Appointment
from hipcoach.common.compiled import CompiledModels
from hipcoach.mail.kinds import Skip
from hipcoach.mail.models import OutgoingEmail


def find(row: OutgoingEmail) -> Appointment | None:
    found = _visits.found(row.facts["appointment"])
    for visit in found:
        if visit.service.trainer_id == visit.trainer_id:
            visit.service.trainer = visit.trainer
    return found[0] if found else None


def as_promised(row: OutgoingEmail) -> Appointment | Skip:
    """The visit, if it stands as it did when the mail was promised."""
    visit = find(row)
    if visit is None:
        return Skip(_("The visit is gone."))
    if visit.status == Appointment.Status.CANCELLED:
        return Skip(_("The visit was cancelled."))
    if visit.version != row.facts["version"]:
        return Skip(_("The visit was moved."))
    return visit


def still_for_its_client(row: OutgoingEmail) -> Appointment | Skip:
    """The visit, if it stands as promised and its contact is still the one the mail was promised to."""
    visit = as_promised(row)
    return visit if isinstance(visit, Skip) else address_changed(row, visit.contact_email) or visit


def address_changed(row: OutgoingEmail, address: str) -> Skip | None:
    """Nothing goes to an address that somebody no longer has, or no longer wants us to know."""
    if not address:
        return Skip(_("There is no address any more."))
    if address.casefold() != row.to.casefold():
        return Skip(_("The address was changed meanwhile."))
    return None


_visits = CompiledModels(
    Appointment,
    lambda pk: Appointment.objects.filter(pk=pk),
    along=["service", "trainer", "trainer__user", "client", "client__trainer"],
)
