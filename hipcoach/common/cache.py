"""The cache of a grown practice: Redis, and this process's own memory while Redis is away.

The throttles of signing in stand in the cache. Without Redis they hold per process, and people can sign in.
"""

import logging
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

from hipcoach.common.breaker import Breaker

logger = logging.getLogger(__name__)
_breaker = Breaker(rest_seconds=5)


class PatientRedisCache(RedisCache):
    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._memory = LocMemCache("while-redis-is-away", params)

    def add(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._either("add", *args, **kwargs))

    def get(self, *args: Any, **kwargs: Any) -> Any:
        return self._either("get", *args, **kwargs)

    def set(self, *args: Any, **kwargs: Any) -> None:
        self._either("set", *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._either("delete", *args, **kwargs))

    def _either(self, act: str, *args: Any, **kwargs: Any) -> Any:
        if not _breaker.is_open():
            try:
                return getattr(super(), act)(*args, **kwargs)
            except RedisError as error:
                _breaker.trip()
                logger.warning("The cache is away (%s); throttles hold per process.", type(error).__name__)
        return getattr(self._memory, act)(*args, **kwargs)
