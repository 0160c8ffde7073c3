"""The site as production runs it; below `/bare/`, Django without any middleware."""

import os
from collections.abc import Iterable
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


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    handler = bare if environ["PATH_INFO"].startswith("/bare/") else site
    return handler(environ, start_response)
