"""Print the one-time address with which the first owner claims an empty site."""

from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from assessments.claiming import SiteTaken, offer_site
from assessments.links import claim_url


class Command(BaseCommand):
    help = "Print a one-time address that makes whoever opens it the owner of this empty site."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            claim = offer_site(timezone.now())
        except SiteTaken as error:
            raise CommandError(
                "There is a practice here already; its owner invites whoever joins."
            ) from error
        self.stdout.write(claim_url(claim))
        self.stderr.write("It works once, for 24 hours. Any address printed before opens nothing now.")
