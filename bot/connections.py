"""Connections to Redis for the channel; short time-outs, so that its loss costs little."""

import redis.asyncio as redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from backend.core.settings import data_settings


def redis_client() -> redis.Redis:
    """An asyncio client of the configured Redis; a call fails within two seconds."""
    return redis.Redis.from_url(
        data_settings().redis(),
        socket_connect_timeout=0.5,
        socket_timeout=2.0,
        retry=Retry(NoBackoff(), 0),
        health_check_interval=0,
        max_connections=200,
    )
