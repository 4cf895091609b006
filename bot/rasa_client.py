"""The interpreter's front desk: one HTTP call to Rasa's REST webhook.

aiohttp instead of httpx: this call is made in every turn, and httpx was half of the app's work
(docs/adr/0006-aiohttp-for-the-dialogue-call.md).
"""

import json
from typing import Any

import aiohttp

from backend.core.errors import Unavailable
from backend.core.settings import dialogue_settings

_HEALTH_TIMEOUT = aiohttp.ClientTimeout(total=2.0)
_FAILURES = (aiohttp.ClientError, TimeoutError, ValueError)


class RasaClient:
    """Talks to any server that answers Rasa's REST webhook contract. Needs a running loop."""

    def __init__(self) -> None:
        settings = dialogue_settings()
        headers = {"Authorization": f"Bearer {settings.nlu_token}"} if settings.nlu_token else {}
        self._base = settings.rasa_url
        self._http = aiohttp.ClientSession(
            headers=headers,
            timeout=aiohttp.ClientTimeout(total=settings.rasa_timeout_seconds, sock_connect=2.0),
            connector=aiohttp.TCPConnector(limit=200, ssl=True),
        )

    async def ask(
        self, conversation_id: str, text: str, metadata: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """What the bot says to `text`. Raises Unavailable when Rasa cannot answer."""
        body = {"sender": conversation_id, "message": text, "metadata": metadata}
        try:
            url = f"{self._base}/webhooks/rest/webhook"
            async with self._http.post(url, json=body, raise_for_status=True) as response:
                utterances = json.loads(await response.read())
        except _FAILURES as error:
            raise Unavailable("the dialogue server does not answer") from error
        if not isinstance(utterances, list):
            raise Unavailable("the dialogue server answered something else")
        return [utterance for utterance in utterances if isinstance(utterance, dict)]

    async def state(self) -> str:
        """ready, loading or down. A server without a health page counts as ready if it answers."""
        try:
            async with self._http.get(f"{self._base}/healthz", timeout=_HEALTH_TIMEOUT) as response:
                if response.status >= 500:
                    return "loading"
                health = json.loads(await response.read())
        except ValueError:
            return "ready"
        except (aiohttp.ClientError, TimeoutError):
            return "down"
        return str(health.get("status") or "ready") if isinstance(health, dict) else "ready"

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()
