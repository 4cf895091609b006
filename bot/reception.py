"""Reception: one message in, one passive reply (or none) out. The whole walk is `answer`.

Gate and reply writing are in `callback`; here a message takes its ticket, is written down masked,
waits for the person's earlier turns, is answered by a fixed sentence or by Rasa, and the result is
stored before anything is sent. What is not ready in time goes out through the outbox.
"""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any

import structlog

from backend.conversations.service import TurnResult, TurnStart, UnfinishedTurn
from backend.core.errors import AppError
from backend.core.settings import dialogue_settings
from bot import degraded, events, store
from bot.delivery import Delivery
from bot.messages import IncomingMessage
from bot.queueing import Place, Queueing
from bot.rasa_client import RasaClient
from bot.replies import Speech, speak
from bot.tickets import Tickets
from bot.wording import phrase

_JOIN_POLL_SECONDS = 0.1
_log = structlog.get_logger(__name__)


@dataclass
class Stopwatch:
    """Milliseconds per room of the walk."""

    rooms: dict[str, int] = field(default_factory=dict)
    _since: float = field(default_factory=time.perf_counter)

    def lap(self, room: str) -> None:
        """The time since the last lap belongs to `room`."""
        reached = time.perf_counter()
        self.rooms[room] = round((reached - self._since) * 1000)
        self._since = reached


def _result(speech: Speech, shown: list[dict[str, str]], watch: Stopwatch) -> TurnResult:
    """What is stored of a speech. A fixed sentence leaves the choices `shown` before valid."""
    is_fixed = speech.outcome == "fixed"
    return TurnResult(
        replies=speech.texts,
        choices=None if is_fixed or speech.choices == shown else speech.choices,
        outcome="answered" if is_fixed else speech.outcome,
        sources=speech.sources,
        decision=speech.decision,
        room_ms=watch.rooms,
    )


async def _leave(place: Place | None) -> None:
    if place is not None:
        await place.leave()


class Reception:
    """Holds the shared parts a turn needs; one per process."""

    def __init__(
        self, tickets: Tickets, queueing: Queueing, rasa: RasaClient, delivery: Delivery
    ) -> None:
        self._tickets = tickets
        self._queueing = queueing
        self._rasa = rasa
        self._delivery = delivery
        self._background: set[asyncio.Task[Any]] = set()

    async def answer(self, message: IncomingMessage) -> str | None:
        """The walk of one message: the text of the passive reply, or None to acknowledge only."""
        deadline = time.monotonic() + dialogue_settings().reply_deadline_seconds
        ticket = await self._tickets.take(message.ticket_key)
        if ticket.is_finished:
            return ticket.reply
        watch = Stopwatch()
        # the first try stands in line while it is written down: order is the order of arrival
        writing = asyncio.create_task(store.begin(message))
        place = await self._queueing.join(message.person) if ticket.is_first else None
        try:
            begun = await writing
        except BaseException:
            await _leave(place)
            raise
        watch.lap("records")
        if not begun.is_mine:  # whoever works on it must not wait behind us
            await _leave(place)
            place, begun = None, await self._wait_for_first_try(message, begun, deadline)
        if not begun.is_mine:
            return await self._joined_reply(message, begun)
        place = place or await self._queueing.join(message.person)
        work = self._keep(self._work(begun.turn, begun.choices, place, watch))
        return await self._in_time(message, begun.turn.turn_id, work, deadline)

    async def _wait_for_first_try(
        self, message: IncomingMessage, begun: TurnStart, deadline: float
    ) -> TurnStart:
        """The turn once the first try has answered, or ours to do if its process died."""
        while not begun.is_mine and begun.state == "processing" and time.monotonic() < deadline:
            await asyncio.sleep(_JOIN_POLL_SECONDS)
            begun = await store.begin(message)
        return begun

    async def finish_abandoned(self) -> int:
        """Finish turns whose process died; their answers go through the outbox."""
        turns = await store.reclaim_abandoned()
        for turn in turns:
            place = await self._queueing.join(turn.details["person"])
            choices = await store.current_choices(turn.conversation_id)
            await self._work(turn, choices, place, Stopwatch())
        return len(turns)

    async def _in_time(
        self,
        message: IncomingMessage,
        turn_id: str,
        work: "asyncio.Task[str | None]",
        deadline: float,
    ) -> str | None:
        """The first reply if the work ends before the deadline; else it is delivered later."""
        done, _ = await asyncio.wait({work}, timeout=max(deadline - time.monotonic(), 0))
        if not done and await store.give_up_deadline(turn_id):
            await self._tickets.finish(message.ticket_key, None)
            return None
        reply = await work
        # the reply need not wait for this: a retry in between finds the stored turn
        self._keep(self._tickets.finish(message.ticket_key, reply))
        return reply

    async def _joined_reply(self, message: IncomingMessage, begun: TurnStart) -> str | None:
        """The first try's answer for a message that was delivered again."""
        reply = begun.replies[0] if begun.state == "answered" and begun.replies else None
        if begun.state != "processing":
            await self._tickets.finish(message.ticket_key, reply)
        return reply

    async def _work(
        self, turn: UnfinishedTurn, choices: list[dict[str, str]], place: Place, watch: Stopwatch
    ) -> str | None:
        """One turn from its place in the queue to its stored result; returns the passive reply."""
        try:
            if await place.wait():
                choices = await store.current_choices(turn.conversation_id)
            watch.lap("queue")
            speech = await self._speech(turn, choices)
            watch.lap("dialogue")
            state = await store.finish(turn.turn_id, _result(speech, choices, watch))
        finally:
            self._keep(place.leave())
        if state == "late" or len(speech.texts) > 1:
            self._keep(self._delivery.deliver_due())
        return speech.texts[0] if state == "answered" else None

    async def _speech(self, turn: UnfinishedTurn, choices: list[dict[str, str]]) -> Speech:
        """Who answers: a fixed sentence, Rasa, or the search when Rasa is away."""
        fixed = events.fixed_reply(turn)
        if fixed is not None:
            return fixed
        said = events.as_sentence(turn, choices)
        try:
            metadata = {"turn_id": turn.turn_id}
            return speak(await self._rasa.ask(turn.conversation_id, said, metadata))
        except AppError as error:
            _log.warning("dialogue_away", turn_id=turn.turn_id, error=error.code)
            return await degraded.answer(said)
        except Exception:  # noqa: BLE001 - door: the person hears a sentence, it is logged
            _log.exception("turn_failed", turn_id=turn.turn_id)
            return Speech([phrase("technical_problem")], outcome="failed")

    def _keep(self, work: Any) -> "asyncio.Task[Any]":
        """Run in the background, with a reference so that it is not collected half-way."""
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)
        return task

    async def close(self) -> None:
        """Wait for running turns, so that a restart loses none."""
        until = time.monotonic() + dialogue_settings().rasa_timeout_seconds
        while self._background and time.monotonic() < until:
            await asyncio.wait(self._background, timeout=max(until - time.monotonic(), 0))
