"""The Celery app. Tasks carry ids only, and no task is the only carrier of its work."""

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hipcoach.settings")
TRANSPORT_ALIASES["filesystem"] = "hipcoach.common.filebroker:Transport"

app = Celery("hipcoach")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(related_name="mail_tasks")
