"""The site as production runs it; below `/bare/`, Django without any middleware.

Below `/fresh/` the site forgets every kept answer before each request, and computes.
"""

import os
from collections.abc import Iterable
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.test import override_settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hipcoach.settings")
settings.ROOT_URLCONF = "tests.bench.urls"
site = get_wsgi_application()
with override_settings(MIDDLEWARE=[]):
    bare = WSGIHandler()

# Its models want the apps loaded.
forget_all = import_module("assessments.free_hours").forget_all


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    path: str = environ["PATH_INFO"]
    if path.startswith("/fresh/"):
        forget_all()
        environ["PATH_INFO"] = path.removeprefix("/fresh")
    return (bare if path.startswith("/bare/") else site)(environ, start_response)
