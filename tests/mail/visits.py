"""A visit booked in a process of its own: `manage(env, *BOOK)`."""

from django.utils import timezone

from assessments.booking import book
from tests.assessments.visits import contact, open_hour
from tests.makers import make_service, make_trainer

BOOK = ("shell", "-v", "0", "-c", "from tests.mail.visits import book_visit; book_visit()")
DAYS_AHEAD = 10


def book_visit() -> None:
    book(
        service=make_service(trainer=make_trainer()),
        start=open_hour(days=DAYS_AHEAD),
        contact=contact(),
        now=timezone.now(),
    )
