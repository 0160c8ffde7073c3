"""What visitors see first: the trainers, and one of them, each with the first free hour."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from assessments.free_hours import as_datetime, earliest
from assessments.models import Practice, Service, Trainer
from assessments.offers import Offer, listed, shared
from assessments.schedules import terms_of
from hipcoach.common.http import visitor_zone
from hipcoach.common.zones import spoken


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """An offer with its first free hour, if any, in the zone in which its picker shows it."""

    offer: Offer
    start: datetime | None
    zone: ZoneInfo

    @property
    def zone_name(self) -> str:
        return spoken(self.zone.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A practice: what several of its trainers offer, and each trainer with what can be booked first."""

    practice: Practice
    shared: Sequence[Card]
    trainers: Sequence[Card]


@require_safe
@conditional_page
def trainers(request: HttpRequest) -> HttpResponse:
    services = list(listed())
    deck = _Deck(request, services)
    sections = [
        deck.section(list(found))
        for _pk, found in groupby(services, key=lambda service: service.trainer.practice_id)
    ]
    return render(request, "booking/trainers.html", {"sections": sections})


@require_safe
@conditional_page
def trainer(request: HttpRequest, trainer: str) -> HttpResponse:
    services = list(listed(trainer))
    if services:
        found = services[0].trainer
    else:
        everyone = Trainer.objects.filter(is_listed=True).select_related("practice")
        found = get_object_or_404(everyone, slug=trainer)
    deck = _Deck(request, services)
    cards = [deck.card(Offer(services=(service,), is_any=False)) for service in services]
    context = {"trainer": found, "cards": cards, "about": _in_schema_org(found, services)}
    return render(request, "booking/trainer.html", context)


def _in_schema_org(trainer: Trainer, services: Sequence[Service]) -> dict[str, Any]:
    """The trainer and what they offer, in the words that search engines share."""
    offers = [
        {
            "@type": "Offer",
            "url": settings.SITE_URL + service.get_absolute_url(),
            "itemOffered": {
                "@type": "Service",
                "name": service.name,
                "description": service.description,
                "serviceType": _("fitness coaching"),
            },
        }
        for service in services
    ]
    place = {"@type": "Place", "name": trainer.venue_name, "address": trainer.venue_address}
    return {
        "@type": "Person",
        "name": trainer.name,
        "url": settings.SITE_URL + trainer.get_absolute_url(),
        "jobTitle": _("Trainer"),
        "description": trainer.bio,
        "worksFor": {"@type": "Organization", "name": trainer.practice.name},
        "makesOffer": offers,
    } | ({"workLocation": place} if trainer.venue_name or trainer.venue_address else {})


class _Deck:
    """Makes cards of these services; asks for their first free hours all at once."""

    def __init__(self, request: HttpRequest, services: Sequence[Service]) -> None:
        self._request = request
        self._first: Mapping[int, int] = earliest(
            [terms_of(service) for service in services], now=timezone.now()
        )

    def section(self, services: Sequence[Service]) -> Section:
        each = groupby(services, key=lambda service: service.trainer_id)
        return Section(
            practice=services[0].trainer.practice,
            shared=[self.card(offer) for offer in shared(services)],
            trainers=[self.first_of(list(own)) for _pk, own in each],
        )

    def first_of(self, services: Sequence[Service]) -> Card:
        """The card of the service that can be booked first."""
        far = max(self._first.values(), default=0) + 1
        service = min(services, key=lambda each: self._first.get(each.pk, far))
        return self.card(Offer(services=(service,), is_any=False))

    def card(self, offer: Offer) -> Card:
        zone = visitor_zone(self._request, fallback=offer.trainer.tz)
        starts = [self._first[service.pk] for service in offer.services if service.pk in self._first]
        start = as_datetime(min(starts)).astimezone(zone) if starts else None
        return Card(offer=offer, start=start, zone=zone)
