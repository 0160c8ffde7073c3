"""What is read again before a mail goes out, and the reason when a promise is no longer true."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _

from assessments.emails import names
from assessments.models import Appointment, Trainer
from assessments.screens import Screens
from hipcoach.common.compiled import CompiledModels
from hipcoach.mail.kinds import Letter, Skip, mail_kind_from
from hipcoach.mail.models import OutgoingEmail

ComposeOfVisit: TypeAlias = Callable[[OutgoingEmail, datetime, "Visits"], Letter | Skip]


class Visits:
    """The visits that these mails are about, read together when the first of them is asked for."""

    def __init__(self, rows: Sequence[OutgoingEmail]) -> None:
        self._rows = rows

    def of(self, row: OutgoingEmail) -> Appointment | None:
        return self._visits.get(row.facts["appointment"])

    def as_promised(self, row: OutgoingEmail) -> Appointment | Skip:
        """The visit, if it stands as it did when the mail was promised."""
        visit = self.of(row)
        if visit is None:
            return Skip(_("The visit is gone."))
        if visit.status == Appointment.Status.CANCELLED:
            return Skip(_("The visit was cancelled."))
        if visit.version != row.facts["version"]:
            return Skip(_("The visit was changed meanwhile."))
        return visit

    def still_for_its_client(self, row: OutgoingEmail) -> Appointment | Skip:
        """The visit, if it stands as promised and its contact is still the one the mail was promised to."""
        visit = self.as_promised(row)
        return visit if isinstance(visit, Skip) else address_changed(row, visit.contact_email) or visit

    def reminders_of(self, row: OutgoingEmail) -> set[int]:
        """The offsets at which the visit, as it was promised, is reminded of or was."""
        return self._reminders.get((row.facts["appointment"], row.facts["version"]), set())

    @cached_property
    def screens(self) -> Screens:
        """Of the clients who come to them."""
        return Screens({visit.client for visit in self._visits.values() if visit.client})

    @cached_property
    def _reminders(self) -> Mapping[tuple[int, int], set[int]]:
        state = OutgoingEmail.State
        stands = OutgoingEmail.objects.filter(state__in=(state.PROMISED, state.SENDING, state.SENT))
        refs = {row.subject_ref for row in self._rows}
        found = defaultdict[tuple[int, int], set[int]](set)
        for facts in stands.filter(kind=names.REMINDER, subject_ref__in=refs).values_list("facts", flat=True):
            found[facts["appointment"], facts["version"]].add(facts["before"])
        return found

    @cached_property
    def _visits(self) -> dict[int, Appointment]:
        visits = _visits.found(tuple(row.facts["appointment"] for row in self._rows))
        belongings = [(visit, each) for visit in visits for each in (visit.service, visit.client) if each]
        away = {each.trainer_id for visit, each in belongings if each.trainer_id != visit.trainer_id}
        others = Trainer.objects.in_bulk(away)
        for visit, each in belongings:
            each.trainer = others.get(each.trainer_id, visit.trainer)
        return {visit.pk: visit for visit in visits}


def visit_mail(name: str, *, label: str | Promise) -> Callable[[ComposeOfVisit], ComposeOfVisit]:
    """Register a kind of mail whose rows name an appointment."""
    return mail_kind_from(Visits, name, label=label)


def address_changed(row: OutgoingEmail, address: str) -> Skip | None:
    """Nothing goes to an address that somebody no longer has, or no longer wants us to know."""
    if not address:
        return Skip(_("There is no address any more."))
    if address.casefold() != row.to.casefold():
        return Skip(_("The address was changed meanwhile."))
    return None


_visits = CompiledModels(
    Appointment,
    lambda pks: Appointment.objects.filter(pk__in=pks),
    along=["service", "trainer", "trainer__user", "client"],
    # Sealed, and in no mail.
    without=["note", "client__formerly"],
)
