"""Holds the one Rasa agent: loads it in the background, answers through it, swaps its model."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog

from runtime.fingerprint import fingerprint_of, newest_model
from runtime.settings import NLU_ROOT, Settings, export_for_endpoints

if TYPE_CHECKING:
    from rasa.core.agent import Agent
    from rasa.shared.core.events import Event

    from runtime.tracker_store import HotSQLTrackerStore

log = structlog.get_logger()
CHANNEL = "rest"
SECONDS_PER_DAY = 86400


class NotReadyError(RuntimeError):
    """No model is loaded (yet)."""


class NoAnswerError(RuntimeError):
    """The turn ended without a word although the conversation is not paused."""


class AgentHost:
    """Life of the agent; one per process."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.status = "loading"
        self.detail = ""
        self.model = ""
        self._agent: Agent | None = None
        self._store: HotSQLTrackerStore | None = None
        self._loading = asyncio.Lock()

    @property
    def agent(self) -> Agent:
        """The agent; raises NotReadyError before the first model is loaded."""
        if self._agent is None:
            raise NotReadyError(self.status)
        return self._agent

    async def load(self) -> None:
        """Loads the newest model, keeping the stores of a running agent; sets `status`."""
        async with self._loading:
            try:
                await asyncio.to_thread(self._load)
            except Exception as error:  # the door: whatever happened, /healthz must tell it
                log.error("model_load_failed", exc_info=True)
                self.detail = f"{type(error).__name__}: see the log"
                self.status = "ready" if self._agent else "failed"
                if isinstance(error, FileNotFoundError):
                    self.detail = str(error)

    def _load(self) -> None:
        from runtime.model_guard import check_model

        model = newest_model(self.settings.models_dir)
        if model is None:
            raise FileNotFoundError("No model found. Run: python train.py")
        check_model(model)
        if self._agent is None:
            self._start(model)
        else:
            self._agent.load_model(str(model))
            self._store_of(self._agent).forget_live()
        self._prepare_processor()
        self.model, self.status, self.detail = fingerprint_of(model), "ready", ""

    def _start(self, model: Path) -> None:
        from runtime.startup import prepare

        prepare(is_serving=True)
        from rasa.core.agent import load_agent
        from rasa.core.utils import AvailableEndpoints

        from runtime import form_interruptions, session_start
        from runtime.patches import apply_all

        apply_all()
        session_start.install()
        form_interruptions.install()
        export_for_endpoints(self.settings)
        endpoints = AvailableEndpoints.read_endpoints(str(NLU_ROOT / "endpoints.yml"))
        agent = asyncio.run(load_agent(model_path=str(model), endpoints=endpoints))
        self._store = self._store_of(agent)
        self._agent = agent

    def _prepare_processor(self) -> None:
        from runtime.session_start import listen_again

        self.agent.processor.on_circuit_break = listen_again

    @staticmethod
    def _store_of(agent: Agent) -> HotSQLTrackerStore:
        """The SQL store behind Rasa's fail-safe wrapper."""
        store = agent.tracker_store
        inner: HotSQLTrackerStore = getattr(store, "_tracker_store", store)
        return inner

    @property
    def store(self) -> HotSQLTrackerStore:
        """The tracker store; raises NotReadyError before the first model is loaded."""
        if self._store is None:
            raise NotReadyError(self.status)
        return self._store

    async def answer(self, sender: str, text: str, metadata: dict[str, Any]) -> list[Any]:
        """Runs one turn; returns the utterances in Rasa's REST format.

        A paused conversation answers with []. Raises NotReadyError, and NoAnswerError when
        nothing was said for another reason (for example, the action server is away).
        """
        agent = self.agent
        from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

        output = CollectingOutputChannel()
        message = UserMessage(text, output, sender, input_channel=CHANNEL, metadata=metadata)
        await agent.handle_message(message)
        if not output.messages and not await self._is_paused(sender):
            raise NoAnswerError(sender)
        return list(output.messages)

    async def trigger(self, sender: str, intent: str, entities: dict[str, Any]) -> list[Any]:
        """Acts as if `sender` had said something with this intent; raises KeyError if unknown."""
        agent = self.agent
        from rasa.core.channels.channel import CollectingOutputChannel

        output = CollectingOutputChannel()
        if intent not in agent.domain.intents:
            raise KeyError(intent)
        async with agent.lock_store.lock(sender):
            tracker = await agent.processor.fetch_tracker_and_update_session(sender)
            found = [{"entity": name, "value": value} for name, value in entities.items()]
            await agent.trigger_intent(intent, found, output, tracker)
        return list(output.messages)

    async def pause(self, sender: str) -> None:
        """Stops the bot from answering `sender`; messages are still recorded."""
        agent = self.agent
        from rasa.shared.core.events import ConversationPaused

        await self._append(agent, sender, [ConversationPaused()])

    async def resume(self, sender: str) -> None:
        """Lets the bot answer again, waiting for the next message."""
        agent = self.agent
        from rasa.shared.core.constants import ACTION_LISTEN_NAME
        from rasa.shared.core.events import ActionExecuted, ConversationResumed

        await self._append(
            agent, sender, [ConversationResumed(), ActionExecuted(ACTION_LISTEN_NAME)]
        )

    async def forget(self, sender: str) -> None:
        """Deletes everything stored about a conversation."""
        async with self.agent.lock_store.lock(sender):
            await self.store.delete(sender)

    async def drop_expired(self) -> None:
        """Once a day, deletes events older than the retention time; runs until cancelled."""
        while True:
            await asyncio.sleep(SECONDS_PER_DAY)
            limit = time.time() - self.settings.keep_days * SECONDS_PER_DAY
            if self._store is not None:
                await self._store.delete_before(limit)

    @staticmethod
    async def _append(agent: Agent, sender: str, events: list[Event]) -> None:
        async with agent.lock_store.lock(sender):
            tracker = await agent.processor.get_tracker(sender)
            tracker.update_with_events(events, agent.domain)
            await agent.processor.save_tracker(tracker)

    async def _is_paused(self, sender: str) -> bool:
        async with self.agent.lock_store.lock(sender):
            tracker = await self.agent.processor.get_tracker(sender)
            await self.agent.processor.save_tracker(tracker)
            return bool(tracker.is_paused())
