"""Pushes messages to the product's callback: signs, seals, waits 5 s, tries three times."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

import httpx

from bot.sandbox.crypto import MessageCrypto, sign
from bot.sandbox.passive import BrokenAnswer, Envelope, read_answer
from bot.sandbox.push_xml import write_xml
from bot.sandbox.pushed import Elements
from bot.sandbox.replies import Reply
from bot.sandbox.settings import SandboxSettings

_MAX_DELIVERIES = 3  # the first and two more, as bots observe


@dataclass
class Delivery:
    """How one push went: each attempt, and how it ended."""

    outcome: Literal["pending", "ack", "reply", "fault"] = "pending"
    reason: str = ""
    attempts: list[dict[str, Any]] = field(default_factory=list)
    reply: Reply | None = None

    def as_json(self) -> dict[str, Any]:
        """Plain data for the inspector."""
        return {
            "deliveries": len(self.attempts),
            "outcome": self.outcome,
            "reason": self.reason,
            "attempts": self.attempts,
        }


@dataclass(frozen=True)
class Push:
    """One message or event for the product; repeated deliveries carry the very same body."""

    openid: str
    elements: Elements
    is_event: bool


class Callback:
    """The product's callback URL, seen from WeChat's side."""

    def __init__(self, settings: SandboxSettings, http: httpx.AsyncClient) -> None:
        self._settings = settings
        self._http = http
        key, appid = settings.wechat_aes_key, settings.wechat_appid
        self._crypto = MessageCrypto(key, appid) if settings.wechat_mode != "plain" else None

    async def deliver(self, push: Push, delivery: Delivery, on_change: Callable[[], None]) -> None:
        """Deliver `push`, up to three times, and record in `delivery` how it ended."""
        while delivery.outcome == "pending":
            attempt: dict[str, Any] = {"number": len(delivery.attempts) + 1}
            delivery.attempts.append(attempt)
            started = time.monotonic()
            await self._attempt(push, delivery, attempt)
            attempt["ms"] = round((time.monotonic() - started) * 1000)
            if delivery.outcome == "pending" and len(delivery.attempts) >= _MAX_DELIVERIES:
                delivery.outcome, delivery.reason = "fault", str(attempt["result"])
            on_change()
            if delivery.outcome == "pending" and attempt["result"] == "connection_error":
                await asyncio.sleep(self._settings.sandbox_retry_pause_s)

    async def verify_url(self) -> str:
        """Ask the callback to prove itself (GET echostr). Returns '' or what is wrong."""
        echo = str(secrets.randbelow(10**19)).zfill(19)
        try:
            async with asyncio.timeout(self._settings.sandbox_timeout_s):
                query = {**self._signed_query(), "echostr": echo}
                response = await self._http.get(self._settings.sandbox_callback_url, params=query)
        except TimeoutError:
            return "timeout"
        except httpx.HTTPError as error:
            return f"connection error: {type(error).__name__}"
        if response.status_code != 200:
            return f"HTTP {response.status_code}"
        return "" if response.text == echo else "answer is not the echostr"

    async def _attempt(self, push: Push, delivery: Delivery, attempt: dict[str, Any]) -> None:
        query, body = self._sealed(push)
        try:
            async with asyncio.timeout(self._settings.sandbox_timeout_s):
                response = await self._http.post(
                    self._settings.sandbox_callback_url,
                    params=query,
                    content=body.encode(),
                    headers={"content-type": "text/xml"},
                )
        except TimeoutError:
            attempt["result"] = "timeout"
        except httpx.HTTPError as error:
            attempt["result"], attempt["error"] = "connection_error", type(error).__name__
        else:
            attempt["result"] = response.status_code
            self._judge(response, push, delivery)

    def _judge(self, response: httpx.Response, push: Push, delivery: Delivery) -> None:
        try:
            if response.status_code != 200:
                raise BrokenAnswer(f"HTTP {response.status_code}")
            delivery.reply = read_answer(response.content, self._envelope(push))
        except BrokenAnswer as error:
            delivery.outcome, delivery.reason = "fault", str(error)
        else:
            delivery.outcome = "reply" if delivery.reply else "ack"

    def _envelope(self, push: Push) -> Envelope:
        return Envelope(
            openid=push.openid,
            original_id=self._settings.wechat_original_id,
            token=self._settings.wechat_token,
            crypto=self._crypto,
            accepts_clear=self._settings.wechat_mode != "safe",
            is_event=push.is_event,
        )

    def _sealed(self, push: Push) -> tuple[dict[str, str], str]:
        """Query and body of one delivery; nonce and envelope are fresh every time."""
        to_account = ("ToUserName", self._settings.wechat_original_id)
        elements: Elements = [to_account, ("FromUserName", push.openid), *push.elements]
        clear = write_xml(elements)
        query = {**self._signed_query(), "openid": push.openid}
        if self._crypto is None:
            return query, clear
        encrypted = self._crypto.encrypt(clear)
        query["encrypt_type"] = "aes"
        query["msg_signature"] = sign(
            self._settings.wechat_token, query["timestamp"], query["nonce"], encrypted
        )
        is_safe = self._settings.wechat_mode == "safe"
        outer = [to_account] if is_safe else elements
        return query, write_xml([*outer, ("Encrypt", encrypted)])

    def _signed_query(self) -> dict[str, str]:
        time_stamp, nonce = str(int(time.time())), str(secrets.randbelow(2**31))
        signature = sign(self._settings.wechat_token, time_stamp, nonce)
        return {"signature": signature, "timestamp": time_stamp, "nonce": nonce}
