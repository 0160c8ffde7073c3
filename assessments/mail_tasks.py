"""Jobs that promise what no verb triggers: each asks what is missing, so none is missed or doubled."""

from celery import shared_task
from django.utils import timezone

from assessments import promising


@shared_task(name="assessments.promise_agendas")
def promise_agendas() -> int:
    """Returns the number of mails newly promised."""
    return promising.promise_agendas(timezone.now())


@shared_task(name="assessments.promise_retests")
def promise_retests() -> int:
    """Returns the number of mails newly promised."""
    return promising.promise_retests(timezone.now())
