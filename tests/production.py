"""A production environment that is complete and has no secrets: `python -m tests.production <command>`."""

import os
import sys

from django.core.management import execute_from_command_line

ENVIRONMENT = {
    "DEBUG": "false",
    "SECRET_KEY": "not-a-secret:" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
    "ALLOWED_HOSTS": "hipcoach.example",
    "SITE_URL": "https://hipcoach.example",
    "BEHIND_PROXY": "true",
    "DATABASE_URL": "postgres://hipcoach@127.0.0.1:5432/hipcoach",
    "BROKER_URL": "redis://127.0.0.1:6379/0",
    "FIELD_KEYS": "bm90LWEtc2VjcmV0LW5vdC1hLXNlY3JldC1ub3QtYS0=",
    "EMAIL_HOST": "smtp.hipcoach.example",
    "DEFAULT_FROM_EMAIL": "HipCoach <hello@hipcoach.example>",
    "DJANGO_SETTINGS_MODULE": "hipcoach.settings",
}

if __name__ == "__main__":
    os.environ.update(ENVIRONMENT)
    execute_from_command_line(["manage.py", *sys.argv[1:]])
