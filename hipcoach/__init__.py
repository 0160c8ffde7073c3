"""The project package. Importing it makes the Celery app the default for every task."""

from hipcoach.celery import app as celery_app

__all__ = ["celery_app"]
