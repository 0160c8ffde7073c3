"""The settings under which pytest and mypy's plugin see the project: those of `make run`."""

import os

os.environ.setdefault("DEBUG", "true")

from hipcoach import settings as _settings
from hipcoach.settings import *

# The test database is a file in here.
_settings.VAR.mkdir(parents=True, exist_ok=True)
