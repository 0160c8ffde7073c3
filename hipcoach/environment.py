"""Read the environment strictly: a wrong value stops the start with one clear sentence."""

import os
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError

BASE_DIR = Path(__file__).resolve().parent.parent

LONGEST_DAYS = 36_500

REQUIRED_IN_PRODUCTION = (
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "DATABASE_URL",
    "BROKER_URL",
    "FIELD_KEYS",
    "SITE_URL",
    "EMAIL_HOST",
    "DEFAULT_FROM_EMAIL",
)


class StrictEnv(Env):
    """`environs` with its errors told as Django configuration errors."""

    def strict_bool(self, name: str, *, default: bool) -> bool:
        try:
            return bool(self.bool(name, default))
        except EnvError as error:
            raise ImproperlyConfigured(f"{name} must be true or false: {error}") from error

    def port(self, name: str, *, default: int) -> int:
        try:
            port = self.int(name, default)
        except EnvError as error:
            raise ImproperlyConfigured(f"{name} must be a port number: {error}") from error
        if not 0 < port < 65536:
            raise ImproperlyConfigured(f"{name} must lie between 1 and 65535, not {port}.")
        return port

    def days(self, name: str, *, default: int) -> int:
        try:
            days = self.int(name, default)
        except EnvError as error:
            raise ImproperlyConfigured(f"{name} must be a number of days: {error}") from error
        if not 0 < days <= LONGEST_DAYS:
            raise ImproperlyConfigured(f"{name} must lie between 1 and {LONGEST_DAYS}, not {days}.")
        return days

    def one_of(self, name: str, choices: Iterable[str], *, default: str) -> str:
        value = self.str(name, default)
        if value not in choices:
            raise ImproperlyConfigured(f"{name} must be one of {', '.join(choices)}, not {value!r}.")
        return value

    def address(self, name: str, schemes: Iterable[str], *, default: str) -> str:
        value = self.str(name, default)
        scheme, host = urlsplit(value).scheme, urlsplit(value).netloc
        if scheme not in schemes or (not host and scheme.startswith("http")):
            raise ImproperlyConfigured(
                f"{name} must start with one of: {', '.join(s + '://' for s in schemes)}."
            )
        return value

    def keys(self, name: str, *, default: list[str]) -> list[str]:
        keys: list[str] = self.list(name, default)
        try:
            for key in keys:
                Fernet(key)
        except ValueError as error:
            raise ImproperlyConfigured(
                f"{name} must hold Fernet keys, the newest first (README.md tells how to make one)."
            ) from error
        return keys


def demand(names: Iterable[str]) -> None:
    """Raise ImproperlyConfigured with the name of every variable that is unset or empty."""
    if missing := [name for name in names if not os.environ.get(name)]:
        raise ImproperlyConfigured(
            f"Set these before starting HipCoach in production: {', '.join(missing)}. "
            "(On your own computer, DEBUG=true needs none of them; `make run` sets it.)"
        )
