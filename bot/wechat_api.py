"""The platform's API: stable token, customer-service text, menu. Every call has a time-out.

wechatpy's client is not used: it has no stable_token, loops on a lasting 40001 and waits for ever
(wechat.md §4.3, 1-7).
"""

import asyncio
import secrets
from functools import lru_cache
from pathlib import Path
from typing import Any

import httpx
import redis.asyncio as redis
import structlog
import yaml

from backend.core.errors import AppError
from backend.core.settings import wechat_settings
from bot.connections import http_client

_TIMEOUT = httpx.Timeout(10.0, connect=3.0)
_LOCK_MS = 5000
_log = structlog.get_logger(__name__)


class SendFailed(AppError):
    """WeChat refused a call: `errcode` and the reaction the table names for it."""

    code = "send_failed"
    status = 502

    def __init__(self, errcode: int | None, reason: str, reaction: str) -> None:
        super().__init__(reason)
        self.errcode, self.reason, self.reaction = errcode, reason, reaction


@lru_cache
def _reactions() -> dict[int, dict[str, str]]:
    table = Path(__file__).with_name("wechat_errors.yml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(table))


def reaction_to(errcode: int) -> str:
    """The reaction to an error code; an unknown code is treated as final."""
    return _reactions().get(errcode, {"reaction": "failed"})["reaction"]


class WeChatApi:
    """The few calls this product makes."""

    def __init__(self, client: redis.Redis) -> None:
        settings = wechat_settings()
        self._redis = client
        self._http = http_client(settings.api_base, _TIMEOUT)
        self._token_key = f"wechat:token:{settings.appid}"
        self._local_token = ""

    async def send_text(self, openid: str, text: str) -> None:
        """Send one customer-service text. Raises SendFailed; `unknown` when nobody can tell."""
        body = {"touser": openid, "msgtype": "text", "text": {"content": text}}
        await self._call("/cgi-bin/message/custom/send", body)

    async def publish_menu(self, menu: dict[str, Any]) -> None:
        """Replace the account's menu. Raises SendFailed."""
        await self._call("/cgi-bin/menu/create", menu)

    async def _call(self, path: str, body: dict[str, Any]) -> None:
        """POST with a token; a rejected token is refreshed once."""
        token = await self._token()
        try:
            await self._post(path, body, token)
        except SendFailed as error:
            if error.reaction != "token":
                raise
            await self._post(path, body, await self._token(rejected=token))

    async def _post(self, path: str, body: dict[str, Any], token: str) -> None:
        try:
            response = await self._http.post(path, params={"access_token": token}, json=body)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise SendFailed(None, type(error).__name__, "retry") from error
        except httpx.HTTPError as error:
            # the request may have arrived: sending again could double the message
            raise SendFailed(None, type(error).__name__, "unknown") from error
        _raise_for_errcode(response)

    async def _token(self, rejected: str = "") -> str:
        """A valid token: from Redis, or one fresh call shared by all (single flight)."""
        stored = await self._stored_token()
        if stored and stored != rejected:
            return stored
        lock = await self._lock()
        if not lock:
            await asyncio.sleep(0.5)
            stored = await self._stored_token()
            if stored and stored != rejected:
                return stored
        token, lifetime = await self._fetch_token()
        await self._store_token(token, lifetime)
        return token

    async def _fetch_token(self) -> tuple[str, int]:
        settings = wechat_settings()
        if not settings.secret:
            raise SendFailed(None, "WECHAT_SECRET is not set", "failed")
        body = {
            "grant_type": "client_credential",
            "appid": settings.appid,
            "secret": settings.secret,
        }
        try:
            response = await self._http.post("/cgi-bin/stable_token", json=body)
        except httpx.HTTPError as error:
            raise SendFailed(None, type(error).__name__, "retry") from error
        data = _raise_for_errcode(response)
        token = data.get("access_token")
        if not isinstance(token, str) or not token:
            raise SendFailed(None, "no access_token in the answer", "retry")
        return token, int(data.get("expires_in", 7200))

    async def _stored_token(self) -> str:
        try:
            stored = await self._redis.get(self._token_key)
            return stored.decode() if isinstance(stored, bytes) else stored or ""
        except redis.RedisError:
            return self._local_token

    async def _store_token(self, token: str, lifetime: int) -> None:
        self._local_token = token
        try:
            await self._redis.set(self._token_key, token, ex=max(lifetime - 300, 60))
            await self._redis.delete(f"{self._token_key}:lock")
        except redis.RedisError as error:
            _log.warning("token_without_redis", error=type(error).__name__)

    async def _lock(self) -> bool:
        try:
            name = f"{self._token_key}:lock"
            return bool(await self._redis.set(name, secrets.token_hex(4), nx=True, px=_LOCK_MS))
        except redis.RedisError:
            return True

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()


def _raise_for_errcode(response: httpx.Response) -> dict[str, Any]:
    """The answer's JSON; anything but errcode 0 is an error (wechat.md §4.3, 5)."""
    try:
        data = response.json()
    except ValueError as error:
        raise SendFailed(None, f"HTTP {response.status_code}, not JSON", "retry") from error
    if not isinstance(data, dict):
        raise SendFailed(None, "not a JSON object", "retry")
    errcode = int(data.get("errcode") or 0)
    if errcode:
        raise SendFailed(errcode, str(data.get("errmsg", ""))[:160], reaction_to(errcode))
    if response.status_code >= 500:
        raise SendFailed(None, f"HTTP {response.status_code}", "retry")
    return data
