"""Signing in needs the cache for its throttles; without Redis they hold per process, and nothing fails."""

from typing import Any

import pytest
from django.conf import LazySettings
from django.core.cache import caches

from hipcoach.common import cache as patient
from hipcoach.common.breaker import Breaker
from tests import services
from tests.processes import free_port


@pytest.fixture(autouse=True)
def closed_breaker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patient, "_breaker", Breaker(rest_seconds=5))


def cache_at(settings: LazySettings, address: str) -> Any:
    settings.CACHES = {
        "default": {
            "BACKEND": "hipcoach.common.cache.PatientRedisCache",
            "LOCATION": address,
            "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5, "retry": None},
            "KEY_PREFIX": str(free_port()),
        }
    }
    return caches["default"]


def test_values_are_kept_while_redis_is_away(settings: LazySettings) -> None:
    cache = cache_at(settings, f"redis://127.0.0.1:{free_port()}/0")
    cache.set("tries", [1, 2])
    assert cache.get("tries") == [1, 2]
    assert not cache.add("tries", [3])
    assert cache.delete("tries")
    assert cache.get("tries") is None


@pytest.mark.redis
def test_with_redis_every_process_sees_them(settings: LazySettings) -> None:
    address = f"{services.REDIS_URL}/12"
    cache = cache_at(settings, address)
    cache.set("tries", [1, 2], timeout=5)
    prefix = settings.CACHES["default"]["KEY_PREFIX"]
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": address,
            "KEY_PREFIX": prefix,
        }
    }
    assert caches["default"].get("tries") == [1, 2]


def test_an_answer_without_redis_rests_the_breaker(settings: LazySettings) -> None:
    cache = cache_at(settings, f"redis://127.0.0.1:{free_port()}/0")
    cache.get("tries")
    assert patient._breaker.is_open()
