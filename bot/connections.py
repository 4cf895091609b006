"""Connections of the channel: Redis with short time-outs, and HTTP that shares one TLS set-up."""

import ssl
from functools import lru_cache
from typing import Any

import httpx
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


@lru_cache
def _tls() -> ssl.SSLContext:
    # reading the root certificates takes tens of milliseconds: once per process is enough
    return ssl.create_default_context()


def http_client(base_url: str, timeout: httpx.Timeout, **options: Any) -> httpx.AsyncClient:
    """An HTTP client for one server; proxies of the environment are not used."""
    return httpx.AsyncClient(
        base_url=base_url, timeout=timeout, verify=_tls(), trust_env=False, **options
    )
