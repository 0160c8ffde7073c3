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

    def whole(self, name: str, *, default: int, most: int) -> int:
        try:
            number = self.int(name, default)
        except EnvError as error:
            raise ImproperlyConfigured(f"{name} must be a whole number: {error}") from error
        if not 0 <= number <= most:
            raise ImproperlyConfigured(f"{name} must lie between 0 and {most}, not {number}.")
        return number

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

    def dsn(self, name: str) -> str:
        """Where a service such as Sentry takes reports; empty for nowhere."""
        value = self.str(name, "")
        parts = urlsplit(value)
        project = parts.path.rpartition("/")[2]
        is_whole = parts.scheme in {"http", "https"} and parts.username and parts.hostname
        if value and not (is_whole and project.isascii() and project.isdecimal()):
            raise ImproperlyConfigured(f"{name} must look like https://key@reports.example.com/1.")
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


# What may stand in a file instead, named by the same variable with _FILE behind it.
SECRETS = (
    "SECRET_KEY",
    "FIELD_KEYS",
    "BACKUP_KEYS",
    "DATABASE_URL",
    "DATABASE_PASSWORD",
    "BROKER_URL",
    "EMAIL_HOST_PASSWORD",
    "METRICS_TOKEN",
    "SENTRY_DSN",
)


def read_secret_files() -> None:
    """Take each secret from the file that <NAME>_FILE names, without blanks around it; empty is unset."""
    for name in SECRETS:
        path = os.environ.get(f"{name}_FILE")
        if not path:
            continue
        try:
            secret = Path(path).read_text("utf-8").strip()
        except (OSError, ValueError) as error:
            raise ImproperlyConfigured(f"{name}_FILE names a file that can't be read.") from error
        if os.environ.get(name, secret) != secret:
            raise ImproperlyConfigured(f"Set {name} or {name}_FILE, not both.")
        os.environ[name] = secret


def demand(names: Iterable[str]) -> None:
    """Raise ImproperlyConfigured with the name of every variable that is unset or empty."""
    if missing := [name for name in names if not os.environ.get(name)]:
        raise ImproperlyConfigured(
            f"Set these before starting HipCoach in production: {', '.join(missing)}. "
            "(On your own computer, DEBUG=true needs none of them; `make run` sets it.)"
        )
