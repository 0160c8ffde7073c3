"""The settings under which pytest and mypy's plugin see the project: those of `make run`."""

import os

os.environ.setdefault("DEBUG", "true")

from hipcoach import settings as _settings
from hipcoach.settings import *

# The test database is a file in the one, WhiteNoise looks into the other.
_settings.VAR.mkdir(parents=True, exist_ok=True)
_settings.STATIC_ROOT.mkdir(exist_ok=True)

# Argon2 is slow on purpose; what it protects is tested where it matters.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Looked up when asked for; else each test's client would list all static files first.
WHITENOISE_AUTOREFRESH = True

_database = _settings.DATABASES["default"]
if _database["ENGINE"] == "hipcoach.common.postgresql":
    # A test's rows need not outlive the machine.
    _database["OPTIONS"]["options"] += " -c synchronous_commit=off"
    _database["ENGINE"] = "tests.postgresql"
