"""The interpreter's front desk: one HTTP call to Rasa's REST webhook."""

from typing import Any

import httpx

from backend.core.errors import Unavailable
from backend.core.settings import dialogue_settings
from bot.connections import http_client


class RasaClient:
    """Talks to any server that answers Rasa's REST webhook contract."""

    def __init__(self) -> None:
        settings = dialogue_settings()
        headers = {"Authorization": f"Bearer {settings.nlu_token}"} if settings.nlu_token else {}
        self._http = http_client(
            settings.rasa_url,
            httpx.Timeout(settings.rasa_timeout_seconds, connect=2.0),
            headers=headers,
            limits=httpx.Limits(max_connections=200, max_keepalive_connections=50),
        )

    async def ask(
        self, conversation_id: str, text: str, metadata: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """What the bot says to `text`. Raises Unavailable when Rasa cannot answer."""
        body = {"sender": conversation_id, "message": text, "metadata": metadata}
        try:
            response = await self._http.post("/webhooks/rest/webhook", json=body)
            response.raise_for_status()
            utterances = response.json()
        except (httpx.HTTPError, ValueError) as error:
            raise Unavailable("the dialogue server does not answer") from error
        if not isinstance(utterances, list):
            raise Unavailable("the dialogue server answered something else")
        return [utterance for utterance in utterances if isinstance(utterance, dict)]

    async def state(self) -> str:
        """ready, loading or down. A server without a health page counts as ready if it answers."""
        try:
            response = await self._http.get("/healthz", timeout=2.0)
            status = response.json().get("status") if response.status_code < 500 else "loading"
        except ValueError:
            return "ready"
        except (httpx.HTTPError, AttributeError):
            return "down"
        return str(status or "ready")

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()
