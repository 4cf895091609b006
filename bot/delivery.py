"""The post office: claims promised messages, sends them, and records what became of each.

No transaction is open while the network is waited for. The app calls this right after a late
answer; the worker calls it every few seconds for whatever was left.
"""

import asyncio

import structlog
from starlette.concurrency import run_in_threadpool

from backend.conversations import outbox
from backend.conversations.outbox import Claimed
from backend.core.db import unit_of_work
from bot.wechat_api import SendFailed, WeChatApi

_BATCH = 20
_MAX_ROUNDS = 200
_log = structlog.get_logger(__name__)


class Delivery:
    """Sends what the outbox holds."""

    def __init__(self, api: WeChatApi) -> None:
        self._api = api

    async def deliver_due(self) -> int:
        """Send every message that is due now; returns how many were sent."""
        sent = 0
        for _ in range(_MAX_ROUNDS):
            claimed = await run_in_threadpool(_claim)
            if not claimed:
                break
            # one message per conversation is claimed at a time, so order holds within each
            sent += sum(await asyncio.gather(*(self._deliver(message) for message in claimed)))
        return sent

    async def _deliver(self, message: Claimed) -> bool:
        try:
            await self._api.send_text(message.openid, message.text)
        except SendFailed as error:
            _log.warning(
                "send_failed",
                message_id=message.message_id,
                errcode=error.errcode,
                reaction=error.reaction,
            )
            await run_in_threadpool(_record_failure, message.message_id, error)
            return False
        await run_in_threadpool(_record_sent, message.message_id)
        return True


def _claim() -> list[Claimed]:
    with unit_of_work() as session:
        return outbox.claim(session, _BATCH)


def _record_sent(message_id: str) -> None:
    with unit_of_work() as session:
        outbox.mark_sent(session, message_id)


def _record_failure(message_id: str, error: SendFailed) -> None:
    with unit_of_work() as session:
        if error.reaction in ("retry", "token"):
            outbox.mark_retry(session, message_id, error.errcode, error.reason)
        else:
            outbox.mark_ended(session, message_id, error.reaction, error.errcode, error.reason)
