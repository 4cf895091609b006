"""A person talking to the real agent: `say` a line, look at what came back."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import dataclass, field
from typing import Any

from runtime.agent_host import AgentHost


@dataclass
class Conversation:
    """One conversation through `AgentHost`, in a loop of its own."""

    host: AgentHost
    loop: asyncio.AbstractEventLoop
    sender: str = field(default_factory=lambda: uuid.uuid4().hex)
    replies: list[dict[str, Any]] = field(default_factory=list)

    def say(self, text: str, **metadata: Any) -> str:
        """Sends a line; returns all texts of the answer, joined by line breaks."""
        answer = self.host.answer(self.sender, text, metadata)
        self.replies = self.loop.run_until_complete(answer)
        return "\n".join(reply["text"] for reply in self.replies if "text" in reply)

    def buttons(self) -> list[str]:
        """The payloads offered by the last answer."""
        return [button["payload"] for r in self.replies for button in r.get("buttons", [])]

    def tracker(self) -> Any:
        """The tracker as the next turn would see it."""
        return self.loop.run_until_complete(self._peek())

    async def _peek(self) -> Any:
        tracker = await self.host.agent.processor.get_tracker(self.sender)
        await self.host.store.save(tracker)
        return tracker

    def slot(self, name: str) -> Any:
        """The value of a slot."""
        return self.tracker().get_slot(name)
